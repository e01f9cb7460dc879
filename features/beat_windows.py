"""Windows around all beats at once, as rows of one array."""

import numpy as np


def windows(signal: np.ndarray, centres: np.ndarray, before: int, after: int) -> np.ndarray:
    """Rows ``signal[c - before : c + after + 1]``; the signal is constant beyond its ends."""
    index = centres[:, None] + np.arange(-before, after + 1)
    if len(centres) and (centres.min() < before or centres.max() + after >= len(signal)):
        index = np.minimum(np.maximum(index, 0), len(signal) - 1)
    return signal[index]


def first_true(condition: np.ndarray, otherwise: int) -> np.ndarray:
    """Column of the first True of every row; `otherwise` in a row without one."""
    return np.where(condition.any(axis=1), condition.argmax(axis=1), otherwise)


def local_peaks(magnitude: np.ndarray) -> np.ndarray:
    """Mask of the columns that are not lower than the previous and higher than the next one."""
    peak = np.zeros(magnitude.shape, dtype=bool)
    inner = magnitude[:, 1:-1]
    peak[:, 1:-1] = (inner >= magnitude[:, :-2]) & (inner > magnitude[:, 2:])
    return peak


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
    below = magnitude < threshold[:, None]
    minimum = local_peaks(-magnitude)
    beyond = np.arange(width) > top[:, None]
    column = first_true((below | minimum) & beyond, width - 1)
    here, inside = magnitude[rows, column], magnitude[rows, column - 1]
    crossed = below[rows, column] & (inside > here) & (column > top)
    drop = np.where(crossed, inside - here, 1.0)
    return column - np.where(crossed, (threshold - here) / drop, 0.0)


def neighbour_median(values: np.ndarray, beats: int) -> np.ndarray:
    """Median over the nearest ``2 * beats + 1`` beats; NaN where all are NaN.

    These are `beats` on either side, or more on one side at the ends.
    """
    size = min(2 * beats + 1, max(len(values), 1))
    first = np.arange(max(len(values) - size + 1, 0))
    ordered = np.sort(values[first[:, None] + np.arange(size)], axis=1)  # NaN last
    known = np.isfinite(ordered).sum(axis=1)
    rows = np.arange(len(ordered))
    lower, upper = np.maximum(known - 1, 0) // 2, known // 2
    middle = (ordered[rows, lower] + ordered[rows, np.minimum(upper, size - 1)]) / 2
    return np.where(known > 0, middle, np.nan)[_neighbourhood(len(values), beats)]


def neighbour_sum(values: np.ndarray, beats: int) -> np.ndarray:
    """Sum over the beats of `neighbour_median`, along the first axis."""
    count = len(values)
    size = min(2 * beats + 1, max(count, 1))
    total = np.zeros((max(count - size + 1, 0), *values.shape[1:]))
    for shift in range(size):
        total += values[shift : shift + len(total)]
    return total[_neighbourhood(count, beats)]


def _neighbourhood(count: int, beats: int) -> np.ndarray:
    """Number of the first beat of each beat's neighbourhood."""
    first = np.maximum(np.arange(count) - beats, 0)
    return np.minimum(first, max(count - 2 * beats - 1, 0))
