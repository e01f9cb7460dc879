import numpy as np
import pandas as pd
import pytest
from simulated_study import BASELINE, HAND_CRAFTED, LEARNED, simulated_study, tables_of

from craftbench.analyses.joint import Joint
from craftbench.analyses.verdict.claims import COLUMNS, claims
from craftbench.analyses.verdict.findings import above, below
from craftbench.errors import CraftbenchError
from craftbench.stats.intervals import with_bounds
from performance.claim_error_rates import decided_under_the_null
from performance.simulated_decisions import World

ARMS = {"majority": BASELINE, "hand": HAND_CRAFTED, "net": LEARNED}
ACCURACIES = {
    "majority": {30: 0.4, 900: 0.4},
    "hand": {30: 0.85, 900: 0.85},
    "net": {30: 0.65, 900: 0.95},
}
VERDICTS = ("supported", "not decided", "not supported")


def by_claim(tables: dict[str, pd.DataFrame], **about) -> pd.DataFrame:
    return claims(Joint(tables, **about)).set_index("claim")


def estimates(**values: float | tuple[float, float, float]) -> dict[str, float]:
    """Each estimate with its bounds; a number alone has none."""
    found = {}
    for name, value in values.items():
        three = value if isinstance(value, tuple) else (value, np.nan, np.nan)
        found |= dict(zip(with_bounds(name), three, strict=True))
    return found


def table(**row) -> pd.DataFrame:
    return pd.DataFrame([{"dataset": "d", "repeats": 3} | row])


def around(centre: float, half: float = 0.005) -> tuple[float, float, float]:
    return centre, centre - half, centre + half


def verdict_row(**changes) -> pd.DataFrame:
    row = {
        "training_size": 9,
        "size_unit": "groups",
        "arm": "h",
        "family": "hand-crafted",
        "rival_family": "learned",
        "choice": "undecided",
        "best_hand_crafted": "h",
        "best_learned": "n",
        **estimates(difference=0.2),
    }
    return table(**row | changes)


SKILL = around(0.4)


def short_rule(loss, skill=SKILL, stability=0.8, **changes) -> pd.DataFrame:
    values = estimates(score=0.9, rule_score=0.8, score_loss=loss, skill=skill)
    about = {"arm": "svm", "features": "s:a [mm]; s:b", "stability": stability}
    about["metric"] = "macro_f1"
    return table(**about | values | changes)


def test_claims_follow_the_evidence():
    study = simulated_study(ACCURACIES, ARMS, n_test=2000)
    found = by_claim(tables_of(study), natural_images=["t"])
    assert found.loc["needs little data", "verdict"] == "supported"
    assert "net needs" in found.loc["needs little data", "evidence"]
    assert found.loc["fails on natural images", "verdict"] == "supported"
    for claim in ("interpretable", "adjustable", "costs design effort", "does not carry over"):
        assert found.loc[claim, "verdict"] == "not decided"
        assert found.loc[claim, "evidence"] == "not measured"


def test_claims_are_the_same_from_csv_files(tmp_path):
    tables = tables_of(simulated_study(ACCURACIES, ARMS))
    for name, one in tables.items():
        one.to_csv(tmp_path / f"{name}.csv", index=False)
    joint = Joint.read(
        sorted(tmp_path.glob("*.csv")),
        natural_images=["t"],
        leaking=[],
        leakage_comparison={},
        margin=0.01,
        fewest_datasets=6,
        published={},
        absent={},
    )
    assert claims(joint).equals(claims(Joint(tables, natural_images=["t"])))


@pytest.mark.parametrize("world", [World(9, 60, False), World(22, 60, True), World(450, 1, False)])
def test_where_families_are_equal_claims_are_hardly_ever_decided(world):
    for claim, share in decided_under_the_null(world, 40).items():
        assert share <= 0.125, claim


