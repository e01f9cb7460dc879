"""Which family to choose, at each training size, and how certain that is."""

import numpy as np
import pandas as pd

from craftbench.analyses.accuracy.comparisons import probabilities
from craftbench.analyses.analysis import Analysis
from craftbench.analyses.convergence.convergence import not_trained_to_the_end
from craftbench.analyses.data_needs.crossing import crossing
from craftbench.analyses.study import Study
from craftbench.config.arms import FAMILIES
from craftbench.stats.bootstrap import NONE
from craftbench.stats.intervals import bounded, bounded_by_draws, with_bounds

UNDECIDED = "undecided"
REMEDY = "raise training.epochs, or tuning.candidates for a classifier"
_COSTS = ("fit_seconds", "extract_seconds_per_sample", "parameters")
COLUMNS = (
    *("dataset", "arm", "family", "training_size", "size_unit", "choice"),
    *("rival_arm", "rival_family", *with_bounds("difference")),
    *("margin", "p_better", "p_equivalent", "p_worse"),
    *with_bounds("accuracy", "rival_accuracy", "changes_at"),
    "changes_basis",
    *(name for cost in _COSTS for name in (cost, f"rival_{cost}")),
    *(f"best_{family.replace('-', '_')}" for family in FAMILIES),
    *("repeats", "n_test", "test_groups", "interval", "note"),
)
ANALYSIS = Analysis(
    name="verdict",
    needs="study",
    caption="The family to choose at each training size: the most accurate selected arm against "
    "the best of the other families.",
    columns=COLUMNS,
)


def verdict(study: Study) -> pd.DataFrame:
    """The family to choose at each training size.

    Each family is represented by its selected arm at that size. Selecting on the test part instead
    would favour the family with more arms.

    Returns
    -------
    DataFrame
        One row a training size. ``arm`` and ``family`` lead in test accuracy, ``rival_arm`` is the
        best of the other families. ``choice`` is the leader's family, or ``undecided`` where the
        interval of the difference covers 0, the difference is within the margin, or an arm of
        another family was not trained to the end; empty where only one family has run.
        ``changes_at`` is the size from which the rival leads (``changes_basis``: ``measured``, or
        ``extrapolated`` by power laws). Costs are means at that size. ``note`` says why nothing
        was decided, and what limits the intervals.
    """
    rows = [_row(study, size) for size in study.contest.training_sizes]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(study: Study, size: int) -> dict:
    selected = study.selection.arms(size)
    accuracy = {
        arm: float(study.accuracies[arm, size].observed.mean()) for arm in selected.values()
    }
    row: dict = {
        "dataset": study.dataset,
        "training_size": size,
        "size_unit": study.size_unit,
        "margin": study.settings.margin,
        "test_groups": study.test_groups,
        **{f"best_{family.replace('-', '_')}": selected.get(family) for family in FAMILIES},
        "interval": NONE,
    }
    if len(accuracy) < 2:
        ran = ", ".join(selected) or "none"
        return {**row, "choice": "", "note": f"families that ran: {ran}; nothing to compare"}
    leader, rival = sorted(accuracy, key=lambda arm: -accuracy[arm])[:2]
    row |= {
        "arm": leader,
        "family": study.contest.family(leader),
        "rival_arm": rival,
        "rival_family": study.contest.family(rival),
        **_difference(study, leader, rival, size),
        "n_test": len(study.predictions[leader, size].samples),
        **_costs(study, leader, size, ""),
        **_costs(study, rival, size, "rival_"),
    }
    for prefix, arm in (("", leader), ("rival_", rival)):
        row |= bounded_by_draws(f"{prefix}accuracy", accuracy[arm], study.draws(arm, size))
    row["choice"], reason = _choice(row)
    unfinished = _unfinished(study, row["family"], size)
    if row["choice"] == row["family"] and unfinished:
        row["choice"], reason = UNDECIDED, unfinished
    row |= _change(row, crossing(study))
    notes = [f"{arm}: {n}" for arm in (leader, rival) for n in study.limits_of_interval(arm, size)]
    return {**row, "note": "; ".join([*([reason] if reason else []), *notes])}


def _difference(study: Study, leader: str, rival: str, size: int) -> dict:
    difference, draws = study.difference(leader, rival, size)
    shares = probabilities(draws, study.settings.margin)
    repeats = len(study.accuracies[leader, size].repeats)
    return {
        **bounded_by_draws("difference", difference, draws),
        "p_better": shares["p_a_better"],
        "p_equivalent": shares["p_equivalent"],
        "p_worse": shares["p_b_better"],
        "repeats": repeats,
        "interval": study.bootstrap.covers(repeats),
    }


def _choice(row: dict) -> tuple[str, str]:
    """With the reason where it is undecided."""
    low, high, margin = row["difference_low"], row["difference_high"], row["margin"]
    if np.isnan(low):
        return UNDECIDED, "the difference has no interval"
    if abs(row["difference"]) <= margin:
        return UNDECIDED, f"the difference is within {margin:g}"
    if low <= 0 <= high:
        return UNDECIDED, "the interval of the difference covers 0"
    return row["family"], ""


def _unfinished(study: Study, family: str, size: int) -> str:
    """Why a family is not preferred: an arm of another one that was not trained to the end.

    Arms that were not selected count too: with more training they might have been.
    """
    found = []
    for arm in study.arms:
        other = study.contest.family(arm) not in (family, "baseline")
        if other and (arm, size) in study.predictions:
            reason = not_trained_to_the_end(study, arm, size)
            found += [f"{arm} was not trained to the end ({reason}): {REMEDY}"] if reason else []
    return "; ".join(found)


def _costs(study: Study, arm: str, size: int, prefix: str) -> dict[str, float]:
    runs = study.arms[arm].runs
    runs = runs[(runs["training_size"] == size) & (runs["split"] == "test")]
    seconds = 0.0
    for name in study.contest.feature_sets(arm):
        chunks = study.extraction[study.extraction["feature_set"] == name]
        seconds += chunks["seconds_per_sample"].mean()
    return {
        f"{prefix}fit_seconds": runs["fit_seconds"].mean(),
        f"{prefix}extract_seconds_per_sample": seconds,
        f"{prefix}parameters": runs["parameters"].mean(),
    }


def _change(row: dict, crossings: pd.DataFrame) -> dict:
    """Where the crossing of the two families lies, if it is above this row's size."""
    unknown = {**bounded("changes_at", np.nan, ()), "changes_basis": ""}
    if row["family"] != "hand-crafted":
        return unknown
    found = crossings[crossings["family"] == row["rival_family"]]
    for name, basis in (("crossing", "measured"), ("crossing_extrapolated", "extrapolated")):
        for _, one in found.iterrows():
            if one[name] > row["training_size"]:
                bounds = one[f"{name}_low"], one[f"{name}_high"]
                return {**bounded("changes_at", one[name], bounds), "changes_basis": basis}
    return unknown
