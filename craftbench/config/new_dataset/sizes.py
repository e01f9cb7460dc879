"""The split and the training sizes of a first card."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from craftbench.errors import CraftbenchError
from craftbench.protocol.splits import hold_out
from craftbench.protocol.subsets import draw, largest_size

TEST_SHARE = 0.25
VALIDATION_SHARE = 0.2
SIZES, FEW_SIZES, SEEDS = 4, 3, 5
FEW_SAMPLES = 150
"""Up to so many samples, networks are trained in folds at every size: a card has fewer sizes."""
MOST_SAMPLES = 1600
"""Training samples of the largest size, so that a first report takes minutes. An epoch of 1,600
samples has 50 updates, as one of 100 has (`Training.block_updates`): a size above costs more."""
FEWEST_OF_A_CLASS = 4


@dataclass
class Plan:
    """Split and sizes, with what the user should know of them."""

    split: dict[str, Any]
    pool: pd.DataFrame
    sizes: list[int]
    unsure: list[str] = field(default_factory=list)


def usable_classes(table: pd.DataFrame, classes: list[str]) -> tuple[list[str], list[str]]:
    """Classes with enough samples for two parts, and sentences about the others."""
    counts = table["label"].value_counts()
    few = [name for name in classes if counts.get(name, 0) < FEWEST_OF_A_CLASS]
    said = [
        f"class {name!r} has {counts.get(name, 0)} sample(s), expected at least "
        f"{FEWEST_OF_A_CLASS}: it is not in the card"
        for name in few
    ]
    return [name for name in classes if name not in few], said


def plan(table: pd.DataFrame) -> Plan:
    """Split and rising sizes, as far as samples or groups suffice.

    Raises
    ------
    CraftbenchError
        If there are too few samples or groups for a test part and two training sizes.
    """
    split, pool, unsure = _split(table)
    largest = largest_size(pool)
    if "group" in pool:
        per_group = len(pool) / largest
        most = max(4, min(largest, int(MOST_SAMPLES / per_group)))
        smallest = min(4, max(2, largest // 2))
    else:
        most = min(largest, MOST_SAMPLES)
        smallest = min(FEWEST_OF_A_CLASS * pool["label"].nunique(), largest)
    most = min(most, largest)
    first = _smallest_that_works(pool, smallest, most)
    if first is None:
        raise CraftbenchError(
            f"{largest} {'groups' if 'group' in pool else 'samples'} in the pool are too few to "
            "train and validate on; add some, or leave `group` out if samples are independent"
        )
    count = FEW_SIZES if len(pool) <= FEW_SAMPLES else SIZES
    sizes = sorted({round(size) for size in np.geomspace(first, most, count)})
    if most < largest:
        unsure.append(
            f"the largest training size is {sizes[-1]} of {largest}, so that a first report takes "
            "minutes rather than hours; raise it in the card afterwards"
        )
    return Plan(split, pool, sizes, unsure)


def _split(table: pd.DataFrame) -> tuple[dict[str, Any], pd.DataFrame, list[str]]:
    if "role" in table:
        return {"kind": "published"}, table[table["role"] == "pool"], []
    share, unsure = TEST_SHARE, []
    if "group" in table:
        groups = table["group"].nunique()
        if groups < 3:
            raise CraftbenchError(
                f"{groups} groups are too few: one at least must be tested on and two trained on; "
                "leave `group` out if samples are independent"
            )
        if groups < 12:
            unsure.append(f"{groups} groups are few: intervals will be wide")
        share = max(share, round(1 / groups + 0.005, 2)) if groups < 4 else share
        counts = table.groupby("label")["group"].nunique()
        for name in counts.index[counts < 2]:
            unsure.append(
                f"class {name!r} is in one group only: the pool or the test part lacks it"
            )
    role = hold_out(table, share, seed=0)
    return {"kind": "hold_out", "share": share}, table[role == "pool"], unsure


def _smallest_that_works(pool: pd.DataFrame, smallest: int, most: int) -> int | None:
    """The smallest size with two classes for training in every repeat that is tried."""
    size = smallest
    while size <= most:
        try:
            for seed in range(SEEDS):
                draw(pool, size, VALIDATION_SHARE, seed)
            return size
        except CraftbenchError:
            size = size + 1 if size < 8 else max(size + 1, int(1.5 * size))
    return None
