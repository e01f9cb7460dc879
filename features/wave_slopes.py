"""Slopes of a wavelet transform: its runs of one sign, and the crossings between them."""

from typing import NamedTuple

import numpy as np

_SPLIT = 0.1  # a slope interrupted by less than this share of its maximum is two
_PIECE = 20_000  # samples whose intermediate results stay in the processor's cache


class Slopes(NamedTuple):
    """Runs of one sign of `transform`; `crossing[k]` lies between run `k` and run `k + 1`.

    A run with a deep minimum, as between an inverted T and a P wave, counts as two; `opposite` is
    False between them.
    """

    transform: np.ndarray
    height: np.ndarray
    top: np.ndarray
    crossing: np.ndarray
    opposite: np.ndarray


def slopes_of(transform: np.ndarray) -> Slopes:
    """The slopes of a transform of shape (samples,)."""
    rising = transform > 0
    turns = np.flatnonzero(rising[1:] != rising[:-1]) + 1
    maximum, minimum = _bends(transform)
    peak = np.zeros(len(transform), dtype=bool)  # the highest value of a run is one of these
    peak[maximum] = peak[turns] = peak[turns - 1] = peak[[0, -1]] = True
    peak_at = np.flatnonzero(peak)
    modulus = np.abs(transform[peak_at])
    height, _ = _highest_of_runs(modulus, np.searchsorted(peak_at, turns))
    same_sign = (rising[minimum - 1] == rising[minimum]) & (rising[minimum] == rising[minimum + 1])
    minimum = minimum[same_sign]
    run = np.searchsorted(turns, minimum, side="right")
    deep = np.abs(transform[minimum]) < _SPLIT * height[run]
    begins = np.sort(np.concatenate([turns, minimum[deep]]))
    height, highest = _highest_of_runs(modulus, np.searchsorted(peak_at, begins))
    opposite = rising[begins] != rising[begins - 1]
    step = np.where(opposite, transform[begins] - transform[begins - 1], 1.0)
    crossing = begins - 0.5 - np.where(opposite, transform[begins - 1] / step, 0.0)
    return Slopes(transform, height, peak_at[highest], crossing, opposite)


def _bends(transform: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Positions of the maxima and of the minima of the modulus."""
    grows = np.empty(len(transform) - 1, dtype=bool)  # to the next sample
    for start in range(0, len(grows), _PIECE):
        modulus = np.abs(transform[start : start + _PIECE + 1])
        np.greater(modulus[1:], modulus[:-1], out=grows[start : start + _PIECE])
    bends = np.flatnonzero(grows[1:] != grows[:-1]) + 1
    return bends[~grows[bends]], bends[grows[bends]]


def _highest_of_runs(modulus: np.ndarray, begins: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The highest value of each run, and its (first) number."""
    begins = np.append(0, begins)
    height = np.maximum.reduceat(modulus, begins)
    run = np.repeat(np.arange(len(begins)), np.diff(begins, append=len(modulus)))
    highest = np.flatnonzero(modulus == height[run])
    return height, highest[np.diff(run[highest], prepend=-1) != 0]
