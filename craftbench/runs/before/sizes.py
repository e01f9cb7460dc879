"""Training sizes that the pool does not have, and classes that are too rare for them."""

import numpy as np
import pandas as pd

from craftbench.config.contest import Contest
from craftbench.errors import CraftbenchError
from craftbench.protocol.subsets import draw
from craftbench.runs.before.findings import Findings
from craftbench.stats.seeds import seed_of

FEW_TEST = 30


def check_sizes(
    dataset: str, contest: Contest, table: pd.DataFrame, seed: int, found: Findings
) -> None:
    """Draw the subsets of all sizes and repeats, as training does.

    Parameters
    ----------
    dataset : str
        Its name decides the draws.
    contest : Contest
    table : DataFrame
        Samples with ``label``, ``role`` and, where there are groups, ``group``.
    seed : int
        Of the configuration.
    found : Findings
        Is extended.
    """
    pool = table[table["role"] == "pool"].reset_index(drop=True)
    counts = table.loc[table["role"] == "test", "label"].value_counts()
    few = {name: int(counts.get(name, 0)) for name in contest.classes}
    few = {name: count for name, count in few.items() if 0 < count < FEW_TEST}
    if few:
        shown = ", ".join(f"{name} {count}" for name, count in few.items())
        found.warnings.append(f"few test samples of a class make wide intervals: {shown}")
    for size in contest.training_sizes:
        try:
            missing = _repeats_without(dataset, contest, pool, size, seed)
        except CraftbenchError as error:
            found.errors.append(str(error))
            continue
        if missing:
            shown = ", ".join(
                f"{name!r} in {count} of {contest.repeats} repeats"
                for name, count in missing.items()
            )
            found.warnings.append(
                f"training size {size}: a class has no sample: {shown}; no arm can learn it there, "
                "raise the smallest of training_sizes"
            )


def _repeats_without(
    dataset: str, contest: Contest, pool: pd.DataFrame, size: int, seed: int
) -> dict[str, int]:
    """Number of repeats in which a class of the pool has no sample, where it is not 0."""
    missing = {name: 0 for name in contest.classes if (pool["label"] == name).any()}
    for repeat in range(contest.repeats):
        of_repeat = seed_of(seed, dataset, repeat)
        drawn = draw(pool, size, contest.validation_share, of_repeat, contest.drawing)
        present = set(pool["label"].iloc[np.concatenate([drawn.train, drawn.validation])])
        for name in missing:
            missing[name] += name not in present
    return {name: count for name, count in missing.items() if count}
