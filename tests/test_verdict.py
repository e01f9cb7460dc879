import numpy as np
import pandas as pd
import pytest
from simulated_study import BASELINE, HAND_CRAFTED, LEARNED, simulated_study

from craftbench.analyses.accuracy.tables import comparison_tables
from craftbench.analyses.verdict.claims import claims_table
from craftbench.analyses.verdict.verdict import verdict
from craftbench.report.verdict_words import certainty, verdict_paragraph

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
    assert found.loc[30, "changes_basis"] == "measured"
    assert np.isnan(found.loc[900, "changes_at"])
    assert (found["n_test"] == 2000).all() and (found["repeats"] == 3).all()


def test_equal_families_are_undecided():
    study = simulated_study(curves(0.85, (0.85,) * 4), ARMS, n_test=1000)
    found = verdict(study)
    assert (found["choice"] == "undecided").mean() >= 0.75
    assert found["note"].str.contains("within 0.01|covers 0").any()


def test_a_real_but_small_difference_is_undecided():
    study = simulated_study(curves(0.85, (0.85,) * 4), ARMS, n_test=1000)
    found = verdict(study, margin=0.2)
    assert (found["choice"] == "undecided").all()
    assert found["note"].str.contains("within 0.2").all()


def test_the_arm_is_chosen_on_validation():
    study = simulated_study(curves(0.85, (0.8,) * 4), ARMS, n_test=600)
    result = study.arms["hand2"].runs
    result.loc[result["role"] == "validation", "accuracy"] = 1.0
    found = verdict(study)
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
    assert "trained on 900 samples: choose learned, almost certainly" in text
    assert "Trained on 30 samples: choose hand-crafted" in text
    assert "2000 test samples and 3 repeats" in text
    assert "nan" not in text
    undecided = simulated_study(curves(0.85, (0.85,) * 4), ARMS, n_test=400, groups=20)
    text = verdict_paragraph(verdict(undecided), "Simulated")
    assert "undecided" in text and "in 20 groups" in text


def test_words_survive_the_csv(tmp_path, crossing_study):
    alone = simulated_study({"hand": {50: 0.9}}, {"hand": HAND_CRAFTED})
    for study in (crossing_study, alone):
        table = verdict(study)
        table.to_csv(tmp_path / "verdict.csv", index=False)
        again = pd.read_csv(tmp_path / "verdict.csv")
        assert verdict_paragraph(again, "x") == verdict_paragraph(table, "x")
        assert claims_table({"verdict": again}).equals(claims_table({"verdict": table}))


def test_certainty_never_overstates():
    words = [certainty(p) for p in (0.3, 0.79, 0.8, 0.95, 0.99)]
    assert words[0] == words[1] == "by a small margin, if at all"
    assert words[2:] == ["probably", "very likely", "almost certainly"]


def test_claims_follow_the_evidence(crossing_study):
    tables = comparison_tables(crossing_study)
    found = claims_table(tables, natural_images=["t"]).set_index("claim")
    assert found.loc["needs little data", "verdict"] == "supported"
    assert "times the data" in found.loc["needs little data", "evidence"]
    assert found.loc["fails on natural images", "verdict"] == "supported"
    for claim in ("interpretable", "adjustable", "costs design effort", "does not carry over"):
        assert found.loc[claim, "verdict"] == "not decided"
        assert found.loc[claim, "evidence"] == "not measured"


def test_overfitting_and_portability_are_compared():
    gap = {"dataset": "d", "training_size": 9}
    tables = {
        "verdict": pd.DataFrame([{**gap, "best_hand_crafted": "h", "best_learned": "n"}]),
        "overfitting": pd.DataFrame(
            [
                {**gap, "arm": "h", "gap": 0.01, "gap_low": 0.0, "gap_high": 0.02},
                {**gap, "arm": "n", "gap": 0.1, "gap_low": 0.08, "gap_high": 0.12},
            ]
        ),
        "portability": pd.DataFrame(
            {
                "dataset": "d",
                "tested_on": "e",
                "arm": ["h", "n"],
                "family": ["hand-crafted", "learned"],
                "drop": [0.3, 0.1],
                "drop_low": [0.25, 0.05],
                "drop_high": [0.35, 0.15],
            }
        ),
    }
    found = claims_table(tables).set_index("claim")
    assert found.loc["overfits more than a network", "verdict"] == "not supported"
    assert found.loc["overfits the design set", "verdict"] == "not decided"
    assert found.loc["does not carry over", "verdict"] == "supported"


def test_without_tables_nothing_is_decided():
    found = claims_table({})
    assert len(found) == 8 and (found["verdict"] == "not decided").all()


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(0.01, 0.05, "supported"), (-0.02, 0.02, "not decided"), (-0.004, 0.004, "not supported")],
)
def test_many_designs_look_better_than_they_are(low, high, expected):
    rows = pd.DataFrame(
        {
            "dataset": "d",
            "family": "hand-crafted",
            "candidates": [1, 16],
            "optimism": [0.0, (low + high) / 2],
            "optimism_low": [0.0, low],
            "optimism_high": [0.0, high],
        }
    )
    found = claims_table({"design_optimism": rows}).set_index("claim")
    assert found.loc["overfits the design set", "verdict"] == expected
    assert "best of 16 designs" in found.loc["overfits the design set", "evidence"]


def test_effort_is_of_the_arms_that_the_verdict_compares():
    tables = {
        "verdict": pd.DataFrame(
            [{"dataset": "d", "training_size": 9, "best_hand_crafted": "h", "best_learned": "n"}]
        ),
        "cost": pd.DataFrame(
            {
                "dataset": "d",
                "arm": ["h", "n", "other"],
                "design_lines": [120, 40, 999],
                "design_constants": [9, 7, 0],
            }
        ),
    }
    row = claims_table(tables).set_index("claim").loc["costs design effort"]
    assert row["verdict"] == "supported"
    assert row["evidence"] == (
        "120 lines of code with 9 chosen numbers for h against 40 with 7 for n"
    )
