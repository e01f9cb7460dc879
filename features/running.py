"""Running means and maxima of long signals, by doubling."""

import numpy as np


def running_mean(values: np.ndarray, length: int) -> np.ndarray:
    """Mean of the surrounding samples; the signal is constant beyond its ends.

    Parameters
    ----------
    values : numpy.ndarray, shape (samples,)
    length : int
        Odd number of samples.

    Returns
    -------
    numpy.ndarray, shape (samples,)

    Notes
    -----
    Sums of 1, 2, 4, 8 … samples are added up, which takes 2 log2(length) additions a sample. Unlike
    a cumulative sum, it gives each sample the same result wherever the signal starts.
    """
    padded = _extended(values, length // 2)
    size = len(values)
    total, power, power_length, covered = padded[:size].copy(), padded, 1, 1  # length is odd
    while covered < length:
        power = power[:-power_length] + power[power_length:]
        power_length *= 2
        if length & power_length:
            total += power[covered : covered + size]
            covered += power_length
    total /= length
    return total


def running_maximum(values: np.ndarray, length: int) -> np.ndarray:
    """Maximum of the surrounding `length` (odd) samples, shape (samples,)."""
    highest, covered = _extended(values, length // 2), 1
    while 2 * covered <= length:
        highest = np.maximum(highest[:-covered], highest[covered:])
        covered *= 2
    rest = length - covered
    return np.maximum(highest[: len(values)], highest[rest : rest + len(values)])


def _extended(values: np.ndarray, reach: int) -> np.ndarray:
    before, after = np.full(reach, values[0]), np.full(reach, values[-1])
    return np.concatenate([before, values, after])
