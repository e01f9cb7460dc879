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
from craftbench.config.configuration import Config
from craftbench.config.contest import FailedArm
from craftbench.config.published_figure import PublishedFigure
from craftbench.errors import CraftbenchError
from craftbench.report.tables import shown_table
from craftbench.steps.settings_of_all import of_joint_tables

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
        (
            "{source: A, measure: accuracy, value: 94.5}",
            "value: expected a share, found 94.5; write 0.945",
        ),
        ("{source: A, measure: accuracy, value: 9450}", "value"),
        (
            "{source: A, measure: f1, of: '0', value: -0.5}",
            "value: expected 0 to 1 for the measure f1",
        ),
        (
            "{source: A, measure: accuracy, value: 0.9, tolerance: 2}",
            "tolerance: expected a share, found 2",
        ),
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


def test_kappa_may_be_below_zero():
    assert PublishedFigure(source="A", measure="kappa", value=-0.1).value == -0.1


@pytest.mark.parametrize(
    ("second", "kept"),
    [
        ("value: 0.8", False),
        ("value: 0.9, note: again", False),
        ("value: 0.8, training_size: 20", True),
        ("value: 0.8, protocol: other split", True),
    ],
)
def test_a_figure_that_is_there_twice_is_named(tmp_path, second, kept):
    path = card(tmp_path, FIGURE + f'    - {{source: "A 2020", measure: accuracy, {second}}}\n')
    if kept:
        assert len(read_card(path).published["svm"]) == 2
        return
    with pytest.raises(CraftbenchError, match=r"published\.svm: figures 1 and 2 have the same"):
        read_card(path)


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


def test_a_printed_value_is_known_to_half_of_its_third_decimal():
    assert verdict_on(1.0, 0.993, 0.976, 0.99999, None) == ("reproduced", "in the interval")
    assert verdict_on(0.75, 0.8, 0.7504, 0.82, None)[0] == "reproduced"
    assert verdict_on(0.75, 0.8, 0.7506, 0.82, None)[0] == "not reproduced"


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
    reason = "no score of it in the tables of this run"
    assert (found["verdict"], found["reason"]) == ("cannot be compared", reason)
    assert pd.isna(found["family"]) and pd.isna(found["n_test"])
    assert row({})["reason"] == reason
    figure = {"source": "A 2020", "measure": "accuracy", "value": 0.9}
    absent = {"t": {"hive_cote": "failed in this run: no memory"}}
    table = published(Joint(TABLES, published={"t": {"hive_cote": [figure]}}, absent=absent))
    assert table["reason"].tolist() == ["failed in this run: no memory"]


def test_a_failed_arm_or_data_set_keeps_its_figures_and_says_why(tmp_path):
    one, other = (read_card(card(tmp_path, name=name)) for name in ("one", "other"))
    cards = {"one": one, "other": other}
    config = Config(datasets=list(cards))
    whole = of_joint_tables(config, cards, cards)
    assert whole["absent"] == dict.fromkeys(cards, {"svm": "not run here"})
    failed = FailedArm(family="hand-crafted", reason="no memory")
    given = of_joint_tables(
        config, cards, {"one": one.model_copy(update={"failed": {"svm": failed}})}
    )
    assert given["published"] == whole["published"]
    assert given["absent"] == {
        "one": {"svm": "failed in this run: no memory"},
        "other": {"svm": "the data set failed in this run"},
    }
    skipped = one.model_copy(update={"skipped": {"svm": "net.onnx is absent"}})
    given = of_joint_tables(config, {"one": one}, {"one": skipped})
    assert given["absent"]["one"]["svm"] == "not run here: net.onnx is absent"
    runs = one.model_copy(update={"arms": {"svm": one.arms["majority"]}})
    assert of_joint_tables(config, {"one": one}, {"one": runs})["absent"] == {"one": {}}


def test_scores_of_classes_are_those_of_the_whole_test_part():
    scores = TABLES["accuracy_per_class"]
    without = scores.assign(left_out="p7", f1=0.123)
    tables = TABLES | {"accuracy_per_class": pd.concat([without, scores])}
    expected = scores.set_index(["arm", "class"]).loc[("svm", "a"), "f1"]
    assert row(tables, measure="f1", of="a", value=0.5)["measured"] == expected


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
