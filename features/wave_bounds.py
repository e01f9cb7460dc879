"""Where a P or T wave begins and ends: where its outer slopes have fallen to a low level."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from features.beat_windows import end_of_slope, first_true, local_minima, local_peaks, windows

_FARTHEST_BACK = 160  # samples at 250 Hz


class FirstSlope(NamedTuple):
    """The first slope of the wave of every beat: maximum, crossing after it, and its height."""

    top: np.ndarray
    crossing: np.ndarray
    height: np.ndarray


@dataclass(frozen=True)
class ShareOfSlope:
    """A wave begins where its slope has fallen to a share of its maximum, or to a local minimum.

    `longest` is in samples at 250 Hz.
    """

    fraction: float
    longest: int

    def onset(self, transform: np.ndarray, slope: FirstSlope, earliest: np.ndarray) -> np.ndarray:
        """Begin of every wave in samples at 250 Hz, shape (beats,)."""
        outward = np.abs(windows(transform, slope.top, self.longest, 0))[:, ::-1]
        return slope.top + 0.5 - end_of_slope(outward, np.zeros_like(slope.top), self.fraction)


@dataclass(frozen=True)
class RiseFromLevel:
    """A wave begins where its slope has risen by a share of the way from its level before.

    Times in samples at 250 Hz. The level is searched from `before` the window of the peak on.

    Notes
    -----
    An ST segment that ascends towards T keeps the slope from returning to zero. Let :math:`s_1` be
    the maximum of the slope towards the peak, and :math:`s_0 \\ge 0` the least value between the
    begin of the window and this maximum. The wave begins at :math:`s_0 + f (s_1 - s_0)`, or at a
    local minimum below :math:`h s_1`. The recovery of ST and the ascent of T can be two humps of
    one slope: the one nearer to the peak counts if it exceeds :math:`h` times the higher one.
    """

    fraction: float
    hump: float
    before: int
    farthest: int
    """A slope that has not fallen by then, before the window of the peak, begins there."""

    def onset(self, transform: np.ndarray, slope: FirstSlope, earliest: np.ndarray) -> np.ndarray:
        """Begin of every wave in samples at 250 Hz, shape (beats,)."""
        inner = np.floor(slope.crossing - 0.5).astype(np.int64)
        to_window = np.clip(np.ceil(inner - earliest), 0, _FARTHEST_BACK).astype(np.int64)
        reach = to_window + self.farthest
        back = int(reach.max(initial=0)) + 1
        outward = windows(transform, inner, back, 0)[:, ::-1]
        outward *= np.sign(outward[:, :1])
        rows, column = np.arange(len(outward)), np.arange(back + 1)
        high = (outward >= self.hump * slope.height[:, None]) & (column < reach[:, None])
        top = first_true(local_peaks(outward) & high, 0)
        maximum, beyond = outward[rows, top], column > top[:, None]
        before = beyond & (column <= (to_window + self.before)[:, None])
        level = np.maximum(outward.min(axis=1, initial=np.inf, where=before), 0.0)
        level = np.where(np.isfinite(level), level, 0.0)
        threshold = level + self.fraction * (maximum - level)
        ended = outward < threshold[:, None]
        ended |= local_minima(outward) & (outward < self.hump * maximum[:, None])
        begin = first_true(beyond & ended, back)
        here, inside = outward[rows, begin], outward[rows, begin - 1]
        crossed = (here < threshold) & (inside > here)
        share = np.where(crossed, (threshold - here) / np.where(crossed, inside - here, 1.0), 0.0)
        return inner + 0.5 - begin + np.minimum(share, 1.0)


def end_of_waves(
    transform: np.ndarray, top: np.ndarray, fraction: float, longest: int
) -> np.ndarray:
    """Where the last slope of every wave has fallen to a share of its maximum, which is at `top`.

    The result has the shape (beats,), in samples at 250 Hz; `longest` is the farthest from `top`.
    """
    outward = np.abs(windows(transform, top, 0, longest))
    return top + 0.5 + end_of_slope(outward, np.zeros_like(top), fraction)
