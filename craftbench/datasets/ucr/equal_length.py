"""Gaps filled, and one length for all series."""

import numpy as np


def without_gaps(series: np.ndarray) -> np.ndarray:
    """A series (T, dimensions) whose missing values are interpolated linearly along time.

    Values missing at an end are the nearest measured one. A dimension without any value stays NaN.
    """
    missing = np.isnan(series)
    if not missing.any():
        return series
    filled, time = series.copy(), np.arange(len(series))
    for dimension in np.flatnonzero(missing.any(axis=0) & ~missing.all(axis=0)):
        gap = missing[:, dimension]
        filled[gap, dimension] = np.interp(time[gap], time[~gap], series[~gap, dimension])
    return filled


def of_length(series: np.ndarray, length: int) -> np.ndarray:
    """A series (T, dimensions) cut at its end, or continued with its last values, to `length`."""
    return series[np.minimum(np.arange(length), len(series) - 1)]
