"""What a data set says about a claim, and the words for it."""

import pandas as pd

from craftbench.analyses.joint import Joint
from craftbench.analyses.verdict.decision import UNDECIDED

SUPPORTED, NOT_SUPPORTED, NOT_DECIDED = "supported", "not supported", "not decided"
Findings = list[tuple[str, str, str]]
"""Data set, verdict and evidence."""


def verdict_rows(joint: Joint, largest: bool) -> list[tuple[str, pd.Series]]:
    """Each data set with the row of its verdict at the largest, or the smallest training size."""
    table = joint.table(
        "verdict",
        *("dataset", "arm", "family", "rival_family", "training_size", "size_unit", "choice"),
        *("difference", "difference_low", "difference_high"),
        *("best_hand_crafted", "best_learned"),
    )
    return [
        (str(dataset), rows.sort_values("training_size").iloc[-1 if largest else 0])
        for dataset, rows in table.groupby("dataset", sort=False)
    ]


def for_hand_crafted(choice: str) -> str:
    """Whether a choice of family supports hand-crafting."""
    if choice == UNDECIDED:
        return NOT_DECIDED
    return SUPPORTED if choice == "hand-crafted" else NOT_SUPPORTED


def greater(first: pd.Series, second: pd.Series, name: str) -> tuple[str, str]:
    """Whether the first estimate is greater, with both; not decided while the intervals overlap."""
    evidence = " against ".join(f"{row[name]:.3f} ({bounds(row, name)})" for row in (first, second))
    if first[f"{name}_low"] > second[f"{name}_high"]:
        return SUPPORTED, evidence
    if first[f"{name}_high"] < second[f"{name}_low"]:
        return NOT_SUPPORTED, evidence
    return NOT_DECIDED, evidence


def lead(row: pd.Series) -> str:
    """Which family leads which at a training size, and by how much."""
    return (
        f"{row['family']} leads {row['rival_family']} by {row['difference']:.3f} "
        f"({bounds(row, 'difference')})"
    )


def bounds(row: pd.Series, name: str) -> str:
    """An interval in words."""
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    return "no interval" if pd.isna(low) else f"{low:.3f} to {high:.3f}"
