"""`verify` compares something, and names every difference."""

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from craftbench.analyses.read import read_table
from craftbench.analyses.reference.bounds import compare_counts, compare_scores
from craftbench.analyses.reference.comparison import Comparison
from craftbench.analyses.reference.lines import told
from craftbench.analyses.reference.runs import compare_run, reference_runs, unlike
from craftbench.analyses.reference.tables import compare_tables
from craftbench.analyses.reference.this_run import ThisRun
from craftbench.analyses.reference.tolerances import Tolerances, read_tolerances
from craftbench.config.cards import read_card
from craftbench.config.configuration import read_cards
from craftbench.config.of_run import joined, of_run
from craftbench.errors import CraftbenchError
from craftbench.steps.settings_of_all import of_reference, of_verification

REFERENCE = Path(__file__).parents[1] / "results" / "reference"
DEFAULT = REFERENCE / "default"
MANIFEST = reference_runs(REFERENCE)["default"]
TOLERANCES = read_tolerances(REFERENCE / "tolerances.yaml")


CONFIG = of_run(joined([], []))
NETWORKS = of_verification(CONFIG, read_cards(CONFIG))["networks"]
"""Of the default run, as the rule passes them."""


@pytest.fixture
def run(tmp_path) -> Path:
    """Tables of a run that are those of the reference run."""
    for name in MANIFEST.tables:
        shutil.copy2(DEFAULT / f"{name}.csv", tmp_path)
    return tmp_path


def compared(run: Path, datasets=MANIFEST.datasets, settings=MANIFEST.settings) -> Comparison:
    tables = {file.stem: file for file in run.glob("*.csv")}
    given = ThisRun(datasets, NETWORKS)
    return compare_run(DEFAULT, MANIFEST, tables, TOLERANCES, given, settings)


def change(run: Path, name: str, change) -> None:
    table = read_table(run / f"{name}.csv")
    change(table).to_csv(run / f"{name}.csv", index=False)


def test_a_run_agrees_with_itself_in_every_table(run):
    found = compared(run)
    assert found.agrees and not found.remarks
    cells = sum(len(read_table(DEFAULT / f"{name}.csv")) for name in MANIFEST.tables)
    assert found.figures > 5 * cells


@pytest.mark.parametrize("name", MANIFEST.tables)
def test_a_removed_or_an_extra_row_of_any_table_is_named(run, name):
    table = read_table(run / f"{name}.csv")
    row = " ".join(str(table[key].iloc[1]) for key in TOLERANCES.keys[name])
    change(run, name, lambda table: table.drop(index=1))
    (missing,) = compared(run).differences
    assert missing == f"{name}: the row {row} is missing in the run"
    again = pd.concat([table, table.iloc[[1]]])
    change(run, name, lambda _: again)
    (extra,) = compared(run).differences
    assert extra == f"{name}: the row {row} (2) is not in the reference"


@pytest.mark.parametrize("name", MANIFEST.tables)
def test_a_missing_table_is_named(run, name):
    (run / f"{name}.csv").unlink()
    assert compared(run).differences == (f"{name}: the table is missing in the run",)


@pytest.mark.parametrize("change_of", ["score", "score_low", "macro_f1", "n_test", "interval"])
def test_one_changed_figure_is_named_with_both_values(run, change_of):
    def changed(table):
        new = "else" if change_of == "interval" else table[change_of].iloc[1] + 0.5
        column = table[change_of].astype(object)
        column.iloc[1] = new
        return table.assign(**{change_of: column})

    change(run, "accuracy", changed)
    (difference,) = compared(run).differences
    expected = read_table(DEFAULT / "accuracy.csv").iloc[1]
    row = f"{expected['dataset']} {expected['arm']} {expected['training_size']}"
    assert difference.startswith(f"accuracy: {row}: {change_of} ")
    assert "expected" in difference


