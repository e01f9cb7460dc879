"""Corruptions of height images: counts of ``height_unit_mm``, 0 where nothing was measured."""

import numpy as np
import pandas as pd

from craftbench.datasets.corruptions.corruption import Corruption
from craftbench.datasets.corruptions.number_type import in_type_of
from craftbench.datasets.corruptions.warp import rotations, signs, warped, zooms
from craftbench.datasets.height_unit import height_unit_mm


def noise(
    values: np.ndarray, table: pd.DataFrame, sd_mm: float, rng: np.random.Generator
) -> np.ndarray:
    """Gaussian noise of each measured height; a measured pixel stays measured."""
    errors = rng.standard_normal(values.shape, np.float32) * sd_mm / height_unit_mm(table)
    return in_type_of(values, np.where(values != 0, np.maximum(values + errors, _least(values)), 0))


def dropouts(
    values: np.ndarray, table: pd.DataFrame, share: float, rng: np.random.Generator
) -> np.ndarray:
    """Pixels that are not measured."""
    return np.where(rng.random(values.shape, np.float32) < share, 0, values).astype(values.dtype)


def belt_offset(
    values: np.ndarray, table: pd.DataFrame, offset_mm: float, rng: np.random.Generator
) -> np.ndarray:
    """A belt calibrated too high: all heights are too small, and those below 0 vanish."""
    lowered = values - offset_mm / height_unit_mm(table)
    return in_type_of(values, np.where(lowered >= _least(values), lowered, 0))


def scale(
    values: np.ndarray, table: pd.DataFrame, factor: float, rng: np.random.Generator
) -> np.ndarray:
    """Items look larger than they are: the camera was moved nearer after calibration."""
    n = len(values)
    matrices = zooms(np.full(n, factor))
    return in_type_of(values, warped(values, matrices, np.zeros((n, 2)), smooth=False))


def rotation(
    values: np.ndarray, table: pd.DataFrame, degrees: float, rng: np.random.Generator
) -> np.ndarray:
    """The camera is turned about its axis, to either side."""
    n = len(values)
    matrices = rotations(degrees * signs(n, rng))
    return in_type_of(values, warped(values, matrices, np.zeros((n, 2)), smooth=False))


def occlusion(
    values: np.ndarray, table: pd.DataFrame, share: float, rng: np.random.Generator
) -> np.ndarray:
    """A share of the measured pixels hidden behind a straight edge that comes from any side."""
    n, height, width = values.shape
    angle = rng.uniform(0, 2 * np.pi, n)
    rows, columns = np.indices((height, width))
    along = (np.sin(angle)[:, None, None] * rows + np.cos(angle)[:, None, None] * columns).reshape(
        n, -1
    )
    measured = values.reshape(n, -1) != 0
    ordered = np.sort(np.where(measured, along, np.inf), axis=1)
    hidden = np.round(share * measured.sum(axis=1)).astype(int)
    edge = ordered[np.arange(n), np.minimum(hidden, ordered.shape[1] - 1)]
    return np.where((along < edge[:, None]).reshape(values.shape), 0, values).astype(values.dtype)


def _least(values: np.ndarray) -> float:
    """The lowest value that still counts as measured."""
    return 1.0 if values.dtype.kind in "iu" else float(np.finfo(values.dtype).tiny)


HEIGHT_LADDER = (
    Corruption("noise", "mm", "noise of each height", (1, 2, 4, 8, 16), noise),
    Corruption("dropouts", "share", "unmeasured pixels", (0.05, 0.1, 0.2, 0.4, 0.6), dropouts),
    Corruption("belt_offset", "mm", "belt calibrated too high", (1, 2, 4, 8, 16), belt_offset),
    Corruption("scale", "factor", "items look larger", (1.05, 1.1, 1.2, 1.35, 1.5), scale),
    Corruption("rotation", "degrees", "turned camera", (5, 10, 20, 30, 45), rotation),
    Corruption("occlusion", "share", "hidden from a side", (0.05, 0.1, 0.2, 0.35, 0.5), occlusion),
)
