"""Which family to choose, at each training size, or why none."""

import numpy as np
import pandas as pd

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.convergence.convergence import not_trained_to_the_end
from craftbench.analyses.cost.run_cost import median_costs
from craftbench.analyses.data_needs.crossing import crossing
from craftbench.analyses.limits import limits_of_interval, limits_of_size
from craftbench.analyses.once import once
from craftbench.analyses.study import Study
from craftbench.analyses.verdict.behind import behind
from craftbench.analyses.verdict.decision import (
    ARM_FAILED,
    NOT_TRAINED,
    UNDECIDED,
    Decision,
    decisions,
    evidence,
    missing_arms,
    missing_rivals,
)
from craftbench.config.arms import FAMILIES
from craftbench.stats.bootstrap import NONE
from craftbench.stats.intervals import bounded, with_bounds

REMEDY = "raise training.epochs, or tuning.candidates for a classifier"
_COSTS = ("fit_seconds", "extract_seconds_per_sample", "parameters")
COLUMNS = (
    *("dataset", "arm", "family", "training_size", "size_unit", "metric", "choice"),
    *("undecided_because", "behind", "rival_arm", "rival_family", *with_bounds("difference"), "p"),
    *("margin", "detectable_difference", "test_groups_needed", "repeats_needed"),
    *with_bounds("score", "rival_score", "changes_at"),
    *(name for cost in _COSTS for name in (cost, f"rival_{cost}")),
    *(f"best_{family.replace('-', '_')}" for family in FAMILIES),
    *("repeats", "n_test", "test_groups", "interval", "note"),
)
ANALYSIS = Analysis(
    name="verdict",
    needs="study",
    caption="The family to choose at each training size: the selected arm with the best score "
    "by the primary metric against "
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
        One row a training size. ``arm`` and ``family`` lead in test score by the primary
        ``metric``, ``rival_arm`` is the best of the other families. The intervals of
        ``difference`` hold at all sizes together at 95 %, and ``p`` is below 0.05 exactly where
        its interval excludes 0. ``choice`` is the leader's family or ``undecided``, see
        `decisions`, and ``undecided_because`` and ``note`` say why; it is empty where only one
        family has run. ``behind`` names the arm of the family that is behind all others, see
        `behind`. ``detectable_difference``: the smallest difference that these
        test groups and repeats decide with a power of 80 %.
        ``test_groups_needed`` and ``repeats_needed``, where data do not suffice: how many of them
        alone would decide the observed difference; test samples where there are no groups; empty
        where no number would. ``changes_at`` is the size from which the rival leads, where both
        sides are decided. Costs are medians over repeats
    at that size, as in the table ``cost``.
    """
    found = decisions(study)
    rows = [
        _row(study, size, found[size]) if size in found else _nothing_to_compare(study, size)
        for size in study.contest.training_sizes
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _about(study: Study, size: int) -> dict:
    selected = study.selection.arms(size)
    return {
        "dataset": study.dataset,
        "training_size": size,
        "size_unit": study.size_unit,
        "metric": study.metric.name,
        "margin": study.settings.margin,
        "test_groups": study.test_groups,
        **{f"best_{family.replace('-', '_')}": selected.get(family) for family in FAMILIES},
        "interval": NONE,
    }


def _nothing_to_compare(study: Study, size: int) -> dict:
    ran = ", ".join(study.selection.arms(size)) or "none"
    notes = [f"families that ran: {ran}; nothing to compare", *missing_arms(study)]
    about = {"choice": "", "undecided_because": "", "behind": "", "note": "; ".join(notes)}
    return _about(study, size) | about


def _row(study: Study, size: int, decided: Decision) -> dict:
    (leader, rival), difference = decided.arms[:2], decided.difference
    family = study.contest.family(leader)
    choice, because, reason = chosen(study, size, decided)
    row = {
        **_about(study, size),
        "arm": leader,
        "family": family,
        "choice": choice,
        "undecided_because": because,
        "behind": _behind(study, size),
        "rival_arm": rival,
        "rival_family": study.contest.family(rival),
        **evidence(study, size, decided),
        "repeats": difference.repeats,
        "interval": study.bootstrap.covers(difference.repeats),
        "n_test": len(study.predictions[leader, size].samples),
        **_costs(study, leader, size, ""),
        **_costs(study, rival, size, "rival_"),
    }
    for prefix, arm in (("", leader), ("rival_", rival)):
        score, groups = study.scores[arm, size], study.score_groups
        found = study.bootstrap.bounded(
            f"{prefix}score", score.observed, score.drawn, groups=groups
        )
        row |= found
    row |= _change(row, crossing(study))
    notes = [*([reason] if reason else []), *missing_arms(study)]
    notes += [
        f"{arm}: {n}" for arm in (leader, rival) for n in limits_of_interval(study, arm, size)
    ]
    return {**row, "note": "; ".join([*notes, *limits_of_size(study, size)])}


def _behind(study: Study, size: int) -> str:
    arm = behind(study).get(size)
    return f"{arm} ({study.contest.family(arm)})" if arm else ""


def chosen(study: Study, size: int, decided: Decision) -> tuple[str, str, str]:
    """Choice, kind of reason and reason; the latter two are empty where a family is chosen."""
    family = study.contest.family(decided.arms[0])
    if decided.because:
        return UNDECIDED, decided.because, decided.reason
    if arms := missing_rivals(study, family):
        return UNDECIDED, ARM_FAILED, f"no result of {', '.join(arms)}, which might be better"
    if reason := _unfinished(study, family, size):
        return UNDECIDED, NOT_TRAINED, reason
    return family, "", ""


@once
def _unfinished(study: Study, family: str, size: int) -> str:
    """Why a family is not preferred: an arm of another one that was not trained to the end.

    Arms that were not selected count too: with more training they might have been.
    """
    found = []
    for arm in study.arms:
        other = study.contest.family(arm)
        if other in FAMILIES and other != family and (arm, size) in study.predictions:
            reason = not_trained_to_the_end(study, arm, size)
            found += [f"{arm} was not trained to the end ({reason}): {REMEDY}"] if reason else []
    return "; ".join(found)


def _costs(study: Study, arm: str, size: int, prefix: str) -> dict[str, float]:
    found = median_costs(study, arm, size)
    return {f"{prefix}{name}": found[name] for name in _COSTS}


def _change(row: dict, crossings: pd.DataFrame) -> dict:
    """Where the crossing of the two families lies, if it is above this row's size."""
    found = crossings[
        (crossings["family"] == row["rival_family"])
        & (crossings["crossing"] > row["training_size"])
    ]
    if row["family"] != "hand-crafted" or not len(found):
        return bounded("changes_at", np.nan, ())
    one = found.iloc[0]
    return bounded("changes_at", one["crossing"], (one["crossing_low"], one["crossing_high"]))
