"""Means over samples, with intervals from resampled groups."""

import numpy as np

from benchmark.statistics import interval


def grouped_mean(
    values: np.ndarray, group: np.ndarray, resamples: int, seed: int
) -> tuple[float, tuple[float, float]]:
    """Mean of (n,) values and its percentile interval over resampled groups.

    NaN are left out; with none left, the mean and its bounds are NaN.
    """
    known = ~np.isnan(values)
    if not known.any():
        return np.nan, (np.nan, np.nan)
    _, codes = np.unique(group[known], return_inverse=True)
    total, count = np.bincount(codes, values[known]), np.bincount(codes)
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(len(count), np.full(len(count), 1 / len(count)), size=resamples)
    low, high = interval((drawn @ total) / (drawn @ count))
    return float(total.sum() / count.sum()), (float(low), float(high))
