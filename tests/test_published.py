"""Published figures beside measured ones: the card, the comparison, the table."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from simulated_study import BASELINE, HAND_CRAFTED, simulated_study, tables_of

from craftbench.analyses.joint import Joint
from craftbench.analyses.published.comparison import verdict_on
from craftbench.analyses.published.published import COLUMNS, published
from craftbench.config.cards import read_card
from craftbench.config.published_figure import PublishedFigure
from craftbench.errors import CraftbenchError
from craftbench.report.tables import shown_table

CARD = """
title: t
source: {kind: digits}
classes: ["0", "1"]
training_sizes: [20]
arms:
  majority: {representation: [], model: majority}
published:
  svm:
"""
FIGURE = '    - {source: "A 2020", measure: accuracy, value: 0.9}\n'
STUDY = simulated_study(
    {"svm": {50: 0.7, 200: 0.9}, "majority": {50: 0.3, 200: 0.3}},
    {"svm": HAND_CRAFTED, "majority": BASELINE},
)
TABLES = tables_of(STUDY)
MEASURED = TABLES["accuracy"].set_index("arm").loc["svm"]


def card(tmp_path: Path, figure: str = FIGURE, name: str = "own") -> Path:
    (tmp_path / f"{name}.yaml").write_text(CARD + figure)
    return tmp_path / f"{name}.yaml"


def row(tables=TABLES, arm: str = "svm", **figure) -> pd.Series:
    """The row of one figure about the simulated study."""
    figure = {"source": "A 2020", "measure": "accuracy", "value": 0.9} | figure
    table = published(Joint(tables, published={"t": {arm: [figure]}}))
    assert list(table.columns) == list(COLUMNS) and len(table) == 1
    return table.iloc[0]


def test_a_card_has_figures_of_arms_that_need_not_run(tmp_path):
    (figure,) = read_card(card(tmp_path)).published["svm"]
    assert (figure.source, figure.measure, figure.value) == ("A 2020", "accuracy", 0.9)


@pytest.mark.parametrize(
    ("figure", "named"),
    [
        ('{source: "", measure: accuracy, value: 0.9}', "source"),
        ("{source: A, measure: accuracy, value: 94.5}", "value"),
        ("{source: A, measure: f1, value: 0.9}", "expected `of` with a class"),
        ('{source: A, measure: accuracy, of: "0", value: 0.9}', "expected no `of`"),
        ('{source: A, measure: f1, of: "7", value: 0.9}', "'7', which is no class"),
        ("{source: A, measure: speed, value: 0.9}", "speed"),
        ("{source: A, measure: accuracy, value: 0.9, printed: 1}", "printed"),
        ("{source: A, measure: accuracy, value: 0.9, tolerance: 0}", "tolerance"),
    ],
)
def test_a_wrong_figure_is_named(tmp_path, figure, named):
    with pytest.raises(CraftbenchError, match="published") as raised:
        read_card(card(tmp_path, f"    - {figure}\n"))
    assert named in str(raised.value)


@pytest.mark.parametrize(
    ("own", "inherited"),
    [
        ("training_sizes: [40]", True),
        ('classes: ["0", "2"]', False),
        ("split: {kind: hold_out, share: 0.5}", False),
        ("source: {kind: digits}", False),
    ],
)
def test_figures_of_other_samples_are_not_inherited(tmp_path, own, inherited):
    card(tmp_path)
    (tmp_path / "other.yaml").write_text(f"like: own\n{own}\n")
    assert bool(read_card(tmp_path / "other.yaml").published) == inherited


def test_a_card_adds_figures_to_those_that_it_inherits(tmp_path):
    card(tmp_path)
    more = "published:\n  majority:\n" + FIGURE
    (tmp_path / "other.yaml").write_text(f"like: own\n{more}")
    assert set(read_card(tmp_path / "other.yaml").published) == {"svm", "majority"}


def test_a_value_is_reproduced_exactly_between_the_bounds():
    for value in np.linspace(0.5, 1, 51).round(2):
        verdict, reason = verdict_on(value, 0.8, 0.75, 0.82, None)
        assert (verdict == "reproduced") == (0.75 <= value <= 0.82), value
        assert ("below" in reason) == (value < 0.75) and ("above" in reason) == (value > 0.82)


def test_a_tolerance_counts_from_the_measured_value_and_adds_to_the_interval():
    assert verdict_on(0.84, 0.80, 0.79, 0.81, 0.04)[0] == "reproduced"
    assert verdict_on(0.85, 0.80, 0.79, 0.81, 0.04)[0] == "not reproduced"
    assert verdict_on(0.90, 0.80, 0.79, 0.91, 0.04)[0] == "reproduced"


def test_a_wide_interval_is_said_to_be_wide():
    assert "0.50 wide" in verdict_on(0.4, 0.2, 0.1, 0.6, None)[1]
    assert "wide" not in verdict_on(0.4, 0.39, 0.38, 0.41, None)[1]


def test_without_an_interval_a_tolerance_decides_and_without_both_nothing():
    nan = float("nan")
    assert verdict_on(0.9, 0.9, nan, nan, None)[0] == "cannot be compared"
    assert verdict_on(0.9, 0.89, nan, nan, 0.02)[0] == "reproduced"
    assert verdict_on(0.9, 0.8, nan, nan, 0.02)[0] == "not reproduced"


def test_a_row_has_the_measured_value_with_interval_and_numbers():
    found = row(value=float(MEASURED["accuracy"]), protocol="official split", note="n")
    assert found["verdict"] == "reproduced" and found["family"] == "hand-crafted"
    for ours, theirs in (("measured", "accuracy"), ("measured_low", "accuracy_low")):
        assert found[ours] == MEASURED[theirs]
    for name in ("n_test", "repeats", "training_size", "interval"):
        assert found[name] == MEASURED[name]
    told = tuple(found[["citation", "protocol", "note"]])
    assert told == ("A 2020", "official split", "n")


def test_another_value_is_not_reproduced():
    found = row(value=0.99)
    assert found["verdict"] == "not reproduced" and "above the interval" in found["reason"]


def test_scores_of_classes_are_those_of_the_class():
    scores = TABLES["accuracy_per_class"].set_index(["arm", "class"])
    for name in STUDY.contest.classes:
        expected = scores.loc[("svm", name), "f1"]
        assert row(measure="f1", of=name, value=0.5)["measured"] == expected


def test_a_smaller_training_size_is_that_of_the_learning_curve():
    small = row(training_size=50, value=0.7)
    assert small["training_size"] == 50 and abs(small["measured"] - 0.7) < 0.1
    other = row(training_size=75)
    assert other["verdict"] == "cannot be compared"
    assert other["reason"] == "measured at other training sizes: 75 there, 50, 200 here"
    assert np.isnan(other["measured"])
    of_class = row(training_size=50, measure="f1", of="a")
    assert of_class["reason"].startswith("measured at other training sizes")


def test_an_arm_that_does_not_run_cannot_be_compared():
    found = row(arm="hive_cote")
    assert (found["verdict"], found["reason"]) == ("cannot be compared", "not run here")
    assert pd.isna(found["family"]) and pd.isna(found["n_test"])
    assert row({})["reason"] == "not run here"


def test_arms_that_do_not_run_are_shown_beside_measured_ones():
    figure = {"source": "A 2020", "measure": "accuracy", "value": 0.9}
    arms = {"svm": [figure], "hive_cote": [figure]}
    table = published(Joint(TABLES, published={"t": arms}))
    shown = shown_table(table, ["arm", "published", "measured", "verdict"])
    assert len(shown.rows) == 2


def test_measured_figures_come_first_in_the_order_of_the_card():
    figure = {"source": "A 2020", "measure": "accuracy", "value": 0.9}
    arms = {"hive_cote": [figure], "svm": [figure], "rocket": [figure], "majority": [figure]}
    table = published(Joint(TABLES, published={"t": arms}))
    assert list(table["arm"]) == ["svm", "majority", "hive_cote", "rocket"]


def test_a_measure_that_is_undefined_here_cannot_be_compared():
    accuracy = TABLES["accuracy"].assign(j_kappa=np.nan, j_kappa_low=np.nan, j_kappa_high=np.nan)
    found = row(TABLES | {"accuracy": accuracy}, measure="j_kappa")
    assert found["verdict"] == "cannot be compared"
    assert found["reason"].startswith("j_kappa is undefined here")


def test_an_interval_of_nothing_is_no_interval():
    accuracy = TABLES["accuracy"].assign(interval="none")
    found = row(TABLES | {"accuracy": accuracy})
    assert found["verdict"] == "cannot be compared" and np.isnan(found["measured_low"])


def test_what_the_card_calls_not_comparable_has_its_reason_beside_the_measured_value():
    found = row(not_comparable="DS2 served as validation")
    assert found["verdict"] == "cannot be compared"
    assert found["reason"] == "DS2 served as validation" and not np.isnan(found["measured"])


def test_without_figures_there_are_no_rows():
    assert not len(published(Joint(TABLES)))


def test_a_figure_survives_the_parameters_of_a_rule():
    figure = PublishedFigure(source="A", measure="f1", of="a", value=0.5)
    assert PublishedFigure.model_validate(figure.model_dump(mode="json")) == figure
