"""Autocorrelation of signals, and the lags at which it falls or turns."""

import numpy as np


def autocorrelation(signals: np.ndarray) -> np.ndarray:
    """Autocorrelation (n, T) at the lags 0 … T − 1 of signals (n, T) of mean 0.

    The biased estimate: products are summed over the T − lag pairs, and divided by the sum of
    squares. NaN for signals that are 0.
    """
    length = signals.shape[1]
    spectrum = np.fft.rfft(signals, 2 * length, axis=1)
    products = np.fft.irfft(np.abs(spectrum) ** 2, axis=1)[:, :length]
    with np.errstate(invalid="ignore", divide="ignore"):
        return products / products[:, :1]


def first_lag(holds: np.ndarray, otherwise: int) -> np.ndarray:
    """First column, (n,), in which a condition (n, lags) holds; `otherwise` where it never does."""
    return np.where(holds.any(axis=1), holds.argmax(axis=1), otherwise)


def first_zero(correlation: np.ndarray) -> np.ndarray:
    """First lag, (n,), at which a correlation (n, T) is not positive; T where it never is."""
    return first_lag(correlation <= 0, correlation.shape[1])


def first_below(correlation: np.ndarray, level: float) -> np.ndarray:
    """Interpolated lag, (n,), at which a correlation (n, T) falls to a level; T if never."""
    length = correlation.shape[1]
    after = first_lag(correlation < level, length)
    found = after.astype(float)
    (rows,) = np.nonzero((after > 0) & (after < length))
    high, low = correlation[rows, after[rows] - 1], correlation[rows, after[rows]]
    found[rows] = after[rows] - 1 + (high - level) / (high - low)
    return found


def first_minimum(values: np.ndarray, otherwise: int) -> np.ndarray:
    """First column, (n,), below both its neighbours in (n, columns)."""
    inner = values[:, 1:-1]
    lowest = (inner < values[:, :-2]) & (inner < values[:, 2:])
    return np.where(lowest.any(axis=1), lowest.argmax(axis=1) + 1, otherwise)
