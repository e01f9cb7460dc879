import tracemalloc
from importlib import import_module

import numpy as np
import pandas as pd
import pytest
from simulated_study import BASELINE, HAND_CRAFTED, LEARNED, simulated_study, tables_of

from craftbench.analyses.accuracy.accuracy import accuracy
from craftbench.analyses.analysis import analyses, needing
from craftbench.errors import CraftbenchError
from craftbench.stats.bootstrap import GROUPS_AND_REPEATS, GROUPS_ONLY, NONE, REPEATS_ONLY

ARMS = {"majority": BASELINE, "good": HAND_CRAFTED, "bad": LEARNED}
ACCURACIES = {
    "majority": {20: 0.4, 50: 0.4},
    "good": {20: 0.85, 50: 0.9},
    "bad": {20: 0.6, 50: 0.7},
}


def test_every_estimate_lies_in_its_interval():
    study = simulated_study(ACCURACIES, ARMS, groups=24)
    for name, table in tables_of(study).items():
        for column in [c.removesuffix("_low") for c in table if c.endswith("_low")]:
            bounds = table[[f"{column}_low", column, f"{column}_high"]].astype(float).dropna()
            assert (bounds.diff(axis=1).iloc[:, 1:] >= -1e-9).all(axis=None), (name, column)


def test_every_table_begins_with_the_data_set():
    tables = tables_of(simulated_study(ACCURACIES, ARMS))
    for name, table in tables.items():
        assert table.columns[0] == "dataset", name
        if name not in ("comparisons", "datasets", "most_misclassified", "budget", "influence"):
            assert table.columns[1:3].tolist() == ["arm", "family"], name
        # Without tuning, influence maps, enough sizes and groups, these have no rows.
        without = ("tuning_optimism", "influence", "excess_risk", "group_errors")
        assert not table.empty or name in without, name


def test_every_table_with_bounds_says_what_they_cover():
    known = {GROUPS_AND_REPEATS, GROUPS_ONLY, REPEATS_ONLY, NONE}
    for changes in ({"groups": 24}, {"groups": 1}, {"repeats": 1}, {"missing": (("bad", 50),)}):
        tables = tables_of(simulated_study(ACCURACIES, ARMS, **changes))
        for name in needing("study"):
            columns, table = list(analyses_of(name)), tables[name]
            if not any(column.endswith("_low") for column in columns):
                continue
            assert columns[-2:] == ["interval", "note"] or columns[-1] == "interval", name
            assert set(table["interval"]) <= known, name
            bounds = [column for column in table if column.endswith(("_low", "_high"))]
            without = table.loc[table["interval"] == NONE, bounds]
            if name not in ("learning_curves", "overfitting", "cost", "calibration", "pareto"):
                # There, some columns cover repeats only.
                assert without.isna().all(axis=None), (name, changes)


def analyses_of(name: str) -> tuple[str, ...]:
    return import_module(analyses()[name].module).ANALYSIS.columns


def test_the_same_study_gives_the_same_tables():
    first, second = (tables_of(simulated_study(ACCURACIES, ARMS)) for _ in range(2))
    for name in first:
        pd.testing.assert_frame_equal(first[name], second[name], check_exact=True)


def test_an_arm_without_its_largest_size_stays_in_every_table():
    study = simulated_study(ACCURACIES, ARMS, missing=(("bad", 50),))
    tables = tables_of(study)
    row = tables["accuracy"].set_index("arm").loc["bad"]
    assert np.isnan(row["accuracy"]) and row["note"] == "no run of training size 50"
    for name in (
        "learning_curves",
        "comparisons",
        "calibration",
        "learning_curve_fits",
        "data_needs",
    ):
        assert tables[name].astype(str).apply(lambda column: column == "bad").any(axis=None), name


def test_a_missing_repeat_is_said():
    study = simulated_study(ACCURACIES, ARMS)
    predictions = study.arms["bad"].predictions
    gone = (predictions["training_size"] == 50) & (predictions["repeat"] == 1)
    object.__setattr__(study.arms["bad"], "predictions", predictions[~gone])
    runs = study.arms["bad"].runs
    gone = (runs["training_size"] == 50) & (runs["repeat"] == 1)
    object.__setattr__(study.arms["bad"], "runs", runs[~gone])
    tables = tables_of(study)
    row = tables["accuracy"].set_index("arm").loc["bad"]
    assert row["repeats"] == 2 and row["note"] == "1 of 3 repeats are missing"
    pairs = tables["comparisons"].set_index(["arm_a", "arm_b"])
    assert pairs.loc[("good", "bad"), "repeats"] == 2


def test_j_kappa_is_of_heartbeats_only():
    study = simulated_study(ACCURACIES, ARMS)
    assert accuracy(study)["j_kappa"].isna().all()
    study = simulated_study(ACCURACIES, ARMS)
    names = {"a": "N", "b": "S", "c": "V"}
    contest = study.contest.model_copy(update={"classes": ["N", "S", "V"]})
    object.__setattr__(study, "contest", contest)
    object.__setattr__(study, "samples", study.samples.replace({"label": names}))
    for result in study.arms.values():
        predictions = result.predictions.replace({"predicted": names})
        object.__setattr__(result, "predictions", predictions)
        object.__setattr__(result, "probabilities", None)
    row = accuracy(study).set_index("arm").loc["good"]
    assert row["j_kappa_low"] < row["j_kappa"] < row["j_kappa_high"]
    assert 0.5 < row["kappa"] < row["accuracy"]


def test_foreign_classes_and_uneven_repeats_are_refused():
    study = simulated_study(ACCURACIES, ARMS)
    predictions = study.arms["bad"].predictions
    object.__setattr__(
        study.arms["bad"], "predictions", predictions.replace({"predicted": {"c": "z"}})
    )
    with pytest.raises(CraftbenchError, match="t bad: class 'z' was predicted"):
        _ = study.predictions
    study = simulated_study(ACCURACIES, ARMS)
    object.__setattr__(study.arms["bad"], "predictions", predictions.iloc[:-1])
    with pytest.raises(CraftbenchError, match="different test samples"):
        _ = study.predictions


def test_without_an_error_the_bound_is_not_one():
    accuracies = {"good": {50: 0.9}, "bad": {50: 0.7}}
    study = simulated_study(accuracies, {"good": HAND_CRAFTED, "bad": LEARNED}, n_test=100)
    predictions = study.arms["good"].predictions
    right = study.samples["label"].to_numpy()[predictions["sample"]]
    object.__setattr__(study.arms["good"], "predictions", predictions.assign(predicted=right))
    row = accuracy(study).set_index("arm").loc["good"]
    assert row["accuracy"] == row["accuracy_high"] == 1
    assert row["accuracy_low"] == pytest.approx(0.025**0.01)
    assert "all test samples correct" in row["note"]


def test_memory_is_bounded_on_many_samples_and_runs():
    """50,000 test samples of 30 repeats: resampling holds no samples × resamples of floats."""
    accuracies = {"good": {50: 0.9}}
    study = simulated_study(
        accuracies, {"good": HAND_CRAFTED}, repeats=30, n_test=50_000, resamples=200
    )
    assert study.predictions["good", 50].predicted.shape == (30, 50_000)
    tracemalloc.start()
    _, confusions = study.confusions("good", 50)
    drawn = study.scores["good", 50].drawn
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert confusions.shape == (200, 30, 3, 3) and drawn.shape == (200, 30)
    assert peak < 300e6
