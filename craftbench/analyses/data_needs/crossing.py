"""From which training size other families overtake hand-crafting, and how much data they need."""

import numpy as np
import pandas as pd

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.data_needs.arm_curve import (
    ONE_SIZE,
    Curve,
    containing,
    curve_of,
    within,
)
from craftbench.analyses.data_needs.mean_data_ratio import mean_data_ratio
from craftbench.analyses.limits import limits_of_interval, limits_of_size
from craftbench.analyses.once import once
from craftbench.analyses.simultaneous_differences import simultaneous_differences
from craftbench.analyses.study import Study
from craftbench.stats.curve_fit import crossing_size, size_needed
from craftbench.stats.intervals import LEVEL, bounded, with_bounds

CHALLENGERS = ("fixed-filter", "pretrained", "learned", "hybrid")
CROSSES, FALLS_BEHIND, AHEAD, BEHIND, NOT_DECIDED = (
    *("crosses", "falls behind", "ahead where decided", "behind where decided"),
    "not decided",
)
_STEPS = 100
COLUMNS = (
    *("dataset", "arm", "family", "rival_arm", "rival_family", "size_unit"),
    *("repeats", "n_test", "test_groups", "smallest_size", "largest_size"),
    *("status", "decided_ahead_at", "decided_behind_at", "p_ahead_at_largest"),
    *with_bounds("crossing", "crossing_extrapolated"),
    *("metric", "equal_score", *with_bounds("data_ratio", "mean_data_ratio"), "interval", "note"),
)
ANALYSIS = Analysis(
    name="crossing",
    needs="study",
    caption="Training size from which the selected fixed-filter, pretrained, learned or hybrid arm "
    "has a better score than the selected hand-crafted one, and the ratio of the data that they "
    "need for equal scores.",
    columns=COLUMNS,
)


@once
def crossing(study: Study) -> pd.DataFrame:
    """Training size from which the selected arm of each other family leads the hand-crafted one.

    Each family is represented by its selected arm at the largest size.

    Returns
    -------
    DataFrame
        One row a challenging family. ``decided_ahead_at`` and ``decided_behind_at`` list the sizes
        at which it is decided that the challenger leads, and that the hand-crafted arm does; all
        these decisions hold together at 95 %. ``status`` is what follows from them: ``crosses``,
        ``falls behind``, ``ahead where decided``, ``behind where decided`` or ``not decided``.
        ``crossing``, interpolated linearly in the logarithm of the size, is given only between a
        size at which the challenger is decided to be behind, and one at which it is ahead;
        ``p_ahead_at_largest`` is the share of draws in which the challenger leads there.
        ``crossing_extrapolated``, by several laws, is given where the challenger is decided to
        be behind at the largest size and nearly all draws cross before
        `DataNeedsSettings.farthest` times of it: nothing beyond has been measured.
        ``data_ratio``: how many times the data the challenger needs for ``equal_score``, the
        highest that both reach. Where one of them has it at the smallest size already, only one
        bound of the ratio is known. ``mean_data_ratio`` is the geometric mean of that ratio over
        all scores that both reach, see `mean_data_ratio`. With one training size there are neither
        ratios nor an equal score. What lies outside the measured
        sizes is empty, and ``note`` says so.
    """
    arms, rival = contestants(study)
    leads = leads_by_size(study, arms, rival)
    rows = [_row(study, arm, rival, leads[arm]) for arm in arms]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def contestants(study: Study) -> tuple[list[str], str]:
    """The challengers, and the hand-crafted arm; no challenger where that is missing."""
    selected = study.selection.arms(study.largest_size)
    rival = selected.get("hand-crafted", "")
    return [selected[family] for family in CHALLENGERS if rival and family in selected], rival


def leads_by_size(study: Study, arms: list[str], rival: str) -> dict[str, dict[int, int]]:
    """By arm and size: 1 where it is decided that it leads, −1 where its rival does, else 0."""
    pairs = [
        (arm, rival, size)
        for arm in arms
        for size in study.contest.training_sizes
        if (arm, size) in study.predictions and (rival, size) in study.predictions
    ]
    found: dict[str, dict[int, int]] = {arm: {} for arm in arms}
    for (arm, _, size), one in zip(pairs, simultaneous_differences(study, pairs), strict=True):
        found[arm][size] = one.leads
    return found


def _row(study: Study, arm: str, rival: str, leads: dict[int, int]) -> dict:
    curve, other = _on_shared_sizes(curve_of(study, arm), curve_of(study, rival))
    sizes = curve.sizes
    difference = curve.drawn - other.drawn
    known = not np.isnan(difference).any()
    status = status_of(leads)
    estimate = crossing_size(sizes, (curve.observed - other.observed)[None])[0]
    crosses = status == CROSSES and np.isfinite(estimate)
    draws = crossing_size(sizes, difference) if known else np.full(1, np.nan)
    notes = sorted(
        {
            f"{one}: {note}"
            for one in (arm, rival)
            for note in limits_of_interval(study, one, sizes[-1])
        }
    )
    notes += limits_of_size(study, int(sizes[-1]))
    if ((curve.observed > other.observed)[:-1] & (curve.observed <= other.observed)[1:]).any():
        notes.append("the curves cross more than once: the last crossing counts")
    found = bounded("crossing", np.nan, ())
    if crosses:
        found, words = within("crossing", estimate, draws, sizes[0], sizes[-1])
        notes += words
    given = study.predictions[arm, int(sizes[-1])]
    ratios, words = _data_ratios(curve, other, known)
    return {
        "dataset": study.dataset,
        "arm": arm,
        "family": study.contest.family(arm),
        "rival_arm": rival,
        "rival_family": study.contest.family(rival),
        "size_unit": study.size_unit,
        "repeats": len(given.repeats),
        "n_test": len(given.samples),
        "test_groups": study.test_groups,
        "smallest_size": sizes[0],
        "largest_size": sizes[-1],
        "status": status,
        "decided_ahead_at": _listed(leads, 1),
        "decided_behind_at": _listed(leads, -1),
        "p_ahead_at_largest": float((difference[:, -1] > 0).mean()) if known else np.nan,
        **found,
        **(_extrapolated(study, curve, other) if leads[int(sizes[-1])] < 0 and known else {}),
        "metric": study.metric.name,
        **ratios,
        "interval": study.bootstrap.covers(len(given.repeats)),
        "note": "; ".join([*notes, *words]),
    }