def test_a_missing_and_a_new_column_are_named(run):
    change(run, "verdict", lambda table: table.rename(columns={"choice": "chosen"}))
    assert compared(run).differences == (
        "verdict: the column choice is missing in the run",
        "verdict: the column chosen is not in the reference",
    )


def test_an_arm_that_did_not_run_is_missing_in_each_of_its_tables(run):
    for name in ("accuracy", "learning_curves"):
        change(run, name, lambda table: table[table["arm"] != "lenet5"])
    missing = compared(run).differences
    assert missing and all("lenet5" in text and "missing" in text for text in missing)


def test_networks_may_differ_by_more_than_classifiers(run):
    change(run, "accuracy", lambda table: table.assign(accuracy=table["accuracy"] + 0.03))
    named = " ".join(compared(run).differences)
    for row in read_table(DEFAULT / "accuracy.csv").itertuples():
        network = row.arm in NETWORKS[row.dataset]
        assert network or row.family not in ("learned", "hybrid")
        assert (f"accuracy: {row.dataset} {row.arm} {row.training_size}: " in named) != network


def test_an_arm_is_a_network_by_its_model_and_not_by_its_family():
    card = read_card(Path("config/datasets/mitdb_recipes.yaml"))
    networks = of_verification(CONFIG, {"m": card})["networks"]["m"]
    assert {"sellami_cnn", "niu_cnn"} <= set(networks)
    assert not {"mondejar_svms", "saenz_cogollo_2020", "majority"} & set(networks)
    card = read_card(Path("config/datasets/digits_all_arms.yaml"))
    assert "hog_mlp" in of_verification(CONFIG, {"m": card})["networks"]["m"]


def test_a_number_that_became_empty_differs():
    keys = {"t": ["dataset"]}
    tolerances = Tolerances(keys=keys, columns={"x": {"default": 9}, "y": {"default": "any"}})
    both = [
        pd.DataFrame({"dataset": ["a"], "x": [x], "x_low": [low], "y": [y]})
        for x, low, y in ((np.nan, 0.0, 1), (0.5, 8.0, 2))
    ]
    found = compare_tables("t", *both, tolerances, ThisRun(["a"]))
    assert found.differences == ("t: a: x empty, expected 0.5",)
    assert found.figures == 2


def test_other_data_sets_and_other_settings_are_not_compared_and_it_says_so(run):
    change(run, "accuracy", lambda table: table[table["dataset"] == "digits"])
    found = compared(run, ["digits", "mine"])
    assert not any(text.startswith("accuracy") for text in found.differences)
    assert "parcels" in found.remarks[0] and "digits" not in found.remarks[0]
    none = compared(run, ["mine"])
    assert not none.agrees and not none.figures and "none of its data sets" in none.remarks[0]
    other = MANIFEST.settings | {"tuning": {"candidates": 48, "seconds": None}}
    (remark,) = compared(run, settings=other).remarks
    assert remark == "not compared: tuning.candidates is 48, there 1"


def test_tables_and_manifest_of_a_reference_run_belong_together(run, tmp_path):
    folder = tmp_path / "reference"
    shutil.copytree(DEFAULT, folder)
    (folder / "claims.csv").unlink()
    (folder / "new.csv").write_text("dataset\n")
    tables = {file.stem: file for file in run.glob("*.csv")}
    given = ThisRun(MANIFEST.datasets, NETWORKS)
    found = compare_run(folder, MANIFEST, tables, TOLERANCES, given, MANIFEST.settings)
    assert [text.split(":")[0] for text in found.differences] == ["new", "claims"]


