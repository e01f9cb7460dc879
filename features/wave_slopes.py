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
    turned = np.concatenate([[True], rising[1:] != rising[:-1], [True]])
    turns = np.flatnonzero(turned[1:-1]) + 1
    minimum = np.flatnonzero((modulus[1:-1] <= modulus[:-2]) & (modulus[1:-1] < modulus[2:])) + 1
    minimum = minimum[~turned[minimum] & ~turned[minimum + 1]]
    run = np.searchsorted(turns, minimum, side="right")
    deep = modulus[minimum] < _SPLIT * _highest_of_runs(modulus, turns)[run]
    begins = np.sort(np.concatenate([turns, minimum[deep]]))
    height = _highest_of_runs(modulus, begins)
    lengths = np.diff(np.concatenate([[0], begins, [len(modulus)]]))
    at_top = np.flatnonzero(modulus == np.repeat(height, lengths))
    run = np.searchsorted(begins, at_top, side="right")
    top = at_top[np.append(True, np.diff(run) != 0)]
    opposite = rising[begins] != rising[begins - 1]
    step = np.where(opposite, transform[begins] - transform[begins - 1], 1.0)
    crossing = begins - 0.5 - np.where(opposite, transform[begins - 1] / step, 0.0)
    return Slopes(height, top, crossing, opposite)


def _highest_of_runs(modulus: np.ndarray, begins: np.ndarray) -> np.ndarray:
    return np.maximum.reduceat(modulus, np.append(0, begins))
