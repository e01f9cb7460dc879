"""Which test group decides the verdict."""

import numpy as np
import pandas as pd
import pytest
from simulated_study import HAND_CRAFTED, LEARNED, simulated_study

from craftbench.analyses.study import Study
from craftbench.analyses.verdict.influence import COLUMNS, influence
from craftbench.analyses.verdict.verdict import verdict
from craftbench.analyses.without_group import without_group
from craftbench.report.influence_words import influence_sentences

ARMS = {"svm": HAND_CRAFTED, "net": LEARNED}
SIZES = (30, 100)


def study(svm: float, net: float, groups: int | None = 12) -> Study:
    accuracies = {"svm": dict.fromkeys(SIZES, svm), "net": dict.fromkeys(SIZES, net)}
    return simulated_study(accuracies, ARMS, n_test=1200, groups=groups)


def one_bad_group(made: Study, group: str, arm: str) -> Study:
    """The same, but the arm gets every sample of a test group wrong."""
    rows = np.flatnonzero((made.samples["group"] == group) & (made.samples["role"] == "test"))
    predictions = made.arms[arm].predictions
    hit = predictions["sample"].isin(rows) & (predictions["split"] == "test")
    label = made.samples["label"].to_numpy()[predictions["sample"]]
    wrong = np.where(label == "a", "b", "a")
    predictions["predicted"] = predictions["predicted"].where(~hit, wrong)
    return made


@pytest.fixture(scope="module")
def decided_by_one() -> Study:
    """The network leads clearly, but in one group it fails."""
    return one_bad_group(study(0.8, 0.92), "t4", "net")


def test_the_group_that_decides_is_found(decided_by_one):
    table = influence(decided_by_one)
    assert tuple(table) == COLUMNS and len(table) == 2 * 12
    top = table.groupby("training_size").head(1)
    assert (top["group"] == "t4").all() and top["changes_verdict"].all()
    assert (top["choice"] == "undecided").all() and (top["choice_without"] == "learned").all()
    assert (top["n_left_out"] == 100).all() and (top["test_groups"] == 11).all()
    assert not table.drop(top.index)["changes_verdict"].any()


def test_rows_are_what_the_rest_of_the_samples_gives(decided_by_one):
    table = influence(decided_by_one).set_index(["training_size", "group"])
    rest = (decided_by_one.samples["group"] != "t7").to_numpy()
    for size in SIZES:
        correct = [
            decided_by_one.predictions[arm, size]
            .correct[:, rest[decided_by_one.predictions[arm, size].samples]]
            .mean()
            for arm in (table.loc[(size, "t7"), "arm"], table.loc[(size, "t7"), "rival_arm"])
        ]
        row = table.loc[(size, "t7")]
        assert row["difference_without"] == pytest.approx(correct[0] - correct[1])
        assert row["difference_without_low"] < row["difference_without"]
        assert row["difference_without"] < row["difference_without_high"]


def test_choices_are_those_of_a_verdict_on_the_rest(decided_by_one):
    table = influence(decided_by_one).set_index(["training_size", "group"])
    for group in ("t0", "t4"):
        again = verdict(without_group(decided_by_one, group, ARMS)).set_index("training_size")
        for size in SIZES:
            assert again.loc[size, "choice"] == table.loc[(size, group), "choice_without"]


def test_only_groups_that_change_the_verdict_are_named(decided_by_one):
    sentences = influence_sentences(influence(decided_by_one))
    assert len(sentences) == 2
    assert "the verdict (undecided) depends on single test groups" in sentences[0]
    assert "without t4 (100 samples), it is learned" in sentences[0]
    assert "t7" not in sentences[0]
    clear = influence(study(0.6, 0.9))
    assert not clear["changes_verdict"].any() and influence_sentences(clear) == []


@pytest.mark.parametrize("groups", [None, 2])
def test_samples_and_two_groups_have_no_influence(groups):
    table = influence(study(0.8, 0.9, groups))
    assert table.empty and tuple(table) == COLUMNS
    assert influence_sentences(pd.DataFrame(table)) == []


def test_one_family_has_no_verdict_to_change():
    made = simulated_study({"svm": {30: 0.8}}, {"svm": HAND_CRAFTED}, groups=6)
    assert influence(made).empty
