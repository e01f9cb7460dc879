"""Windows around all beats at once, as rows of one array."""

import numpy as np
from numpy.lib.stride_tricks import as_strided


def windows(signal: np.ndarray, centres: np.ndarray, before: int, after: int) -> np.ndarray:
    """Rows ``signal[c - before : c + after + 1]``; the signal is constant beyond its ends."""
    begin, width = centres - before, before + after + 1
    if width > len(signal):
        return _clipped(signal, begin, width)
    inside = np.minimum(np.maximum(begin, 0), len(signal) - width)
    rows = _stretches(signal, width)[inside]
    beyond = np.flatnonzero(begin != inside)
    if len(beyond):
        rows[beyond] = _clipped(signal, begin[beyond], width)
    return rows


def _clipped(signal: np.ndarray, begin: np.ndarray, width: int) -> np.ndarray:
    index = begin[:, None] + np.arange(width)
    return signal[np.minimum(np.maximum(index, 0), len(signal) - 1)]


def _stretches(values: np.ndarray, width: int) -> np.ndarray:
    """Every stretch of `width` values, as rows that share their memory."""
    return as_strided(values, (len(values) - width + 1, width), 2 * values.strides)


def first_true(condition: np.ndarray, otherwise: int) -> np.ndarray:
    """Column of the first True of every row; `otherwise` in a row without one."""
    return np.where(condition.any(axis=1), condition.argmax(axis=1), otherwise)


def local_peaks(magnitude: np.ndarray) -> np.ndarray:
    """Mask of the columns that are not lower than the previous and higher than the next one."""
    peak = np.zeros(magnitude.shape, dtype=bool)
    inner = magnitude[:, 1:-1]
    peak[:, 1:-1] = (inner >= magnitude[:, :-2]) & (inner > magnitude[:, 2:])
    return peak


def local_minima(magnitude: np.ndarray) -> np.ndarray:
    """Mask of the columns that are not higher than the previous and lower than the next one."""
    minimum = np.zeros(magnitude.shape, dtype=bool)
    inner = magnitude[:, 1:-1]
    minimum[:, 1:-1] = (inner <= magnitude[:, :-2]) & (inner < magnitude[:, 2:])
    return minimum


def end_of_slope(magnitude: np.ndarray, top: np.ndarray, fraction: float) -> np.ndarray:
    """Position where a slope of the wavelet transform ends, outward along every row.

    Parameters
    ----------
    magnitude : numpy.ndarray, shape (beats, columns)
        Modulus of the transform; column 0 is innermost.
    top : numpy.ndarray of int, shape (beats,)
        Column of the slope's modulus maximum.
    fraction : float
        The slope ends where the modulus falls below this share of its maximum, or at an earlier
        local minimum.

    Returns
    -------
    numpy.ndarray of float, shape (beats,)
        Column of the interpolated crossing of the threshold; the last column if there is none.
    """
    rows, width = np.arange(len(magnitude)), magnitude.shape[1]
    threshold = fraction * magnitude[rows, top]
    bound = magnitude < threshold[:, None]
    bound |= local_minima(magnitude)
    bound &= np.arange(width) > top[:, None]
    column = first_true(bound, width - 1)
    here, inside = magnitude[rows, column], magnitude[rows, column - 1]
    crossed = (here < threshold) & (inside > here) & (column > top)
    drop = np.where(crossed, inside - here, 1.0)
    return column - np.where(crossed, (threshold - here) / drop, 0.0)


def neighbour_median(values: np.ndarray, beats: int) -> np.ndarray:
    """Median over the nearest ``2 * beats + 1`` beats; NaN where all are NaN.

    These are `beats` on either side, or more on one side at the ends.
    """
    size = 2 * beats + 1
    if len(values) <= size:  # one neighbourhood
        return np.full(len(values), _median_of_known(values))
    ordered = np.sort(_stretches(values, size), axis=1)  # NaN last
    so_far = np.concatenate([[0], np.cumsum(np.isfinite(values))])
    known = so_far[size:] - so_far[:-size]
    rows = np.arange(len(ordered))
    lower, upper = np.maximum(known - 1, 0) // 2, np.minimum(known // 2, size - 1)
    middle = (ordered[rows, lower] + ordered[rows, upper]) / 2
    return np.where(known > 0, middle, np.nan)[neighbourhood(len(values), beats)]


def _median_of_known(values: np.ndarray) -> float:
    known = int(np.isfinite(values).sum())
    if known == 0:
        return np.nan
    ordered = np.sort(values)  # NaN last
    return (ordered[(known - 1) // 2] + ordered[min(known // 2, len(values) - 1)]) / 2


def neighbour_sum(values: np.ndarray, beats: int) -> np.ndarray:
    """Sum over the beats of `neighbour_median`, along the first axis."""
    count, size = len(values), 2 * beats + 1
    if count <= size:  # one neighbourhood, summed up in the same order as below
        return np.repeat(np.cumsum(values, axis=0)[-1:], count, axis=0)
    total = np.zeros((count - size + 1, *values.shape[1:]))
    for shift in range(size):
        total += values[shift : shift + len(total)]
    return total[neighbourhood(count, beats)]


def neighbourhood(count: int, beats: int) -> np.ndarray:
    """Number of the first beat of each beat's neighbourhood."""
    return np.maximum(np.minimum(np.arange(count) - beats, count - 2 * beats - 1), 0)
