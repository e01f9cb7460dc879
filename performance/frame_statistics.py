"""Noise statistics of depth frames, computed alike on real and on simulated ones."""

from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

COUNT_MM = 0.1
_MEASURED_SHARE = 0.9
_FEWEST_WINDOWS = 10


class FrameStatistics(NamedTuple):
    """Statistics of one raw depth frame.

    Attributes
    ----------
    residual_mm : float
        Standard deviation of the depth about local planes; NaN with fewer than 10 windows.
    row_correlation, column_correlation : float
        Of the residuals of neighbours within a row and within a column; NaN likewise.
    correlation : float
        Mean of the two.
    missing : float
        Share of all pixels of the frame without a measurement.
    windows : int
        Number of windows used.
    """

    residual_mm: float
    row_correlation: float
    column_correlation: float
    correlation: float
    missing: float
    windows: int


def frame_statistics(counts: np.ndarray, side: int = 11, stride: int = 3) -> FrameStatistics:
    """Measure noise, its correlation and the missing share of a raw depth frame.

    Parameters
    ----------
    counts : (H, W) array of uint16
        Distance as the camera gives it, before the belt is subtracted, in units of 0.1 mm;
        0 = no measurement.
    side : int
        Side of the windows in pixels.
    stride : int
        Step from window to window.

    Returns
    -------
    FrameStatistics

    Raises
    ------
    ValueError
        For anything but one frame at least as large as a window.

    Notes
    -----
    A plane is fitted by least squares to every window with at least 90 % measurements. Of these,
    the half with the smaller residuals is kept, so that windows across edges do not count as
    noise; the medians over the kept windows are returned. The residual's standard deviation has
    n - 3 degrees of freedom. Correlations are those of residuals about the fitted plane.
    """
    counts = np.asarray(counts)
    if counts.ndim != 2 or min(counts.shape) < side:
        raise ValueError(
            f"expected one (H, W) frame of at least {side} × {side} pixels, found {counts.shape}"
        )
    depth, measured = _windows(counts, side, stride)
    missing = float((counts == 0).mean())
    if len(depth) < _FEWEST_WINDOWS:
        return FrameStatistics(np.nan, np.nan, np.nan, np.nan, missing, len(depth))
    residuals = _plane_residuals(depth, measured)
    spread = np.sqrt((residuals**2).sum((1, 2)) / (measured.sum((1, 2)) - 3))
    quiet = spread <= np.median(spread)
    residuals, measured = residuals[quiet], measured[quiet]
    rows = _correlation(residuals, measured, axis=2)
    columns = _correlation(residuals, measured, axis=1)
    return FrameStatistics(
        float(np.median(spread[quiet])),
        rows,
        columns,
        (rows + columns) / 2,
        missing,
        int(quiet.sum()),
    )


def _windows(counts: np.ndarray, side: int, stride: int) -> tuple[np.ndarray, np.ndarray]:
    depth = sliding_window_view(counts * COUNT_MM, (side, side))[::stride, ::stride]
    depth = depth.reshape(-1, side, side)
    measured = depth > 0
    full = measured.mean((1, 2)) >= _MEASURED_SHARE
    return depth[full], measured[full]


def _plane_residuals(depth: np.ndarray, measured: np.ndarray) -> np.ndarray:
    side = depth.shape[1]
    steps = np.arange(side) - (side - 1) / 2
    plane = np.stack(
        [np.ones((side, side)), *np.meshgrid(steps, steps, indexing="ij")], -1
    ).reshape(-1, 3)
    weight = measured.reshape(len(measured), -1).astype(float)
    flat = depth.reshape(len(depth), -1)
    normal = np.einsum("np,pi,pj->nij", weight, plane, plane, optimize=True)
    moment = np.einsum("np,pi->ni", weight * flat, plane)
    fitted = np.linalg.solve(normal, moment[..., None])[..., 0] @ plane.T
    return ((flat - fitted) * weight).reshape(depth.shape)


def _correlation(residuals: np.ndarray, measured: np.ndarray, axis: int) -> float:
    size = residuals.shape[axis] - 1
    first, second = np.arange(size), np.arange(1, size + 1)
    both = measured.take(first, axis) & measured.take(second, axis)
    one, other = residuals.take(first, axis) * both, residuals.take(second, axis) * both
    norm = np.sqrt((one**2).sum((1, 2)) * (other**2).sum((1, 2)))
    return float(np.median((one * other).sum((1, 2))[norm > 0] / norm[norm > 0]))
