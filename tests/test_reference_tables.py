"""Rows of every kind of kept table are matched, and compared as far as they are repeatable."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from craftbench.analyses.analysis import analyses
from craftbench.analyses.read import read_table
from craftbench.analyses.reference.runs import reference_runs
from craftbench.analyses.reference.tables import compare_tables, rows_by_name
from craftbench.analyses.reference.this_run import ThisRun
from craftbench.analyses.reference.tolerances import Tolerances, read_tolerances

REFERENCE = Path(__file__).parents[1] / "results" / "reference"
TOLERANCES = read_tolerances(REFERENCE / "tolerances.yaml")
HERE = ThisRun(["d", "e"], {"d": ["cnn", "lite"]})
ELSEWHERE = ThisRun(["d", "e"], {"d": ["cnn", "lite"]}, elsewhere=True)


def table(**columns) -> pd.DataFrame:
    return pd.DataFrame({"dataset": "d"} | columns)


def differences(name: str, found: pd.DataFrame, reference: pd.DataFrame, run=HERE) -> list[str]:
    return list(compare_tables(name, found, reference, TOLERANCES, run).differences)


@pytest.mark.parametrize("name", TOLERANCES.keys)
def test_keys_are_columns_of_the_table(name):
    assert set(TOLERANCES.keys[name]) <= set(analyses()[name].columns)


def test_tolerances_are_of_columns_that_are_compared():
    compared = set()
    for name, keys in TOLERANCES.keys.items():
        compared |= set(analyses()[name].columns) - set(keys)
    assert {*TOLERANCES.columns, *TOLERANCES.decisions, *TOLERANCES.over_repeats} <= compared
    assert set(TOLERANCES.selected) <= set(TOLERANCES.keys)


@pytest.mark.parametrize("run", reference_runs(REFERENCE))
def test_every_row_of_a_reference_run_has_a_name_of_its_own(run):
    for file in sorted((REFERENCE / run).glob("*.csv")):
        keys = TOLERANCES.of_rows(file.stem)
        named = rows_by_name(read_table(file), keys)
        assert all(len(name) == len(keys) for name in named), file


def test_a_key_is_the_same_as_number_and_as_text(tmp_path):
    numbers = table(arm="a", left_out=[np.nan, 232], training_size=22, n_test=[5, 4])
    numbers["class"] = "S"
    text = numbers.assign(left_out=["", "232"])
    text.to_csv(tmp_path / "t.csv", index=False)
    mixed = pd.concat([numbers, table(dataset=["e"], arm="a", left_out="p7", n_test=3)])
    for other in (text, read_table(tmp_path / "t.csv"), numbers.assign(left_out=["", "232.0"])):
        assert not differences("accuracy_per_class", numbers, other)
        assert not differences("accuracy_per_class", other, numbers)
    assert not differences("accuracy_per_class", mixed, numbers, ThisRun(["d"]))
    wrong = numbers.assign(n_test=[5, 9])
    assert differences("accuracy_per_class", wrong, text) == [
        "accuracy_per_class: d a S 232 22: n_test 9, expected 4"
    ]


def test_large_numbers_are_names_of_their_own():
    rows = table(arm="a", training_size=[1_000_001, 1_000_002])
    assert list(rows_by_name(rows, ["training_size"])) == [("1000001",), ("1000002",)]


def test_empty_cells_of_keys_do_not_make_two_rows_one():
    first = table(left=["a", None], right=[None, "a"], x=[1, 2])
    keys = Tolerances(keys={"t": ["left", "right"]}, columns={})
    found = compare_tables("t", first.iloc[:1], first, keys, HERE)
    assert found.differences == ("t: the row a is missing in the run",)


@pytest.mark.parametrize("name", TOLERANCES.keys)
def test_a_table_without_rows_agrees_with_itself_alone(name, tmp_path):
    columns = list(analyses()[name].columns)
    pd.DataFrame(columns=columns).to_csv(tmp_path / "t.csv", index=False)
    empty = read_table(tmp_path / "t.csv")
    assert not differences(name, empty, empty)
    row = pd.DataFrame([dict.fromkeys(columns, 1) | {"dataset": "d"}])
    for column in row:
        if column == "shared_dataset":
            row[column] = "e"
    assert "missing in the run" in differences(name, empty, row)[0]
    assert "not in the reference" in differences(name, row, empty)[0]


def test_a_data_set_of_which_a_side_has_nothing_is_one_difference():
    both = table(dataset=["d", "d", "e"], arm=["a", "b", "c"], training_size=9, score=1)
    assert differences("accuracy", both.iloc[2:], both) == [
        "accuracy: all 2 rows of d are missing in the run"
    ]
    assert differences("accuracy", both, both.iloc[2:]) == [
        "accuracy: all 2 rows of d are not in the reference"
    ]


def test_pairs_with_a_data_set_that_does_not_run_are_not_expected():
    rows = table(shared_dataset=["e", "f"], arm="a", measure="f1", separate=0.5)
    rows["class"] = "S"
    assert not differences("leakage_comparison", rows.iloc[:1], rows)
    assert differences("leakage_comparison", rows.iloc[1:], rows)


def test_a_published_network_has_the_tolerance_of_networks():
    rows = table(arm=["svm", "cnn"], family="published", citation="A", measured=0.5)
    rows = rows.assign(measure="accuracy", protocol="", published_training_size=np.nan)
    rows["class"] = ""
    found = differences("published", rows.assign(measured=0.55), rows)
    assert [text.split(":")[1] for text in found] == [" d svm A accuracy"]


def test_a_row_without_an_arm_is_about_all_arms_of_its_data_set():
    rows = pd.DataFrame({"dataset": ["d", "e"], "side": "for", "claim": "c", "verdict": "yes"})
    found = compare_tables("claims", rows.assign(verdict="no"), rows, TOLERANCES, ELSEWHERE)
    assert found.differences == ("claims: e for c: verdict no, expected yes",)
    assert found.remarks == ("claims: d for c: verdict no, expected yes",)


def test_a_decision_about_a_network_may_be_another_elsewhere_but_not_here():
    rows = table(training_size=[1, 2], arm="svm", rival_arm=["cnn", "forest"], choice="undecided")
    other = rows.assign(choice="svm")
    assert len(differences("verdict", other, rows)) == 2
    found = compare_tables("verdict", other, rows, TOLERANCES, ELSEWHERE)
    assert found.differences == ("verdict: d 2: choice svm, expected undecided",)
    assert found.remarks == ("verdict: d 1: choice svm, expected undecided",)
    scores = rows.assign(score=0.5)
    assert len(differences("verdict", scores.assign(score=0.9), scores, ELSEWHERE)) == 2


@pytest.mark.parametrize(("behind", "told"), [("cnn (learned)", 1), ("forest (hand-crafted)", 0)])
def test_a_network_in_the_cell_of_a_decision_makes_it_one_about_networks(behind, told):
    rows = table(training_size=1, arm="svm", rival_arm="forest", behind=[behind])
    found = compare_tables("verdict", rows.assign(behind=""), rows, TOLERANCES, ELSEWHERE)
    assert (len(found.remarks), len(found.differences)) == (told, 1 - told)
    assert len(differences("verdict", rows.assign(behind=""), rows)) == 1


@pytest.mark.parametrize(
    ("arm", "ends", "differ"),
    [
        ("cnn", (0.30, 1.0), False),  # three repeats that scatter more than those of the reference
        ("cnn", (np.nan, np.nan), False),  # three repeats that are equal
        ("cnn", (np.nan, 1.0), True),  # no interval has one end
        ("cnn", (0.94, 1.0), True),  # an interval without the figure of the reference
        ("svm", (0.30, 1.0), True),
        ("svm", (np.nan, np.nan), True),
    ],
)
def test_elsewhere_an_interval_over_repeats_of_a_network_holds_the_figure(arm, ends, differ):
    rows = table(arm=[arm], training_size=4, train_accuracy=0.92)
    rows = rows.assign(train_accuracy_low=0.75, train_accuracy_high=1.0)
    low, high = ends
    other = rows.assign(train_accuracy=0.95 if arm == "cnn" else 0.92)
    other = other.assign(train_accuracy_low=low, train_accuracy_high=high)
    assert bool(differences("learning_curves", other, rows, ELSEWHERE)) == differ


def test_another_selected_network_is_told_elsewhere_and_is_a_difference_here():
    rows = table(arm=["cnn", "svm"], gap=0.1)
    other = rows.assign(arm=["lite", "svm"])
    assert len(differences("group_gap", other, rows)) == 2
    found = compare_tables("group_gap", other, rows, TOLERANCES, ELSEWHERE)
    assert found.remarks == ("group_gap: the rows d lite in place of d cnn",)
    assert not found.differences and found.figures
    assert differences("group_gap", other.iloc[1:], rows, ELSEWHERE)
    forest = rows.assign(arm=["cnn", "forest"])
    assert len(differences("group_gap", forest, rows, ELSEWHERE)) == 2


def test_a_machine_is_another_by_its_processor_or_a_version():
    manifest = reference_runs(REFERENCE)["default"]
    assert not manifest.elsewhere(manifest.machine, manifest.libraries)
    assert manifest.elsewhere(manifest.machine | {"processor": "Z"}, manifest.libraries)
    assert manifest.elsewhere(manifest.machine, manifest.libraries | {"keras": "1"})
    assert not manifest.elsewhere(manifest.machine | {"cores": "64"}, manifest.libraries)