def test_published_scores_of_arms_that_did_not_run_are_differences():
    reference = read_table(REFERENCE / "accuracy.csv")
    rows = reference["dataset"] == "mitdb"
    found = reference[rows].assign(accuracy=0.8905 + 1e-16, macro_f1=0.2355).drop(columns="score")
    agreed = compare_scores(found, reference, ["mitdb"])
    assert agreed.figures == rows.sum() and agreed.agrees
    wrong = compare_scores(found.assign(accuracy=0.5), reference, ["mitdb"])
    assert [text.split(" (")[0] for text in wrong.differences] == [
        "mitdb majority at 22: accuracy 0.5000, expected 0.8903 to 0.8905"
    ]
    missing = compare_scores(found.iloc[:0], reference, ["mitdb"])
    assert not missing.figures and len(missing.differences) == rows.sum()
    assert not compare_scores(found.iloc[:0], reference, ["mine"]).differences


def test_published_counts_of_classes_that_are_absent_are_differences():
    reference = read_table(REFERENCE / "datasets.csv")
    assert compare_counts(reference, reference, ["mitdb"]).agrees
    absent = compare_counts(reference.iloc[1:], reference, ["mitdb"])
    assert absent.differences[0].startswith("mitdb pool class N is missing in the run")


def lines(*comparisons) -> tuple[list[str], str]:
    """Lines before the end, and the error there."""
    shown = []
    try:
        for line in told(comparisons, {"default": MANIFEST}, {"processor": "P"}, {"numpy": "1"}):
            shown.append(line)
    except CraftbenchError as error:
        return shown, str(error)
    return shown, ""


def test_the_number_of_differences_is_that_of_the_lines_that_name_them():
    empty = compare_counts(read_table(REFERENCE / "datasets.csv"), pd.DataFrame(TABLE), ["mine"])
    shown, error = lines(empty, Comparison("t", 5, ("t: one", "t: two")), Comparison("u", 1))
    assert error.startswith("differences from results/reference/: 2 (6 figures compared)")
    assert [line for line in shown if line.startswith("DIFFERS t: ")][1:] == [
        "DIFFERS t: one",
        "DIFFERS t: two",
    ]


TABLE = {"dataset": [], "role": [], "class": [], "samples": [], "source": []}


def test_nothing_compared_is_an_error():
    assert lines(Comparison("a"), Comparison("b", remarks=("not compared: x",)))[1].startswith(
        "0 figures compared"
    )
    assert lines()[1].startswith("0 figures compared")
    assert MANIFEST.command in lines()[1]


def test_figures_of_published_scores_alone_are_no_agreement_with_a_reference_run():
    end = "1 figures compared with results/reference/, all within tolerance"
    shown, error = lines(Comparison("accuracy.csv", 1), Comparison("default", 0))
    assert shown[0] == "agrees  accuracy.csv: 1 figures compared"
    assert "no reference run is comparable" in shown[1] and (shown[-1], error) == (end, "")
    shown, _ = lines(Comparison("default", 1))
    assert not any("no reference run" in line for line in shown) and shown[-1] == end


def test_processors_and_versions_of_both_sides_are_named():
    shown, _ = lines(Comparison("default", 3))
    numpy = MANIFEST.libraries["numpy"]
    assert f"        processor: P, in default {MANIFEST.machine['processor']}" in shown
    assert f"        numpy: 1, in default {numpy}" in shown


def test_the_settings_of_a_manifest_are_those_that_the_rule_passes():
    given = of_verification(CONFIG, {})
    assert given["datasets"] == MANIFEST.datasets
    assert not unlike(MANIFEST, given["settings"])


@pytest.mark.parametrize(
    ("pair", "named"),
    [
        ("repeats=7", "repeats is 7, there None"),
        ("training={epochs: 3}", "training.epochs is 3, there 150"),
        ("analyses={refits: {test_samples: 9}}", "analyses.refits.test_samples is 9, there 2000"),
    ],
)
def test_a_run_with_another_setting_is_not_compared_and_it_is_named(run, pair, named):
    settings = of_reference(of_run(joined([], [pair])))
    found = compared(run, settings=settings)
    assert not found.figures and not found.differences
    assert found.remarks == (f"not compared: {named}",)
