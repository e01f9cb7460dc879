"""How much training data every arm needs."""

import numpy as np
import pandas as pd

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.data_needs.arm_curve import (
    FEWEST_SIZES,
    Curve,
    about_arm,
    containing,
    curve_of,
    limits_at_any_size,
    within,
)
from craftbench.analyses.study import Study
from craftbench.config.analyses import DataNeedsSettings
from craftbench.stats.curve_fit import CurveFit, size_needed
from craftbench.stats.intervals import bounded, bounded_by_draws, with_bounds

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
Fits = tuple[CurveFit, CurveFit | None]


def data_needs(study: Study) -> pd.DataFrame:
    """How much data every arm needs.

    Returns
    -------
    DataFrame
        One row an arm. ``size_to_target``: training size at which it reaches ``target_score``,
        that of the selected hand-crafted arm at the largest size; interpolated between measured
        sizes, or extrapolated by the power law up to `farthest` times the largest (``basis``).
        ``plateau``: 1 − c of the power law; ``size_to_plateau``: where `plateau_share` of it is
        reached; both are keys of `DataNeedsSettings`.
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
    fits = curve.fit("power law") if len(curve.sizes) >= FEWEST_SIZES else None
    if target_arm is None:
        notes.append("no hand-crafted arm to set the target")
    else:
        target = curve_of(study, target_arm)
        row["target_score"] = target.observed[-1]
        if len(curve.sizes):
            size, row["basis"], note = _size_to_target(curve, target, fits, settings.farthest)
            row, notes = row | size, notes + note
    if fits is None:
        notes.append("fewer than three sizes: no plateau")
    else:
        plateau, note = _plateau(curve, fits, settings)
        row, notes = row | plateau, notes + note
    if len(curve.sizes) > 1:
        draws = _area(curve.sizes, curve.drawn)
        row |= bounded_by_draws("area", float(_area(curve.sizes, curve.observed)), draws)
    return {**row, "note": "; ".join(notes)}


def _size_to_target(
    curve: Curve, target: Curve, fits: Fits | None, farthest: float
) -> tuple[dict, str, list[str]]:
    """With its basis and notes."""
    name = "size_to_target"
    aim, aims = target.observed[-1:], target.drawn[:, -1]
    measured = size_needed(curve.sizes, curve.observed[None], aim)[0]
    drawn = (
        np.full(1, np.nan) if np.isnan(aims).any() else size_needed(curve.sizes, curve.drawn, aims)
    )
    if np.isfinite(measured) or fits is None:
        size, notes = within(name, measured, drawn, curve.sizes[0], curve.sizes[-1])
        return size, "interpolated" if np.isfinite(measured) else "", notes
    found, drawn_fit = fits
    if drawn_fit is not None:
        beyond = np.maximum(drawn_fit.size_at(1 - aims), curve.sizes[-1])
        drawn = np.where(np.isfinite(drawn), drawn, beyond)
    estimate = max(float(found.size_at(1 - aim)[0]), curve.sizes[-1])
    size, notes = within(name, estimate, drawn, curve.sizes[0], farthest * curve.sizes[-1])
    return size, "extrapolated" if np.isfinite(size[name]) else "", notes


def _plateau(curve: Curve, fits: Fits, settings: DataNeedsSettings) -> tuple[dict, list[str]]:
    """``plateau`` and ``size_to_plateau`` with notes."""
    found, drawn = fits
    nothing = np.full(1, np.nan)
    estimate = 1 - found.c[0]
    draws = nothing if drawn is None else 1 - drawn.c
    row = bounded("plateau", estimate, containing(estimate, draws))
    size, sizes = (
        nothing if fit is None else fit.size_at(1 - settings.plateau_share * (1 - fit.c))
        for fit in fits
    )
    farthest = settings.farthest * curve.sizes[-1]
    reached, notes = within("size_to_plateau", size[0], sizes, curve.sizes[0], farthest)
    return row | reached, notes


def _area(sizes: np.ndarray, score: np.ndarray) -> np.ndarray:
    log = np.log(sizes)
    return np.trapezoid(score, log, axis=-1) / (log[-1] - log[0])