def status_of(leads: dict[int, int]) -> str:
    """What follows from the decisions at all sizes."""
    decided = [lead for _, lead in sorted(leads.items()) if lead]
    if not decided:
        return NOT_DECIDED
    if len(set(decided)) == 1:
        return AHEAD if decided[0] > 0 else BEHIND
    return CROSSES if decided[-1] > 0 else FALLS_BEHIND


def _listed(leads: dict[int, int], lead: int) -> str:
    return ", ".join(f"{size:g}" for size, found in sorted(leads.items()) if found == lead)


def _on_shared_sizes(first: Curve, second: Curve) -> tuple[Curve, Curve]:
    shared, a, b = np.intersect1d(first.sizes, second.sizes, return_indices=True)
    return first.at(a), second.at(b)


def _extrapolated(study: Study, curve: Curve, other: Curve) -> dict[str, float]:
    """By the laws of both; empty unless the interval ends within what is extrapolated."""
    name = "crossing_extrapolated"
    mine, its = curve.extrapolation(), other.extrapolation()
    if mine is None or its is None:
        return bounded(name, np.nan, ())
    largest = curve.sizes[-1]
    end = study.settings.data_needs.farthest * largest
    beyond = np.geomspace(largest, end, _STEPS)
    leads = its.error(beyond) > mine.error(beyond)
    sizes = np.where(leads.any(axis=1), beyond[leads.argmax(axis=1)], np.inf)
    found, _ = within(name, float(np.median(sizes)), sizes, largest, end)
    return found if np.isfinite(list(found.values())).all() else bounded(name, np.nan, ())


def _data_ratios(curve: Curve, other: Curve, known: bool) -> tuple[dict, list[str]]:
    """The equal score, both ratios with their bounds, and notes on what is not known."""
    if len(curve.sizes) < 2:
        empty = bounded("data_ratio", np.nan, ()) | bounded("mean_data_ratio", np.nan, ())
        return {"equal_score": np.nan, **empty}, [ONE_SIZE]
    row, words = _data_ratio(curve, other, known)
    return row | _mean_data_ratio(curve, other, known), words


def _data_ratio(curve: Curve, other: Curve, known: bool) -> tuple[dict, list[str]]:
    sizes = curve.sizes
    equal, mine, its = _needed(sizes, curve.observed[None], other.observed[None])
    low, high = _ratio_range(sizes, mine, its)
    ratio = low[0] if low[0] == high[0] else np.nan
    bounds = (np.nan, np.nan)
    if known:
        _, *drawn = _needed(sizes, curve.drawn, other.drawn)
        bounds = ratio_bounds(*_ratio_range(sizes, *drawn))
    row = {"equal_score": float(equal[0]), "data_ratio": ratio}
    row |= {"data_ratio_low": bounds[0], "data_ratio_high": bounds[1]}
    words = []
    if mine[0] == 0 == its[0]:
        words = ["data_ratio: both have the equal score at the smallest size"]
    elif its[0] == 0:
        words = [f"data_ratio: above {low[0]:.3g}, the rival starts above the challenger"]
    elif mine[0] == 0:
        words = [f"data_ratio: below {high[0]:.3g}, the challenger starts above the rival"]
    if known:
        words += [
            f"data_ratio: no {end} bound within the measured sizes"
            for end, bound in zip(("lower", "upper"), bounds, strict=True)
            if np.isnan(bound)
        ]
    return row, words


def _mean_data_ratio(curve: Curve, other: Curve, known: bool) -> dict[str, float]:
    sizes = curve.sizes
    estimate = mean_data_ratio(sizes, curve.observed[None], other.observed[None])[0]
    draws = mean_data_ratio(sizes, curve.drawn, other.drawn) if known else np.full(1, np.nan)
    return bounded("mean_data_ratio", float(estimate), containing(float(estimate), draws))


def _needed(
    sizes: np.ndarray, mine: np.ndarray, its: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The highest score that both curves reach, and where each does."""
    equal = np.minimum(mine.max(axis=1), its.max(axis=1))
    return equal, size_needed(sizes, mine, equal), size_needed(sizes, its, equal)


def _ratio_range(
    sizes: np.ndarray, mine: np.ndarray, its: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Smallest and largest ratio that the needed sizes allow.

    A size of 0 means that the smallest one suffices: the needed size is anything up to it.
    """
    smallest = sizes[0]
    low = mine / np.where(its == 0, smallest, its)
    with np.errstate(divide="ignore"):
        high = np.where(mine == 0, smallest, mine) / its
    return low, high


def ratio_bounds(low: np.ndarray, high: np.ndarray) -> tuple[float, float]:
    """95 % interval of a ratio of which each draw gives a range; NaN for a side without a limit."""
    tail = 50 * (1 - LEVEL)
    lower = float(np.percentile(low, tail, method="inverted_cdf"))
    upper = float(np.percentile(high, 100 - tail, method="inverted_cdf"))
    return lower if lower > 0 else np.nan, upper if np.isfinite(upper) else np.nan
