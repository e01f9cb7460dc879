"""Whether a difference decides between families, why not, and what would."""

from dataclasses import dataclass

import numpy as np

from craftbench.analyses.simultaneous_differences import Difference, simultaneous_differences
from craftbench.analyses.study import Study
from craftbench.stats.intervals import bounded
from craftbench.stats.power import Design
from craftbench.stats.tails import interval_at

UNDECIDED = "undecided"
EQUIVALENT, NOT_ENOUGH_DATA, NOT_TRAINED, ARM_FAILED = (
    *("equivalent", "not enough data"),
    *("not trained to the end", "arm failed"),
)
"""Values of the column ``undecided_because``; it is empty where the verdict is decided."""


@dataclass(frozen=True)
class Decision:
    """Whether the leading family is chosen at a training size.

    ``arms`` are the selected ones, the leader first and then its rival, and ``difference`` is that
    of these two. Where nothing is decided, ``because`` names the kind and ``reason`` says why;
    both are empty where the leader is chosen.
    """

    arms: list[str]
    difference: Difference
    because: str
    reason: str


def decisions(study: Study) -> dict[int, Decision]:
    """By training size, where two families ran.

    Notes
    -----
    The leader is chosen where its interval against every other family excludes 0 and the
    difference exceeds the margin; all intervals against the rival hold together at 95 %. The
    families are ``equivalent`` where the interval lies within the margin (two one-sided tests).
    Otherwise data do not suffice.
    """
    sizes = study.contest.training_sizes
    leading = {size: arms for size in sizes if len(arms := _by_score(study, size)) > 1}
    pairs = [(arms[0], arms[1], size) for size, arms in leading.items()]
    return {
        size: Decision(arms, difference, *_reason(study, size, arms, difference))
        for (size, arms), difference in zip(
            leading.items(), simultaneous_differences(study, pairs), strict=True
        )
    }


def _by_score(study: Study, size: int) -> list[str]:
    """The selected arms, the one with the best test score first."""
    arms = study.selection.arms(size).values()
    return sorted(arms, key=lambda arm: -study.scores[arm, size].observed.mean())


def _reason(study: Study, size: int, arms: list[str], difference: Difference) -> tuple[str, str]:
    low, high = difference.bounds
    margin = study.settings.margin
    if np.isnan(low):
        return NOT_ENOUGH_DATA, "the difference has no interval"
    if difference.repeats < 2:
        return NOT_ENOUGH_DATA, "one repeat does not show how much training varies"
    if -margin < low and high < margin:
        return EQUIVALENT, f"the interval of the difference lies within ±{margin:g}"
    if low <= 0:
        return NOT_ENOUGH_DATA, "the interval of the difference covers 0"
    if difference.estimate <= margin:
        return NOT_ENOUGH_DATA, f"the difference is within {margin:g}, its interval is not"
    also = [arm for arm in arms[2:] if not _behind(study, arms[0], arm, size, difference.alpha)]
    if also:
        return NOT_ENOUGH_DATA, f"the interval of the difference to {', '.join(also)} covers 0"
    return "", ""


def _behind(study: Study, leader: str, arm: str, size: int, alpha: float) -> bool:
    estimate, draws = study.difference(leader, arm, size)
    return interval_at(estimate, draws, 1 - alpha)[0] > 0


def evidence(study: Study, size: int, decision: Decision) -> dict[str, float]:
    """The columns of the difference: its interval, p, and what would decide it.

    A difference within the margin need not be decided: the numbers are then those for the margin.
    """
    difference = decision.difference
    low, high = difference.bounds
    needed = ("detectable_difference", "test_groups_needed", "repeats_needed")
    row = {
        **bounded("difference", difference.estimate, (low, high)),
        "p": difference.p,
        **dict.fromkeys(needed, np.nan),
    }
    if difference.repeats < 2 or np.isnan(low):
        return row
    observed, drawn = study.differences(decision.arms[0], decision.arms[1], size)
    design = Design.of(
        observed,
        drawn,
        groups=study.bootstrap.groups,
        alpha=difference.alpha,
        half_width=(high - low) / 2,
    )
    detectable = float(design.detectable(design.groups, design.repeats))
    row["detectable_difference"] = detectable
    target = max(abs(difference.estimate), study.settings.margin)
    if decision.because == NOT_ENOUGH_DATA and target < detectable:
        row["test_groups_needed"] = design.groups_needed(target)
        row["repeats_needed"] = design.repeats_needed(target)
    return row


def missing_arms(study: Study) -> list[str]:
    """Which arms failed, in words for a note; none where no arm failed."""
    arms = [f"{arm} ({family})" for arm, family in study.contest.missing_arms.items()]
    return [f"missing, since failed: {', '.join(arms)}"] if arms else []


def missing_rivals(study: Study, family: str) -> list[str]:
    """Arms of other families that failed: one of them might be better than this family."""
    return [arm for arm, other in study.contest.missing_arms.items() if other != family]