def test_a_claim_is_decided_by_one_threshold():
    row = pd.Series({"repeats": 3, **estimates(gain=(0.02, 0.015, 0.03))})
    assert [above(row, "gain", t) for t in (0.01, 0.02, 0.04)] == list(VERDICTS)
    assert [below(row, "gain", t) for t in (0.04, 0.02, 0.01)] == list(VERDICTS)
    assert above(pd.Series({**row, "repeats": 1}), "gain", 0.01) == "not decided"
    open_ended = pd.Series({"repeats": 3, **estimates(ratio=(np.nan, 12.0, np.nan))})
    assert above(open_ended, "ratio", 1) == "supported"


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (short_rule(around(-0.003)), "supported"),
        (short_rule(around(0.01)), "not decided"),
        (short_rule(around(0.1)), "not supported"),
        (short_rule(around(-0.003), stability=0.2), "not decided"),
        (short_rule(around(-0.003), skill=around(0.0)), "not decided"),
        (short_rule(around(0.1), skill=around(0.0)), "not supported"),
    ],
)
def test_a_short_rule_has_to_keep_accuracy_with_skill_and_stable_features(rule, expected):
    row = by_claim({"short_rule": rule}).loc["interpretable"]
    assert row["verdict"] == expected
    assert "a rule on s:a [mm]; s:b has the macro F1 0.800, svm 0.900" in row["evidence"]


def test_attributions_of_the_network_stand_beside_the_rule():
    maps = pd.DataFrame(
        {
            "dataset": "d",
            "arm": "n",
            "method": "saliency",
            "measure": ["probability_drop", "probability_drop", "rank_correlation"],
            "setting": ["attributed", "random", "all layers"],
            **estimates(value=0.0),
            "value": [0.4, 0.1, 0.25],
        }
    )
    row = by_claim({"short_rule": short_rule(around(0.1)), "attributions": maps})
    evidence = row.loc["interpretable", "evidence"]
    assert "costs 0.400 of the probability, deleting as much at random 0.100" in evidence
    assert "random weights up to 0.25" in evidence


@pytest.mark.parametrize(("gain", "expected"), [*zip((0.03, 0.01, -0.02), VERDICTS, strict=True)])
def test_a_weight_has_to_gain_more_than_the_margin(gain, expected):
    values = estimates(gain=around(gain), harm=around(0.2))
    about = {"model": "rbf_svm", "features": "s:a; s:b", "weight": 4.0, "metric": "accuracy"}
    weighting = table(**about, **values)
    row = by_claim({"weighting": weighting}).loc["adjustable"]
    assert row["verdict"] == expected
    assert "4 on s:a and 1 like it" in row["evidence"] and "costs 0.200" in row["evidence"]


@pytest.mark.parametrize(("ratio", "expected"), [*zip((3.0, 1.0, 0.4), VERDICTS, strict=True)])
def test_only_a_learned_arm_says_whether_little_data_suffice(ratio, expected):
    values = estimates(mean_data_ratio=around(ratio, 0.2), data_ratio=(np.nan, 4.0, np.nan))
    row = table(arm="n", rival_arm="h", metric="accuracy", equal_score=0.9, **values)
    other = row.assign(**estimates(mean_data_ratio=around(9.0)))
    crossing = pd.concat([row.assign(family="learned"), other.assign(family="hybrid")])
    unknown = row.assign(**estimates(mean_data_ratio=(np.nan,) * 3), family="learned")
    found = by_claim({"crossing": pd.concat([unknown, crossing])})
    assert found.loc["needs little data", "verdict"] == expected
    evidence = found.loc["needs little data", "evidence"]
    assert "for 0.900, the highest that both reach, more than 4 times" in evidence


@pytest.mark.parametrize(("excess", "expected"), [*zip((0.1, 0.0, -0.1), VERDICTS, strict=True)])
def test_overfitting_and_transfer_are_paired_differences(excess, expected):
    values = estimates(difference=around(excess), excess_risk=0.1, rival_excess_risk=0.1)
    values["metric"] = "accuracy"
    risk = table(arm="h", rival_arm="n", training_size=9, size_unit="groups", **values)
    transfer = table(
        **{"tested_on": "e", "arm": "n", "family": "learned", "selected": True},
        **{
            "compared_arm": "h",
            "metric": "macro_f1",
            **estimates(score_drop=0.1, excess_drop=around(excess)),
        },
    )
    found = by_claim({"excess_risk": risk, "cross_dataset": transfer})
    assert found.loc["overfits more than a network", "verdict"] == expected
    assert found.loc["does not carry over", "verdict"] == expected
    assert found.loc["overfits the design set", "verdict"] == "not decided"


