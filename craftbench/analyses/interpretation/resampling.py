"""Means over samples, with intervals from resampled groups."""

import numpy as np

from craftbench.stats.intervals import interval


class ResampledGroups:
    """Groups drawn with replacement, the same draws for every mean that is asked for.

    Parameters
    ----------
    group : (n,) int array
        Group codes 0 … groups − 1 of the samples.
    resamples, seed : int
        Number of draws and their seed.
    """

    def __init__(self, group: np.ndarray, resamples: int, seed: int) -> None:
        self.group = group
        self.groups = int(group.max()) + 1
        rng = np.random.default_rng(seed)
        share = np.full(self.groups, 1 / self.groups)
        self.drawn = rng.multinomial(self.groups, share, size=resamples).astype(np.float64)

    def mean(self, values: np.ndarray) -> tuple[float, tuple[float, float]]:
        """Mean of (n,) values and its 95 % interval; NaN are left out, all NaN give NaN."""
        known = ~np.isnan(values)
        if not known.any():
            return np.nan, (np.nan, np.nan)
        total = np.bincount(self.group[known], values[known], minlength=self.groups)
        count = np.bincount(self.group[known], minlength=self.groups)
        with np.errstate(invalid="ignore"):
            low, high = interval((self.drawn @ total) / (self.drawn @ count))
        return float(values[known].mean()), (float(low), float(high))
