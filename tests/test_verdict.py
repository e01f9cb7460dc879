from dataclasses import replace

import numpy as np
import pytest
from simulated_study import BASELINE, HAND_CRAFTED, LEARNED, simulated_study

from craftbench.analyses.cost.cost import cost
from craftbench.analyses.read import read_table
from craftbench.analyses.selection import Selection, select
from craftbench.analyses.verdict.decision import EQUIVALENT, NOT_ENOUGH_DATA, UNDECIDED
from craftbench.analyses.verdict.verdict import verdict
from craftbench.config.analyses import AnalysisSettings
from craftbench.report.verdict_words import verdict_paragraph

HYBRID = {"representation": ["hog", "pixels"], "model": "lenet5"}
SIZES = (30, 100, 300, 900)
ARMS = {"majority": BASELINE, "hand": HAND_CRAFTED, "hand2": HAND_CRAFTED, "net": LEARNED}


def curves(hand: float, net: tuple[float, ...]) -> dict[str, dict[int, float]]:
    return {
        "majority": dict.fromkeys(SIZES, 0.4),
        "hand": dict.fromkeys(SIZES, hand),
        "hand2": dict.fromkeys(SIZES, hand - 0.1),
        "net": dict(zip(SIZES, net, strict=True)),
    }


@pytest.fixture(scope="module")
def crossing_study():
    return simulated_study(curves(0.85, (0.65, 0.75, 0.85, 0.95)), ARMS, n_test=2000)


def test_the_choice_follows_the_size(crossing_study):
    found = verdict(crossing_study).set_index("training_size")
    assert found["choice"].tolist() == ["hand-crafted", "hand-crafted", "undecided", "learned"]
    assert found.loc[30, "arm"] == "hand" and found.loc[30, "rival_arm"] == "net"
    assert (found["difference"] >= 0).all()
    assert found.loc[30, "changes_at"] == pytest.approx(300, rel=0.3)
    assert np.isnan(found.loc[900, "changes_at"])
    assert (found["n_test"] == 2000).all() and (found["repeats"] == 3).all()


def test_equal_families_lack_data_or_are_equivalent():
    few = verdict(simulated_study(curves(0.85, (0.85,) * 4), ARMS, n_test=300))
    assert (few["choice"] == UNDECIDED).all()
    assert (few["undecided_because"] == NOT_ENOUGH_DATA).all()
    assert (few["detectable_difference"] > few["difference"]).all()
    study = simulated_study(curves(0.85, (0.85,) * 4), ARMS, n_test=1000)
    wide = verdict(replace(study, settings=AnalysisSettings(margin=0.2)))
    assert (wide["choice"] == UNDECIDED).all()
    assert (wide["undecided_because"] == EQUIVALENT).all()
    assert wide["note"].str.contains("within ±0.2").all()


def test_a_family_far_behind_is_named_where_the_best_are_level():
    curve = dict.fromkeys(SIZES, 0.9)
    arms = {"hand": HAND_CRAFTED, "net": LEARNED, "hybrid": HYBRID}
    study = simulated_study(
        {"hand": dict.fromkeys(SIZES, 0.6), "net": curve, "hybrid": curve}, arms, n_test=1000
    )
    found = verdict(study)
    assert (found["choice"] == UNDECIDED).all()
    assert (found["behind"] == "hand (hand-crafted)").all()
    sentence = "By the same rule, hand (hand-crafted) is behind every other family."
    assert sentence in verdict_paragraph(found, "x")
    assert (verdict(not_trained_to_the_end(study))["behind"] == "").all()


def not_trained_to_the_end(study):
    """The same study, in which an arm of the family far behind was not trained to the end."""
    runs = study.arms["hand"].runs.assign(ended="budget ran out")
    return replace(study, arms={**study.arms, "hand": replace(study.arms["hand"], runs=runs)})


def test_one_repeat_decides_nothing():
    found = verdict(simulated_study(curves(0.95, (0.5,) * 4), ARMS, repeats=1))
    assert (found["choice"] == UNDECIDED).all() and (found["p"] < 0.05).all()
    assert found["note"].str.startswith("one repeat does not show").all()


def test_p_and_the_simultaneous_interval_agree():
    for seed in range(5):
        study = simulated_study(curves(0.85, (0.8, 0.84, 0.86, 0.9)), ARMS, groups=15, seed=seed)
        found = verdict(study)
        excluded = (found["difference_low"] > 0) | (found["difference_high"] < 0)
        assert ((found["p"] < 0.05) == excluded).all()