def test_neither_a_hybrid_nor_an_arm_that_was_not_selected_counts_in_transfer():
    row = table(
        **{"tested_on": "e", "arm": "n", "family": "hybrid", "selected": True},
        **{
            "compared_arm": "h",
            "metric": "macro_f1",
            **estimates(score_drop=0.1, excess_drop=around(0.3)),
        },
    )
    other = row.assign(family="learned", selected=False)
    found = by_claim({"cross_dataset": pd.concat([row, other])})
    assert found.loc["does not carry over", "evidence"] == "not measured"


def test_without_tables_nothing_is_decided():
    found = claims(Joint({}))
    assert tuple(found) == COLUMNS
    assert len(found) == 8 and (found["verdict"] == "not decided").all()


def test_a_table_without_a_needed_column_is_refused():
    rule = short_rule(around(0.1)).drop(columns="skill_low")
    with pytest.raises(CraftbenchError, match="table short_rule: .* no skill_low"):
        claims(Joint({"short_rule": rule}))


@pytest.mark.parametrize(
    ("low", "high", "margin", "expected"),
    [
        (0.012, 0.05, 0.01, "supported"),
        (0.002, 0.02, 0.01, "not decided"),
        (-0.02, 0.02, 0.01, "not decided"),
        (-0.004, 0.004, 0.01, "not supported"),
        (-0.004, 0.004, 0.001, "not decided"),
    ],
)
def test_the_optimism_of_many_designs_is_held_against_the_margin(low, high, margin, expected):
    rows = pd.DataFrame(
        {
            "dataset": "d",
            "family": "hand-crafted",
            "candidates": [1, 16],
            "metric": "macro_f1",
            "redraws": 3,
            "optimism": [0.0, (low + high) / 2],
            "optimism_low": [0.0, low],
            "optimism_high": [0.0, high],
        }
    )
    found = by_claim({"design_optimism": rows}, margin=margin)
    assert found.loc["overfits the design set", "verdict"] == expected
    assert "best of 16 designs in macro F1" in found.loc["overfits the design set", "evidence"]


def test_tuning_of_both_families_stands_beside_the_optimism_of_designs():
    designs = table(
        **{"family": "hand-crafted", "candidates": 16, "redraws": 3, "metric": "accuracy"},
        **estimates(optimism=around(0.1)),
    )
    tuned = pd.DataFrame({"dataset": "d", "arm": ["h", "n"], "training_size": 9, "candidates": 8})
    tables = {
        "verdict": verdict_row(),
        "design_optimism": designs,
        "tuning_optimism": tuned.assign(**estimates(optimism=around(0.02))),
    }
    evidence = by_claim(tables).loc["overfits the design set", "evidence"]
    assert "8 settings of h: 0.020" in evidence and "8 settings of n: 0.020" in evidence


def test_effort_is_counted_alike_and_decides_nothing():
    cost = pd.DataFrame(
        {
            "dataset": "d",
            "arm": ["h", "n", "other"],
            "design_lines": [120, 40, 999],
            "design_constants": [9, 7, 0],
            "design_libraries": ["numpy, scipy", "keras", ""],
        }
    )
    row = by_claim({"verdict": verdict_row(), "cost": cost}).loc["costs design effort"]
    assert row["verdict"] == "descriptive"
    assert row["evidence"] == (
        "120 lines of code with 9 chosen numbers for h (on top of numpy, scipy, not counted) "
        "against 40 lines of code with 7 chosen numbers for n (on top of keras, not counted)"
    )


def test_evidence_without_an_interval_says_so():
    found = by_claim({"verdict": verdict_row()}, natural_images=["d"])
    assert "0.200 (no interval)" in found.loc["fails on natural images", "evidence"]
