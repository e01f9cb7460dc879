"""How much data every arm needs."""

import numpy as np
import pandas as pd

from craftbench.analyses.data_needs.arm_curve import (
    FARTHEST,
    Curve,
    about_arm,
    containing,
    lacking,
    within,
)
from craftbench.analyses.study import Study
from craftbench.stats.curve_fit import size_needed
from craftbench.stats.intervals import bounded, bounded_by_draws

PLATEAU_SHARE = 0.95


def needs(study: Study) -> pd.DataFrame:
    """How much data every arm needs.

    Returns
    -------
    DataFrame
        One row an arm. ``size_to_target``: training size at which it reaches ``target_accuracy``,
        that of the best hand-crafted arm (by validation) at the largest size; interpolated between
        measured sizes, or extrapolated by the power law up to four times the largest (``basis``).
        ``plateau``: 1 − c of the power law; ``size_to_plateau``: where 95 % of it is reached.
        ``area``: mean accuracy over the logarithm of the size, from the smallest to the largest.
        What is not reached is empty, with the reason in ``note``.
    """
    target_arm = study.best_arm("hand-crafted", study.largest_size)
    target = None if target_arm is None else Curve.of(study, target_arm)
    return pd.DataFrame([_needs(study, arm, target_arm, target) for arm in study.arms])


def _needs(study: Study, arm: str, target_arm: str | None, target: Curve | None) -> dict:
    curve, notes = Curve.of(study, arm), lacking(study, arm)
    row = {
        **about_arm(study, arm),
        "target_arm": target_arm,
        "target_accuracy": np.nan if target is None else target.observed[-1],
    }
    fits = curve.fit("power law") if len(curve.sizes) >= 3 else None
    size, basis = bounded("size_to_target", np.nan, ()), ""
    if target is None:
        notes.append("no hand-crafted arm to set the target")
    elif len(curve.sizes):
        size, basis, note = _size_to_target(curve, target, fits)
        notes += note
    row |= {**size, "basis": basis}
    plateau, to_plateau = bounded("plateau", np.nan, ()), bounded("size_to_plateau", np.nan, ())
    if fits is None:
        notes.append("fewer than three sizes: no plateau")
    else:
        found, drawn = fits
        c = np.full(1, np.nan) if drawn is None else drawn.c
        plateau = bounded("plateau", 1 - found.c[0], containing(1 - found.c[0], 1 - c))
        given, drawn_sizes = (
            np.full(1, np.nan) if fit is None else fit.size_at(1 - PLATEAU_SHARE * (1 - fit.c))
            for fit in fits
        )
        to_plateau, note = within(
            "size_to_plateau", given[0], drawn_sizes, curve.sizes[0], FARTHEST * curve.sizes[-1]
        )
        notes += note
    area = bounded("area", np.nan, ())
    if len(curve.sizes) > 1:
        draws = _area(curve.sizes, curve.drawn)
        area = bounded_by_draws("area", float(_area(curve.sizes, curve.observed)), draws)
    return {**row, **plateau, **to_plateau, **area, "note": "; ".join(notes)}


def _size_to_target(curve: Curve, target: Curve, fits) -> tuple[dict, str, list[str]]:
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
    farthest = FARTHEST * curve.sizes[-1]
    if drawn_fit is not None:
        beyond = np.maximum(drawn_fit.size_at(1 - aims), curve.sizes[-1])
        drawn = np.where(np.isfinite(drawn), drawn, beyond)
    estimate = max(float(found.size_at(1 - aim)[0]), curve.sizes[-1])
    size, notes = within(name, estimate, drawn, curve.sizes[0], farthest)
    return size, "extrapolated" if np.isfinite(size[name]) else "", notes


def _area(sizes: np.ndarray, accuracy: np.ndarray) -> np.ndarray:
    log = np.log(sizes)
    return np.trapezoid(accuracy, log, axis=-1) / (log[-1] - log[0])
