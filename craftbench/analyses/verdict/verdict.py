"""Which family to choose: hand-crafted, learned or hybrid, at each training size."""

import numpy as np
import pandas as pd

from craftbench.analyses.accuracy.comparisons import MARGIN, probabilities
from craftbench.analyses.data_needs.crossing import crossing
from craftbench.analyses.study import Study
from craftbench.stats.intervals import bounded, bounded_by_draws

FAMILIES = ("hand-crafted", "learned", "hybrid")
UNDECIDED = "undecided"
_COSTS = ("fit_seconds", "extract_seconds_per_sample", "parameters")
COLUMNS = (
    *("dataset", "arm", "family", "training_size", "size_unit", "choice"),
    *("rival_arm", "rival_family", "difference", "difference_low", "difference_high"),
    *("margin", "p_better", "p_equivalent", "p_worse"),
    *("accuracy", "accuracy_low", "accuracy_high"),
    *("rival_accuracy", "rival_accuracy_low", "rival_accuracy_high"),
    *("changes_at", "changes_at_low", "changes_at_high", "changes_basis"),
    *(name for cost in _COSTS for name in (cost, f"rival_{cost}")),
    *("best_hand_crafted", "best_learned", "best_hybrid"),
    *("repeats", "n_test", "test_groups", "note"),
)


def verdict(
    study: Study, margin: float = MARGIN, crossings: pd.DataFrame | None = None
) -> pd.DataFrame:
    """The family to choose at each training size, and how sure that is.

    Each family is represented by its arm with the best validation accuracy at that size: to take
    the best of many on the test part would flatter the family with more arms.

    Parameters
    ----------
    study : Study
        The results of a data set.
    margin : float
        Differences in accuracy up to this size count as none.
    crossings : DataFrame, optional
        From `craftbench.analyses.data_needs.crossing.crossing`; computed where it is not given.

    Returns
    -------
    DataFrame
        One row a training size. ``arm`` and ``family`` lead in test accuracy, ``rival_arm`` is the
        best of the other families. ``choice`` is the leader's family, or ``undecided`` where the
        interval of the difference covers 0 or the difference is within the margin; empty where
        one family alone has run. ``changes_at`` is the size from which the other of the two leads
        (``changes_basis``: ``measured``, or ``extrapolated`` by power laws). Costs are means at
        that size. ``note`` says why nothing was decided, and what is lacking.
    """
    crossings = crossing(study) if crossings is None else crossings
    rows = [_row(study, size, margin, crossings) for size in study.contest.training_sizes]
    return pd.DataFrame(rows, columns=COLUMNS)


def _row(study: Study, size: int, margin: float, crossings: pd.DataFrame) -> dict:
    best = {family: study.best_arm(family, size) for family in FAMILIES}
    accuracy = {
        arm: float(study.accuracies[arm, size].observed.mean())
        for arm in best.values()
        if arm is not None
    }
    row: dict = {
        "dataset": study.dataset,
        "training_size": size,
        "size_unit": study.size_unit,
        "margin": margin,
        "test_groups": study.test_groups if study.has_groups else pd.NA,
        **{f"best_{family.replace('-', '_')}": arm for family, arm in best.items()},
    }
    if len(accuracy) < 2:
        ran = ", ".join(family for family, arm in best.items() if arm is not None) or "none"
        return {**row, "choice": "", "note": f"families that ran: {ran}; nothing to compare"}
    leader, rival = sorted(accuracy, key=lambda arm: -accuracy[arm])[:2]
    difference, draws = study.difference(leader, rival, size)
    shares = probabilities(draws, margin)
    row |= {
        "arm": leader,
        "family": study.contest.family(leader),
        "rival_arm": rival,
        "rival_family": study.contest.family(rival),
        **bounded_by_draws("difference", difference, draws),
        "p_better": shares["p_a_better"],
        "p_equivalent": shares["p_equivalent"],
        "p_worse": shares["p_b_better"],
        "repeats": len(study.accuracies[leader, size].repeats),
        "n_test": len(study.tested[leader, size].samples),
        **_costs(study, leader, size, ""),
        **_costs(study, rival, size, "rival_"),
    }
    for prefix, arm in (("", leader), ("rival_", rival)):
        row |= bounded_by_draws(f"{prefix}accuracy", accuracy[arm], study.draws(arm, size))
    row["choice"], reason = _choice(row, margin)
    row |= _change(row, crossings)
    notes = [f"{arm}: {n}" for arm in (leader, rival) for n in study.limits_of_interval(arm, size)]
    return {**row, "note": "; ".join([*([reason] if reason else []), *notes])}


def _choice(row: dict, margin: float) -> tuple[str, str]:
    low, high = row["difference_low"], row["difference_high"]
    if np.isnan(low):
        return UNDECIDED, "the difference has no interval"
    if abs(row["difference"]) <= margin:
        return UNDECIDED, f"the difference is within {margin:g}"
    if low <= 0 <= high:
        return UNDECIDED, "the interval of the difference covers 0"
    return row["family"], ""


def _costs(study: Study, arm: str, size: int, prefix: str) -> dict[str, float]:
    runs = study.arms[arm].runs
    runs = runs[(runs["training_size"] == size) & (runs["role"] == "test")]
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
    families = {row["family"], row["rival_family"]}
    if "hand-crafted" not in families or row["family"] != "hand-crafted":
        return unknown
    found = crossings[crossings["family"] == row["rival_family"]]
    for name, basis in (("crossing", "measured"), ("crossing_extrapolated", "extrapolated")):
        for _, one in found.iterrows():
            if one[name] > row["training_size"]:
                bounds = one[f"{name}_low"], one[f"{name}_high"]
                return {**bounded("changes_at", one[name], bounds), "changes_basis": basis}
    return unknown
