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
from craftbench.analyses.reference.runs import Manifest, compare_run, reference_runs
from craftbench.analyses.reference.tables import compare_tables
from craftbench.analyses.reference.tolerances import Tolerances, read_tolerances
from craftbench.config.configuration import Config
from craftbench.errors import CraftbenchError
from craftbench.steps.reference_run import keep_reference
from craftbench.steps.settings import of_verification

REFERENCE = Path(__file__).parents[1] / "results" / "reference"
DEFAULT = REFERENCE / "default"
MANIFEST = reference_runs(REFERENCE)["default"]
TOLERANCES = read_tolerances(REFERENCE / "tolerances.yaml")


@pytest.fixture
def run(tmp_path) -> Path:
    """Tables of a run that are those of the reference run."""
    for name in MANIFEST.tables:
        shutil.copy2(DEFAULT / f"{name}.csv", tmp_path)
    return tmp_path


def compared(run: Path, datasets=MANIFEST.datasets, settings=MANIFEST.settings) -> Comparison:
    tables = {file.stem: file for file in run.glob("*.csv")}
    return compare_run(DEFAULT, MANIFEST, tables, TOLERANCES, datasets, settings)


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
    reference = read_table(DEFAULT / "accuracy.csv")

    def moved(table):
        return table.assign(accuracy=table["accuracy"] + 0.03)

    change(run, "accuracy", moved)
    named = " ".join(compared(run).differences)
    for row in reference.itertuples():
        network = row.family in ("learned", "hybrid")
        assert (f"accuracy: {row.dataset} {row.arm} {row.training_size}: " in named) != network


def test_a_number_that_became_empty_differs():
    keys = {"t": ["dataset"]}
    tolerances = Tolerances(keys=keys, columns={"x": {"default": 9}, "y": {"default": "any"}})
    both = [
        pd.DataFrame({"dataset": ["a"], "x": [x], "x_low": [low], "y": [y]})
        for x, low, y in ((np.nan, 0.0, 1), (0.5, 8.0, 2))
    ]
    found = compare_tables("t", *both, tolerances, ["a"])
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
    settings = MANIFEST.datasets, MANIFEST.settings
    found = compare_run(folder, MANIFEST, tables, TOLERANCES, *settings)
    assert [text.split(":")[0] for text in found.differences] == ["new", "claims"]


def test_published_scores_of_arms_that_did_not_run_are_differences():
    reference = read_table(REFERENCE / "accuracy.csv")
    rows = reference["dataset"] == "mitdb"
    found = reference[rows].assign(accuracy=0.8904, macro_f1=0.2355).drop(columns="score")
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
    assert lines(Comparison("a", 1)) == (
        ["agrees  a: 1 figures compared"]
        + ["1 figures compared with results/reference/, all within tolerance"],
        "",
    )


def test_processors_and_versions_of_both_sides_are_named():
    shown, _ = lines(Comparison("default", 3))
    numpy = MANIFEST.libraries["numpy"]
    assert f"        processor: P, in default {MANIFEST.machine['processor']}" in shown
    assert f"        numpy: 1, in default {numpy}" in shown


def test_the_tables_of_a_run_become_a_reference_that_it_agrees_with(tmp_path):
    root = tmp_path / "project"
    (root / "results").mkdir(parents=True)
    shutil.copytree(DEFAULT, root / "results" / "tables")
    made = keep_reference("mine", [], ["seed=7"], root)
    assert made == reference_runs(root / "results" / "reference")["mine"]
    assert isinstance(made, Manifest) and made.settings["seed"] == 7
    assert made.command == 'snakemake --cores all --config "seed=7"'
    (root / "results" / "tables" / "claims.csv").unlink()
    with pytest.raises(FileNotFoundError, match=r"claims\.csv"):
        keep_reference("mine", [], [], root)


def test_the_settings_of_a_manifest_are_those_that_the_rule_passes():
    given = of_verification(Config(datasets=["digits"]))
    assert set(given) == {"datasets", "settings"}
    assert set(given["settings"]) == set(MANIFEST.settings)
