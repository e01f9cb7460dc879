from dataclasses import replace

import numpy as np
import pytest
from simulated_study import HAND_CRAFTED, LEARNED, simulated_study

from craftbench.analyses.accuracy.accuracy_per_class import accuracy_per_class
from craftbench.analyses.accuracy.group_errors import group_errors
from craftbench.errors import CraftbenchError
from craftbench.protocol.reported_groups import refuse_unknown_groups

ARMS = {"hand": HAND_CRAFTED, "net": LEARNED}
CURVES = {"hand": {20: 0.8}, "net": {20: 0.7}}


@pytest.fixture
def study():
    return simulated_study(CURVES, ARMS, groups=6, repeats=2)


def reported_without(study, *groups):
    contest = study.contest.model_copy(update={"report_without": list(groups)})
    return replace(study, contest=contest)


def test_group_errors_add_up_to_the_scores_of_the_classes(study):
    errors = group_errors(study)
    whole = accuracy_per_class(study).set_index(["arm", "class"])
    sums = errors.groupby(["arm", "class"])[["n_test", "correct", "predicted"]].sum()
    sums = sums.loc[whole.index]
    assert (sums["n_test"] == whole["n_test"]).all()
    np.testing.assert_allclose(sums["correct"] / sums["n_test"], whole["sensitivity"])
    assert (sums.groupby("arm")["predicted"].sum() == 600).all()


def test_every_group_is_listed_for_every_arm(study):
    errors = group_errors(study)
    assert errors.groupby("arm")["group"].nunique().to_dict() == {"hand": 6, "net": 6}
    assert (errors["correct"] + errors["falsely_predicted"] == errors["predicted"]).all()


def test_without_groups_there_are_no_group_errors():
    assert group_errors(simulated_study(CURVES, ARMS)).empty


def test_scores_without_a_group_do_not_count_its_samples(study):
    found = accuracy_per_class(reported_without(study, "t0"))
    all_groups, rest = found[found["left_out"] == ""], found[found["left_out"] == "t0"]
    assert len(all_groups) == len(rest) == 6
    errors = group_errors(study)
    kept = errors[errors["group"] != "t0"].groupby(["arm", "class"])["n_test"].sum()
    assert (rest.set_index(["arm", "class"])["n_test"] == kept).all()


def test_an_unknown_group_is_named_with_those_there_are(study):
    with pytest.raises(CraftbenchError, match="report_without names '999'.*t0, t1"):
        accuracy_per_class(reported_without(study, "999"))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "p9",
            r"the card heart: report_without names 'p9' \(it is in the pool\), expected a group",
        ),
        ("999", "the card heart: report_without names '999', expected a group of .*: t0, t1, t2"),
    ],
)
def test_a_group_that_is_not_tested_is_found_once_there_are_samples(study, name, message):
    refuse_unknown_groups("heart", study.samples, ["t0"])
    with pytest.raises(CraftbenchError, match=message):
        refuse_unknown_groups("heart", study.samples, ["t0", name])


def test_without_groups_none_can_be_named(study):
    samples = study.samples.drop(columns="group")
    refuse_unknown_groups("heart", samples, [])
    with pytest.raises(CraftbenchError, match="heart: report_without names 't0', .* no groups"):
        refuse_unknown_groups("heart", samples, ["t0"])