def test_repeats_that_share_samples_are_named():
    study = simulated_study(curves(0.85, (0.8,) * 4), ARMS)
    assert not verdict(study)["note"].str.contains("repeats share").any()
    half = study.samples[: 2 * SIZES[-1]].index
    study.samples.loc[half[SIZES[-1] :], "role"] = "neither"
    note = verdict(replace(study, resamples=50)).set_index("training_size")["note"]
    assert "repeats share 100% of their training samples" in note[900]
    assert "repeats share" not in note[300]


def test_the_arm_is_chosen_on_validation():
    study = simulated_study(curves(0.85, (0.8,) * 4), ARMS, n_test=600)
    result = study.arms["hand2"].runs
    result.loc[result["split"] == "validation", "score"] = 1.0
    runs = {arm: one.runs for arm, one in study.arms.items()}
    found = verdict(
        replace(study, selection=Selection(select("t", study.contest, runs, study.metric)))
    )
    assert (found["best_hand_crafted"] == "hand2").all()
    assert (found["arm"] == "net").all()


def test_one_family_alone_gets_no_verdict():
    arms = {"hand": HAND_CRAFTED, "majority": BASELINE}
    study = simulated_study({"hand": {50: 0.9}, "majority": {50: 0.4}}, arms)
    row = verdict(study).iloc[0]
    assert row["choice"] == "" and row["note"].startswith("families that ran: hand-crafted")
    assert "no verdict" in verdict_paragraph(verdict(study), "Test")


def test_without_an_interval_nothing_is_decided():
    row = verdict(simulated_study(curves(0.9, (0.5,) * 4), ARMS, groups=1)).iloc[-1]
    assert row["choice"] == "undecided"
    assert "no interval" in row["note"]


def test_paragraph_says_what_and_how_sure(crossing_study):
    text = verdict_paragraph(verdict(crossing_study), "Simulated")
    assert "trained on 900 samples: choose learned. net (learned) has test accuracy" in text
    assert "p <" not in text and "interval to every other" not in text
    assert "Trained on 30 samples: choose hand-crafted" in text
    assert "2000 test samples and 3 repeats" in text
    assert "nan" not in text
    undecided = simulated_study(curves(0.85, (0.85,) * 4), ARMS, n_test=400, groups=20)
    text = verdict_paragraph(verdict(undecided), "Simulated")
    assert "undecided, because there are not enough data" in text and "in 20 groups" in text
    assert "With 20 test groups and 3 repeats, only a difference of about" in text


def test_costs_are_the_medians_of_the_table_of_costs(crossing_study):
    last = verdict(crossing_study).iloc[-1]
    costs = cost(crossing_study).set_index("arm")
    for prefix in ("", "rival_"):
        for name in ("fit_seconds", "extract_seconds_per_sample", "parameters"):
            assert last[f"{prefix}{name}"] == costs.loc[last[f"{prefix}arm"], name]
    assert "(Medians of 3 repeats.)" in verdict_paragraph(verdict(crossing_study), "x")


def test_words_survive_the_csv(tmp_path, crossing_study):
    alone = simulated_study({"hand": {50: 0.9}}, {"hand": HAND_CRAFTED})
    for study in (crossing_study, alone):
        table = verdict(study)
        table.to_csv(tmp_path / "verdict.csv", index=False)
        again = read_table(tmp_path / "verdict.csv")
        assert verdict_paragraph(again, "x") == verdict_paragraph(table, "x")


def test_words_and_numbers_never_contradict_the_choice():
    """Shares of the draws of one size are another rule than the interval for all sizes."""
    for seed in range(12):
        study = simulated_study(curves(0.85, (0.87,) * 4), ARMS, n_test=300, seed=seed)
        table = verdict(study)
        assert not {"p_better", "p_equivalent", "p_worse"} & set(table)
        decided = table["choice"] != "undecided"
        assert (table.loc[decided, "p"] < 0.05).all()
        text = verdict_paragraph(table, "x")
        for word in ("certainly", "likely"):
            assert word not in text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "To decide the observed difference would take about 300 test samples."),
        ({"difference": 0.002}, "To decide a difference of the margin, 0.01, would take about 300"),
        (
            {"test_groups_needed": np.nan},
            "For the observed difference, neither more test samples nor more repeats alone are",
        ),
        (
            {"detectable_difference": 0.02},
            "or more would probably be decided (power at most 80 %). hand",
        ),
    ],
)
def test_what_would_decide_is_said_where_it_is_known(changes, sentence):
    table = verdict(simulated_study(curves(0.85, (0.85,) * 4), ARMS, n_test=100)).iloc[[-1]]
    about = {"choice": "undecided", "undecided_because": "not enough data", "difference": 0.03}
    about |= {"detectable_difference": 0.05, "test_groups_needed": 300.0, "repeats_needed": np.nan}
    text = verdict_paragraph(table.assign(**(about | changes)), "x")
    assert sentence in text
