"""How much training data every arm needs."""

import numpy as np
import pandas as pd

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.data_needs.arm_curve import (
    ONE_SIZE,
    Curve,
    about_arm,
    curve_of,
    limits_at_any_size,
    within,
)
from craftbench.analyses.study import Study
from craftbench.config.analyses import DataNeedsSettings
from craftbench.stats.curve_fit import size_needed
from craftbench.stats.extrapolation import Extrapolation
from craftbench.stats.intervals import bounded, bounded_by_draws, interval, with_bounds

COLUMNS = (
    *("dataset", "arm", "family", "size_unit", "repeats", "n_test", "test_groups"),
    *("metric", "target_arm", "target_score", *with_bounds("size_to_target"), "basis"),
    *with_bounds("plateau", "size_to_plateau", "area"),
    *("interval", "note"),
)
ANALYSIS = Analysis(
    name="data_needs",
    needs="study",
    caption="Training size at which each arm reaches the score of the selected hand-crafted "
    "arm, and the plateau of its learning curve.",
    columns=COLUMNS,
)
REFERENCE, INTERPOLATED, EXTRAPOLATED = "reference", "interpolated", "extrapolated"


def data_needs(study: Study) -> pd.DataFrame:
    """How much data every arm needs.

    Returns
    -------
    DataFrame
        One row an arm. ``size_to_target``: training size at which it reaches ``target_score``,
        that of the selected hand-crafted arm at the largest size, which is itself the
        ``reference``; interpolated between measured sizes, or extrapolated by several laws up to
        `farthest` times the largest (``basis``). ``plateau``: the score that the laws approach,
        empty unless its interval is narrower than the distance of the last score from 1;
        ``size_to_plateau``: where `plateau_share` of it is reached; both are keys of
        `DataNeedsSettings`.
        ``area``: mean score over the logarithm of the size, from the smallest to the largest.
        A size that is not reached is empty, and ``note`` says so.
    """
    target_arm = study.selection.arm("hand-crafted", study.largest_size)
    rows = [_row(study, arm, target_arm) for arm in study.arms]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(study: Study, arm: str, target_arm: str | None) -> dict:
    curve, notes = curve_of(study, arm), limits_at_any_size(study, arm)
    settings = study.settings.data_needs
    row = {
        **about_arm(study, arm),
        "metric": study.metric.name,
        "target_arm": target_arm,
        "basis": "",
    }
    beyond = curve.extrapolation()
    if target_arm is None:
        notes.append("no hand-crafted arm to set the target")
    else:
        target = curve_of(study, target_arm)
        row["target_score"] = target.observed[-1]
        if arm == target_arm:
            row["basis"] = REFERENCE
            notes.append(f"the target is its own score at the size {target.sizes[-1]:g}")
        elif len(curve.sizes):
            size, row["basis"], note = _size_to_target(curve, target, beyond, settings.farthest)
            row, notes = row | size, notes + note
    if beyond is None:
        notes.append("fewer than three sizes: no plateau")
    else:
        plateau, note = _plateau(curve, beyond, settings)
        row, notes = row | plateau, notes + note
    if len(curve.sizes) > 1:
        draws = _area(curve.sizes, curve.drawn)
        row |= bounded_by_draws("area", float(_area(curve.sizes, curve.observed)), draws)
    return {**row, "note": "; ".join(notes)}


def _size_to_target(
    curve: Curve, target: Curve, beyond: Extrapolation | None, farthest: float
) -> tuple[dict, str, list[str]]:
    """With its basis and notes."""
    if len(curve.sizes) < 2:
        return {}, "", [ONE_SIZE]
    name, nothing = "size_to_target", np.full(1, np.nan)
    aim, aims = target.observed[-1:], target.drawn[:, -1]
    known = curve.known and target.known
    smallest, largest = curve.sizes[0], curve.sizes[-1]
    measured = size_needed(curve.sizes, curve.observed[None], aim)[0]
    if np.isfinite(measured) or beyond is None:
        drawn = size_needed(curve.sizes, curve.drawn, aims) if known else nothing
        size, notes = within(name, measured, drawn, smallest, largest)
        return size, INTERPOLATED if np.isfinite(measured) else "", notes
    estimate = max(float(np.median(beyond.size_at(1 - aim))), largest)
    drawn = np.maximum(beyond.size_at(1 - aims), largest) if known else nothing
    size, notes = within(name, estimate, drawn, smallest, farthest * largest)
    return size, EXTRAPOLATED if np.isfinite(size[name]) else "", notes


def _plateau(
    curve: Curve, beyond: Extrapolation, settings: DataNeedsSettings
) -> tuple[dict, list[str]]:
    """``plateau`` and ``size_to_plateau`` with notes."""
    draws, nothing = 1 - beyond.c, np.full(1, np.nan)
    low, high = interval(draws)
    if high - low >= 1 - curve.observed[-1]:
        empty = bounded("plateau", np.nan, ()) | bounded("size_to_plateau", np.nan, ())
        return empty, [f"plateau: not identified, anywhere from {low:.2f} to {high:.2f}"]
    row = bounded("plateau", np.median(draws), (low, high) if curve.known else (np.nan, np.nan))
    sizes = beyond.size_at(1 - settings.plateau_share * draws)
    farthest = settings.farthest * curve.sizes[-1]
    drawn = sizes if curve.known else nothing
    estimate = float(np.median(sizes))
    reached, notes = within("size_to_plateau", estimate, drawn, curve.sizes[0], farthest)
    return row | reached, notes


def _area(sizes: np.ndarray, score: np.ndarray) -> np.ndarray:
    log = np.log(sizes)
    return np.trapezoid(score, log, axis=-1) / (log[-1] - log[0])
