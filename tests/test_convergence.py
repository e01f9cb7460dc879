from pathlib import Path

import pandas as pd
import pytest
from simulated_study import BASELINE, HAND_CRAFTED, LEARNED, simulated_study

from craftbench.analyses.convergence.convergence import COLUMNS, convergence
from craftbench.analyses.read import read_table
from craftbench.analyses.verdict.decision import NOT_TRAINED, UNDECIDED
from craftbench.analyses.verdict.verdict import verdict
from craftbench.settings import read_yaml
from models.endings import BUDGET, PLATEAU
from models.search_space import SearchRange, at_edge

ARMS = {"majority": BASELINE, "svm": HAND_CRAFTED, "lenet5": LEARNED}
ACCURACIES = {
    "majority": {20: 0.4, 80: 0.4},
    "svm": {20: 0.85, 80: 0.93},
    "lenet5": {20: 0.6, 80: 0.7},
}


def study_with(**changes):
    """A study in which the network's runs ended as told."""
    study = simulated_study(ACCURACIES, ARMS, n_test=900)
    runs = study.arms["lenet5"].runs
    for name, value in {"ended": PLATEAU, **changes}.items():
        runs[name] = value
    return study


def row(study, arm, size=80) -> pd.Series:
    table = convergence(study).set_index(["arm", "training_size"])
    return table.loc[(arm, size)]


def test_baselines_are_left_out():
    table = convergence(study_with())
    assert list(table.columns) == list(COLUMNS)
    assert set(table["arm"]) == {"svm", "lenet5"}


def test_an_arm_that_ended_by_validation_has_converged():
    found = row(study_with(), "lenet5")
    assert found["converged"] and found["converged_repeats"] == 3 and found["note"] == ""


def test_one_repeat_out_of_budget_is_enough():
    study = study_with()
    runs = study.arms["lenet5"].runs
    runs.loc[runs["repeat"] == 1, "ended"] = BUDGET
    found = row(study, "lenet5")
    assert not found["converged"] and found["converged_repeats"] == 2
    assert found["note"] == "budget ran out in 1 of 3 repeats"


def test_a_network_that_does_not_fit_its_training_samples_underfits():
    study = study_with()
    runs = study.arms["lenet5"].runs
    runs.loc[runs["split"] == "train", "accuracy"] = 0.7
    found = row(study, "lenet5")
    assert found["underfit"] and "fits 0.700 of its training samples" in found["note"]
    assert found["classical_test_accuracy"] == pytest.approx(0.93, abs=0.02)
    assert pd.isna(row(study, "svm")["underfit"])


def test_the_verdict_prefers_nobody_over_an_arm_that_was_not_trained_to_the_end():
    decided = verdict(study_with()).set_index("training_size")
    assert (decided["choice"] == "hand-crafted").all()
    open_again = verdict(study_with(ended=BUDGET)).set_index("training_size")
    assert (open_again["choice"] == UNDECIDED).all()
    assert (open_again["undecided_because"] == NOT_TRAINED).all()
    note = open_again.loc[80, "note"]
    assert "lenet5 was not trained to the end (budget ran out in 3 of 3 repeats)" in note
    assert "raise training.epochs" in note


def test_an_arm_that_was_not_selected_counts_too():
    arms = ARMS | {"small_cnn": {**LEARNED, "model": "small_cnn"}}
    study = simulated_study(ACCURACIES | {"small_cnn": {20: 0.5, 80: 0.6}}, arms, n_test=900)
    for arm, ended in (("lenet5", PLATEAU), ("small_cnn", BUDGET)):
        study.arms[arm].runs["ended"] = ended
    assert study.selection.arm("learned", 80) == "lenet5"
    decided = verdict(study).set_index("training_size")
    assert decided.loc[80, "choice"] == UNDECIDED
    assert "small_cnn was not trained to the end" in decided.loc[80, "note"]


def test_a_leader_may_lead_although_more_training_would_help_it():
    better = {**ACCURACIES, "lenet5": {20: 0.95, 80: 0.98}}
    study = simulated_study(better, ARMS, n_test=900)
    study.arms["lenet5"].runs["ended"] = BUDGET
    assert (verdict(study)["choice"] == "learned").all()


def test_a_classifier_at_the_edge_of_its_range_has_not_converged():
    study = study_with()
    study.arms["svm"].runs["at_edge"] = "c"
    found = row(study, "svm")
    assert not found["converged"]
    assert found["note"] == "c at the edge of its search range in 3 of 3 repeats"


def test_edges_are_tenths_of_the_logarithmic_range():
    space = [SearchRange("c", 0.1, 1000), SearchRange("width", 0.1, 10)]
    assert at_edge({}, space) == ""
    assert at_edge({"c": 10, "width": 1}, space) == ""
    assert at_edge({"c": 0.2, "width": 9}, space) == "c, width"


def test_every_arm_of_the_default_benchmark_was_trained_to_the_end():
    reference = read_table("results/reference/default/convergence.csv")
    default = read_yaml(Path("config/config.yaml"))
    assert set(reference["dataset"]) == set(default["datasets"])
    assert reference["converged"].all()
