"""What each family was allowed to try, what it tried, and what that cost."""

import numpy as np
import pandas as pd

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.cost.run_cost import costs_of_runs
from craftbench.analyses.study import Study
from craftbench.config.arms import FAMILIES
from craftbench.stats.bootstrap import NONE, REPEATS_ONLY
from craftbench.stats.intervals import bounded_by_draws, median_draws, with_bounds
from craftbench.stats.seeds import seed_of

COLUMNS = (
    *("dataset", "family", "training_size", "size_unit", "repeats", "arms"),
    *("candidates_planned", "candidates", *with_bounds("cpu_seconds")),
    *("cap_seconds", "capped_repeats", "interval", "note"),
)
ANALYSIS = Analysis(
    name="budget",
    needs="study",
    caption="Settings that each family tried in a repeat, the CPU seconds of all its arms "
    "together, and the cap on them.",
    columns=COLUMNS,
)


def budget(study: Study) -> pd.DataFrame:
    """One row a family and training size; baselines are left out.

    Returns
    -------
    DataFrame
        ``candidates_planned``: settings of all arms of the family in a repeat; ``candidates``:
        mean number that was tried, less only where the cap was reached. ``cpu_seconds``: median
        over repeats of the sum over the arms. ``cap_seconds``: CPU seconds after which the family
        starts no further candidate in a repeat, empty without a cap; ``capped_repeats``: in how
        many repeats an arm left candidates out.
    """
    rows = [
        _row(study, family, size)
        for size in study.contest.training_sizes
        for family in FAMILIES
        if study.contest.arms_of(family)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(study: Study, family, size: int) -> dict:
    arms = study.contest.arms_of(family)
    costs = pd.concat([costs_of_runs(study, arm, size) for arm in arms], keys=arms, names=["arm"])
    about = {
        "dataset": study.dataset,
        "family": family,
        "training_size": size,
        "size_unit": study.size_unit,
        "arms": len(arms),
    }
    by_repeat = costs.groupby("repeat")
    complete = by_repeat.size() == len(arms)
    repeats = int(complete.sum())
    notes = [] if repeats == study.contest.repeats else [f"{repeats} repeats have all arms"]
    if not repeats:
        return {**about, "repeats": 0, "interval": NONE, "note": "; ".join(notes)}
    sums = by_repeat.sum(min_count=len(arms))[complete]
    left_out = (costs["candidates"] < costs["candidates_planned"]).groupby("repeat").any()
    seed = seed_of(study.seed, study.dataset, family, size, "budget")
    if sums["candidates_planned"].iloc[0] == len(arms):
        notes.append("no tuning: every arm has its defaults")
    return {
        **about,
        "repeats": repeats,
        "candidates_planned": sums["candidates_planned"].median(),
        "candidates": sums["candidates"].mean(),
        **seconds_with_bounds("cpu_seconds", sums["cpu_seconds"].to_numpy(), study.resamples, seed),
        "cap_seconds": sums["candidate_seconds"].median(),
        "capped_repeats": int(left_out[complete].sum()),
        "interval": REPEATS_ONLY if repeats > 1 else NONE,
        "note": "; ".join(notes),
    }


def seconds_with_bounds(
    name: str, seconds: np.ndarray, resamples: int, seed: int
) -> dict[str, float]:
    """The median of times, with bounds from the draws of their logarithms; 0 where all are 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        draws = np.exp(median_draws(np.log(seconds), resamples, seed))
    return bounded_by_draws(name, float(np.median(seconds)), np.where(seconds.any(), draws, 0.0))
