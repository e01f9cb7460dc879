"""Slopes of a wavelet transform: its runs of one sign, and the crossings between them."""

from typing import NamedTuple

import numpy as np

_SPLIT = 0.1  # a slope interrupted by less than this share of its maximum is two


class Slopes(NamedTuple):
    """Runs of one sign of the transform; `crossing[k]` lies between run `k` and run `k + 1`.

    A run with a deep minimum, as between an inverted T and a P wave, counts as two; `opposite` is
    False between them.
    """

    height: np.ndarray
    top: np.ndarray
    crossing: np.ndarray
    opposite: np.ndarray


def slopes_of(transform: np.ndarray) -> Slopes:
    """The slopes of a transform of shape (samples,)."""
    modulus = np.abs(transform)
    rising = transform > 0
    turns = np.flatnonzero(rising[1:] != rising[:-1]) + 1
    height, run = _highest_of_runs(modulus, turns)
    inner = modulus[1:-1]
    minimum = (inner <= modulus[:-2]) & (inner < modulus[2:]) & (inner < _SPLIT * height[run[1:-1]])
    minimum &= (run[:-2] == run[1:-1]) & (run[1:-1] == run[2:])
    begins = np.union1d(turns, np.flatnonzero(minimum) + 1)
    height, run = _highest_of_runs(modulus, begins)
    at_top = np.flatnonzero(modulus == height[run])
    top = at_top[np.append(True, np.diff(run[at_top]) != 0)]
    opposite = rising[begins] != rising[begins - 1]
    step = np.where(opposite, transform[begins] - transform[begins - 1], 1.0)
    crossing = begins - 0.5 - np.where(opposite, transform[begins - 1] / step, 0.0)
    return Slopes(height, top, crossing, opposite)


def _highest_of_runs(modulus: np.ndarray, begins: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Highest value of each run, and the run number of each sample."""
    run = np.zeros(len(modulus), dtype=np.int64)
    run[begins] = 1
    return np.maximum.reduceat(modulus, np.append(0, begins)), np.cumsum(run)
