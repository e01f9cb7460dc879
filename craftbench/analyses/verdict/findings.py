"""What a data set says about a claim, and the words for it."""

import pandas as pd

from craftbench.analyses.joint import Joint
from craftbench.analyses.verdict.decision import UNDECIDED

SUPPORTED, NOT_SUPPORTED, NOT_DECIDED = "supported", "not supported", "not decided"
DESCRIPTIVE = "descriptive"
"""A count that stands beside the others and decides nothing."""
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


def above(row: pd.Series, name: str, threshold: float) -> str:
    """Whether an estimate with an interval is above a threshold.

    Not decided while the interval contains the threshold, or rests on a single repeat: that
    interval ignores how much training varies. An estimate that is exactly at the threshold is
    therefore not decided in 95 % of the studies. A missing bound is a side without limit.
    """
    if row["repeats"] < 2:
        return NOT_DECIDED
    if row[f"{name}_low"] > threshold:
        return SUPPORTED
    return NOT_SUPPORTED if row[f"{name}_high"] < threshold else NOT_DECIDED


def below(row: pd.Series, name: str, threshold: float) -> str:
    """Whether an estimate with an interval is below a threshold; see `above`."""
    opposite = {SUPPORTED: NOT_SUPPORTED, NOT_SUPPORTED: SUPPORTED}
    found = above(row, name, threshold)
    return opposite.get(found, found)


def lead(row: pd.Series) -> str:
    """Which family leads which at a training size, and by how much."""
    return f"{row['family']} leads {row['rival_family']} by {shown(row, 'difference')}"


def shown(row: pd.Series, name: str) -> str:
    """An estimate with its interval in words."""
    return f"{row[name]:.3f} ({bounds(row, name)})"


def bounds(row: pd.Series, name: str) -> str:
    """An interval in words."""
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    return "no interval" if pd.isna(low) else f"{low:.3f} to {high:.3f}"
