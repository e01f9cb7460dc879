import pandas as pd
import pytest
from simulated_study import BASELINE, HAND_CRAFTED, LEARNED, simulated_study, tables_of

from craftbench.analyses.joint import Joint
from craftbench.analyses.verdict.claims import COLUMNS, claims
from craftbench.errors import CraftbenchError

ARMS = {"majority": BASELINE, "hand": HAND_CRAFTED, "net": LEARNED}
ACCURACIES = {
    "majority": {30: 0.4, 900: 0.4},
    "hand": {30: 0.85, 900: 0.85},
    "net": {30: 0.65, 900: 0.95},
}


def by_claim(tables: dict[str, pd.DataFrame], **about) -> pd.DataFrame:
    return claims(Joint(tables, **about)).set_index("claim")


def verdict_row(**changes) -> pd.DataFrame:
    row = {
        "dataset": "d",
        "training_size": 9,
        "size_unit": "groups",
        "arm": "h",
        "family": "hand-crafted",
        "rival_family": "learned",
        "choice": "undecided",
        "difference": 0.2,
        "difference_low": float("nan"),
        "difference_high": float("nan"),
        "best_hand_crafted": "h",
        "best_learned": "n",
    }
    return pd.DataFrame([row | changes])


def with_half_widths(table: pd.DataFrame, half: float, *names: str) -> pd.DataFrame:
    bounds = {f"{name}{end}": table[name] + sign * half for name in names for end, sign in ENDS}
    return table.assign(**bounds)


ENDS = (("_low", -1), ("_high", 1))


def importance_rows() -> pd.DataFrame:
    rows = [
        ("permutation", "a; b", "shuffled", 0.7, 0.2),
        ("permutation", "c", "shuffled", 0.9, -0.1),
        *(("weight", "a; b", f"rbf_svm × {w:g}", 0.5 + w / 10, 0.0) for w in (0, 1, 4)),
        *(("weight", "a; b", f"nearest_neighbours × {w:g}", 0.1, 0.0) for w in (0, 1, 4)),
    ]
    table = pd.DataFrame(rows, columns=["kind", "features", "setting", "accuracy", "accuracy_drop"])
    table = table.assign(dataset="t", arm="svm", family="hand-crafted")
    return with_half_widths(table, 0.05, "accuracy", "accuracy_drop")


def test_claims_follow_the_evidence():
    study = simulated_study(ACCURACIES, ARMS, n_test=2000)
    found = by_claim(tables_of(study), natural_images=["t"])
    assert found.loc["needs little data", "verdict"] == "supported"
    assert "smallest size, 30 samples: hand-crafted leads" in found["evidence"].iloc[2]
    assert found.loc["fails on natural images", "verdict"] == "supported"
    for claim in ("interpretable", "adjustable", "costs design effort", "does not carry over"):
        assert found.loc[claim, "verdict"] == "not decided"
        assert found.loc[claim, "evidence"] == "not measured"


def test_claims_are_the_same_from_csv_files(tmp_path):
    tables = tables_of(simulated_study(ACCURACIES, ARMS))
    for name, table in tables.items():
        table.to_csv(tmp_path / f"{name}.csv", index=False)
    joint = Joint.read(
        sorted(tmp_path.glob("*.csv")),
        natural_images=["t"],
        leaking=[],
        leakage_comparison={},
        margin=0.01,
        fewest_datasets=6,
    )
    assert claims(joint).equals(claims(Joint(tables, natural_images=["t"])))


def test_importance_and_weights_are_evidence():
    found = by_claim({"importance": importance_rows()})
    assert found.loc["interpretable", "verdict"] == "supported"
    assert "1 of 2 blocks" in found.loc["interpretable", "evidence"]
    assert found.loc["adjustable", "verdict"] == "supported"
    assert "rbf_svm with a weight on a and 1 like it" in found.loc["adjustable", "evidence"]


def test_overfitting_and_transfer_are_compared():
    gaps = pd.DataFrame({"dataset": "d", "training_size": 9, "arm": ["h", "n"], "gap": [0.01, 0.1]})
    drops = pd.DataFrame(
        {
            "dataset": "d",
            "tested_on": "e",
            "arm": ["h", "n"],
            "family": ["hand-crafted", "learned"],
            "accuracy_drop": [0.3, 0.1],
        }
    )
    found = by_claim(
        {
            "verdict": verdict_row(),
            "overfitting": with_half_widths(gaps, 0.02, "gap"),
            "cross_dataset": with_half_widths(drops, 0.05, "accuracy_drop"),
        }
    )
    assert found.loc["overfits more than a network", "verdict"] == "not supported"
    assert found.loc["overfits the design set", "verdict"] == "not decided"
    assert found.loc["does not carry over", "verdict"] == "supported"


def test_without_tables_nothing_is_decided():
    found = claims(Joint({}))
    assert tuple(found) == COLUMNS
    assert len(found) == 8 and (found["verdict"] == "not decided").all()


def test_a_table_without_a_needed_column_is_refused():
    table = importance_rows().drop(columns="accuracy_drop_low")
    with pytest.raises(CraftbenchError, match="table importance: .* no accuracy_drop_low"):
        claims(Joint({"importance": table}))


@pytest.mark.parametrize(
    ("low", "high", "margin", "expected"),
    [
        (0.01, 0.05, 0.01, "supported"),
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
            "optimism": [0.0, (low + high) / 2],
            "optimism_low": [0.0, low],
            "optimism_high": [0.0, high],
        }
    )
    found = by_claim({"design_optimism": rows}, margin=margin)
    assert found.loc["overfits the design set", "verdict"] == expected
    assert "best of 16 designs" in found.loc["overfits the design set", "evidence"]


def test_effort_is_of_the_arms_that_the_verdict_compares():
    cost = pd.DataFrame(
        {
            "dataset": "d",
            "arm": ["h", "n", "other"],
            "design_lines": [120, 40, 999],
            "design_constants": [9, 7, 0],
        }
    )
    row = by_claim({"verdict": verdict_row(), "cost": cost}).loc["costs design effort"]
    assert row["verdict"] == "supported"
    assert row["evidence"] == (
        "120 lines of code with 9 chosen numbers for h against 40 with 7 for n"
    )


def test_evidence_without_an_interval_says_so():
    found = by_claim({"verdict": verdict_row()})
    assert "0.200 (no interval)" in found.loc["needs little data", "evidence"]
