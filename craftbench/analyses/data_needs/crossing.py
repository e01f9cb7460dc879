"""From which training size other families overtake hand-crafting, and how much data they need."""

import numpy as np
import pandas as pd

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.data_needs.arm_curve import (
    FEWEST_SIZES,
    Curve,
    curve_of,
    within,
)
from craftbench.analyses.once import once
from craftbench.analyses.study import Study
from craftbench.stats.curve_fit import crossing_size, size_needed
from craftbench.stats.intervals import bounded, with_bounds

CHALLENGERS = ("fixed-filter", "pretrained", "learned", "hybrid")
_STEPS = 100
COLUMNS = (
    *("dataset", "arm", "family", "rival_arm", "rival_family", "size_unit"),
    *("repeats", "n_test", "test_groups", "smallest_size", "largest_size"),
    *("status", "p_ahead_at_largest", *with_bounds("crossing", "crossing_extrapolated")),
    *("equal_accuracy", *with_bounds("data_ratio"), "interval", "note"),
)
ANALYSIS = Analysis(
    name="crossing",
    needs="study",
    caption="Training size from which the selected fixed-filter, pretrained, learned or hybrid arm "
    "is more accurate than the selected hand-crafted one, and the ratio of the data that they need "
    "for equal accuracy.",
    columns=COLUMNS,
)


@once
def crossing(study: Study) -> pd.DataFrame:
    """Training size from which the selected arm of each other family leads the hand-crafted one.

    Each family is represented by its selected arm at the largest size.

    Returns
    -------
    DataFrame
        One row a challenging family. ``status`` is ``ahead at all sizes``, ``crosses`` or
        ``none up to {largest}``; ``crossing`` is interpolated linearly in the logarithm of the
        size; ``p_ahead_at_largest`` is the share of draws in which the challenger leads there.
        ``crossing_extrapolated``: by the power laws, from the largest size to
        `DataNeedsSettings.farthest` times of it.
        ``data_ratio``: how many times the data the challenger needs for ``equal_accuracy``, the
        highest that both reach. Bounds that lie outside the measured sizes are empty, and ``note``
        says so.
    """
    selected = study.selection.arms(study.largest_size)
    rival = selected.get("hand-crafted")
    rows = [
        _row(study, selected[family], rival)
        for family in CHALLENGERS
        if rival is not None and family in selected
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(study: Study, arm: str, rival: str) -> dict:
    curve, other = _on_shared_sizes(curve_of(study, arm), curve_of(study, rival))
    sizes = curve.sizes
    difference = curve.drawn - other.drawn
    known = not np.isnan(difference).any()
    estimate = crossing_size(sizes, (curve.observed - other.observed)[None])[0]
    draws = crossing_size(sizes, difference) if known else np.full(1, np.nan)
    notes = sorted(
        {
            f"{one}: {note}"
            for one in (arm, rival)
            for note in study.limits_of_interval(one, sizes[-1])
        }
    )
    if ((curve.observed > other.observed)[:-1] & (curve.observed <= other.observed)[1:]).any():
        notes.append("the curves cross more than once: the last crossing counts")
    found, words = within("crossing", estimate, draws, sizes[0], sizes[-1])
    notes += words
    status = "crosses" if np.isfinite(estimate) else f"none up to {sizes[-1]:g}"
    farthest = study.settings.data_needs.farthest
    beyond = {} if np.isfinite(estimate) else _extrapolated(curve, other, known, farthest)
    given = study.predictions[arm, int(sizes[-1])]
    equal, ratio, words = _data_ratio(curve, other, known)
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
        "status": "ahead at all sizes" if estimate == 0 else status,
        "p_ahead_at_largest": float((difference[:, -1] > 0).mean()) if known else np.nan,
        **found,
        **beyond,
        "equal_accuracy": equal,
        **ratio,
        "interval": study.bootstrap.covers(len(given.repeats)),
        "note": "; ".join([*notes, *words]),
    }


def _on_shared_sizes(first: Curve, second: Curve) -> tuple[Curve, Curve]:
    shared, a, b = np.intersect1d(first.sizes, second.sizes, return_indices=True)
    return (
        Curve(shared, first.observed[a], first.drawn[:, a]),
        Curve(shared, second.observed[b], second.drawn[:, b]),
    )


def _extrapolated(curve: Curve, other: Curve, known: bool, farthest: float) -> dict[str, float]:
    """From the power laws of both; empty where the challenger never leads."""
    name = "crossing_extrapolated"
    if len(curve.sizes) < FEWEST_SIZES:
        return bounded(name, np.nan, ())
    largest = curve.sizes[-1]
    beyond = np.geomspace(largest, farthest * largest, _STEPS)
    sizes = []
    for mine, its in zip(curve.fit("power law"), other.fit("power law"), strict=True):
        if mine is None or its is None:
            sizes.append(np.full(1, np.nan))
            continue
        leads = its.error(beyond) > mine.error(beyond)
        sizes.append(np.where(leads.any(axis=1), beyond[leads.argmax(axis=1)], np.inf))
    draws = sizes[1] if known else np.full(1, np.nan)
    return within(name, sizes[0][0], draws, largest, farthest * largest)[0]


def _data_ratio(curve: Curve, other: Curve, known: bool) -> tuple[float, dict, list[str]]:
    sizes = curve.sizes
    equal, mine, its = _needed(sizes, curve.observed[None], other.observed[None])
    drawn_ratio = np.full(1, np.nan)
    if known:
        _, *drawn = _needed(sizes, curve.drawn, other.drawn)
        drawn_ratio = _ratio(*drawn)
    span = float(sizes[-1] / sizes[0])
    found, words = within("data_ratio", _ratio(mine, its)[0], drawn_ratio, 1 / span, span)
    if mine[0] == 0 == its[0]:
        words = ["data_ratio: both have the equal accuracy at the smallest size"]
    elif its[0] == 0:
        words = [
            f"data_ratio: above {mine[0] / sizes[0]:.3g}, the rival starts above the challenger"
        ]
    elif mine[0] == 0:
        words = [
            f"data_ratio: below {sizes[0] / its[0]:.3g}, the challenger starts above the rival"
        ]
    return float(equal[0]), found, words


def _needed(
    sizes: np.ndarray, mine: np.ndarray, its: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The highest accuracy that both curves reach, and where each does."""
    equal = np.minimum(mine.max(axis=1), its.max(axis=1))
    return equal, size_needed(sizes, mine, equal), size_needed(sizes, its, equal)


def _ratio(mine: np.ndarray, its: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return mine / its
