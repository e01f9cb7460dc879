"""A class in one part only is named; names of classes and groups survive every table."""

from dataclasses import replace

import pandas as pd
import pytest
import simulated_study as simulated

from craftbench.analyses.accuracy.datasets import datasets
from craftbench.analyses.read import read_table
from craftbench.analyses.reference.bounds import compare_counts
from craftbench.protocol.one_part import IN_POOL, IN_TEST, classes_in_one_part
from craftbench.protocol.one_part import sentences_of_one_part as sentences

ARMS = {"base": simulated.BASELINE, "good": simulated.HAND_CRAFTED, "bad": simulated.LEARNED}
ACCURACIES = {"base": {50: 0.4}, "good": {50: 0.8}, "bad": {50: 0.6}}
SAMPLES = pd.DataFrame(
    {
        "label": ["a", "a", "b", "b", "c"],
        "role": ["pool", "test", "pool", "pool", "test"],
        "group": ["p1", "p2", "p1", "p3", "p4"],
    }
)


def test_a_class_in_one_part_is_named_with_what_follows():
    assert classes_in_one_part(SAMPLES, ["a", "b", "c"]) == {"b": IN_POOL, "c": IN_TEST}
    assert sentences(SAMPLES, ["a", "b", "c"]) == [
        f"class b (2 samples of 2 groups) has {IN_POOL}",
        f"class c (1 samples of the group p4) has {IN_TEST}",
    ]
    assert sentences(SAMPLES.drop(columns="group"), ["b"]) == [f"class b (2 samples) has {IN_POOL}"]
    assert not sentences(SAMPLES, ["a"])


def test_the_table_of_samples_says_it_once():
    study = simulated.simulated_study(ACCURACIES, ARMS, repeats=1, n_test=60, resamples=100)
    test = (study.samples["role"] == "test") & (study.samples["label"] == "c")
    moved = study.samples.assign(label=study.samples["label"].mask(test, "a"))
    found = datasets(replace(study, samples=moved)).set_index(["role", "class"])["note"]
    assert found["test", "c"] == IN_POOL and (found.drop(("test", "c")) == "").all()


def test_counts_of_any_name_are_held_against_the_reference(tmp_path):
    head, names = "dataset,role,class,samples", ("None", "NA", "007", "nan")
    rows = [f"own,pool,{name},{3 + place}" for place, name in enumerate(names)]
    (tmp_path / "found.csv").write_text("\n".join([head, *rows]))
    expected = [f"{row},here" for row in rows]
    (tmp_path / "reference.csv").write_text("\n".join([f"{head},source", *expected]))
    both = [read_table(tmp_path / f"{name}.csv") for name in ("found", "reference")]
    found = compare_counts(*both, ["own"])
    assert found.figures == 4 and found.agrees


@pytest.mark.parametrize("groups", [None, 30])
def test_names_survive_every_table_of_results(groups, tmp_path, monkeypatch):
    monkeypatch.setattr(simulated, "CLASSES", ["007", "NA", "None"])
    study = simulated.simulated_study(ACCURACIES, ARMS, groups=groups, n_test=150, resamples=100)
    if groups:
        words = {"t0": "None", "t1": "NA", "t2": "01", "t3": "1e5", "t4": "nan"}
        named = study.samples.assign(group=study.samples["group"].replace(words))
        study = replace(study, samples=named)
    texts = 0
    for name, written in simulated.tables_of(study).items():
        written.to_csv(tmp_path / "table.csv", index=False)
        found = read_table(tmp_path / "table.csv")
        for column in written.select_dtypes(exclude="number"):
            given = ["" if pd.isna(value) else str(value) for value in written[column]]
            read = ["" if pd.isna(value) else str(value) for value in found[column]]
            assert read == given, f"{name}: {column}"
            texts += "None" in given
    assert texts >= 3
