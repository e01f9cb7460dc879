"""The P or T wave of every beat: the best zero crossing of a wavelet transform."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from features.beat_windows import neighbour_median
from features.wave_bounds import FirstSlope, RiseFromLevel, ShareOfSlope, end_of_waves
from features.wave_slopes import Slopes

NEIGHBOURS = 8  # beats on either side

# The third slope of a biphasic wave: at least this share of the highest, and no farther from its
# neighbour than 1.1 times the distance of the other two. Slower slopes belong to the baseline.
_THIRD_SLOPE, _THIRD_SLOPE_REACH = 0.4, 1.1


@dataclass(frozen=True)
class WaveShape:
    """Parameters of the P or the T wave. Times in samples at 250 Hz.

    `spread` is the standard deviation of a wave's position around the one expected from the R peak
    alone, `neighbour_spread` that around the median of the neighbouring beats. A crossing far from
    there keeps the share `anywhere` (`neighbour_anywhere`) of its weight.
    A crossing after a slope of the wave before keeps `of_previous_wave` of its weight.
    `longest_slope` is the farthest from the maximum of the last slope to the end of the wave.
    `balance` 0 weighs a crossing by the lower of its two slopes, 0.5 by their geometric mean.
    """

    spread: float
    anywhere: float
    neighbour_spread: float
    neighbour_anywhere: float
    balance: float
    onset: ShareOfSlope | RiseFromLevel
    end_fraction: float
    longest_slope: int
    of_previous_wave: float = 0.5


class FoundWaves(NamedTuple):
    """One wave per beat: positions in samples, NaN where the window has no zero crossing."""

    onset: np.ndarray
    peak: np.ndarray
    end: np.ndarray
    height: np.ndarray  # of the lower of the two slopes


def find_waves(
    slopes: Slopes,
    r: np.ndarray,
    expected: np.ndarray,
    earliest: np.ndarray,
    latest: np.ndarray,
    shape: WaveShape,
    typical: np.ndarray,
    previous_end: np.ndarray | float = -np.inf,
) -> FoundWaves:
    """The most prominent wave in the search window of every beat.

    Parameters
    ----------
    slopes : Slopes
        Of the quadratic-spline transform of the signal without QRS complexes.
    r, expected, earliest, latest : numpy.ndarray, shape (beats,)
        R peaks, expected peaks of the waves, and the windows in which they must lie.
    shape : WaveShape
        Parameters of P or T.
    typical : numpy.ndarray of bool, shape (beats,)
        Beats whose waves say where those of their neighbours are expected.
    previous_end : numpy.ndarray, shape (beats,)
        End of the wave before: a slope whose maximum lies earlier belongs to that wave, and a
        crossing after it keeps the share `of_previous_wave` of its weight.

    Notes
    -----
    A wave, upright or inverted, is two slopes of opposite sign: its peak is the zero crossing
    between two modulus maxima, onset and end are where the outer slopes have fallen to a share
    of their maxima [1]_ (`features.wave_bounds`). Of several crossings in a window, the one with
    the highest slopes is chosen, weighted by its distance from the expected position, and then
    again by its distance from the median of the eight beats on either side. A biphasic wave has
    three high slopes; a wave that only rises or falls has one high slope beside a low one.

    References
    ----------
    .. [1] Martínez et al. (2004), IEEE TBME 51(4), 570-581, section III-C.
    """
    if len(slopes.crossing) == 0:
        nothing = np.full(len(r), np.nan)
        return FoundWaves(nothing, nothing, nothing, nothing)
    window = _window(slopes, earliest, latest, previous_end, shape)
    chosen = _most_prominent(slopes, window, r, expected, typical, shape)
    left, right = _outer_slopes(slopes, chosen, earliest, latest)
    first_slope = FirstSlope(slopes.top[left], slopes.crossing[left], slopes.height[left])
    onset = shape.onset.onset(slopes.transform, first_slope, earliest)
    last_top = slopes.top[right]
    end = end_of_waves(slopes.transform, last_top, shape.end_fraction, shape.longest_slope)
    return FoundWaves(
        np.where(chosen < 0, np.nan, onset),
        _at(slopes.crossing, chosen),
        np.where(chosen < 0, np.nan, end),
        _at(np.minimum(slopes.height[:-1], slopes.height[1:]), chosen),
    )


def only(waves: FoundWaves, present: np.ndarray) -> FoundWaves:
    """The waves of the beats of a mask; NaN for the others."""
    return FoundWaves(*(np.where(present, values, np.nan) for values in waves))


def _window(slopes: Slopes, earliest, latest, previous_end, shape: WaveShape):
    """The crossings in the window of each beat, and the share of its weight that each keeps."""
    index, inside = _crossings_between(slopes.crossing, earliest, latest)
    own = slopes.top[index] >= np.reshape(previous_end, (-1, 1))
    return index, inside * np.where(own, 1.0, shape.of_previous_wave)


def _most_prominent(slopes: Slopes, window, r, expected, typical, shape: WaveShape) -> np.ndarray:
    """Index of the crossing of each beat's wave, -1 without any."""
    lower = np.minimum(slopes.height[:-1], slopes.height[1:])
    higher = np.maximum(slopes.height[:-1], slopes.height[1:])
    weight = lower ** (1 - shape.balance) * higher**shape.balance * slopes.opposite
    crossing = slopes.crossing
    first = _best(crossing, weight, window, expected, shape.spread, shape.anywhere)
    interval = np.where(typical, _at(crossing, first) - r, np.nan)
    usual = neighbour_median(interval, NEIGHBOURS)
    usual = np.where(np.isfinite(usual), r + usual, expected)
    nearness = shape.neighbour_spread, shape.neighbour_anywhere
    return _best(crossing, weight, window, usual, *nearness)


def _crossings_between(crossing: np.ndarray, earliest: np.ndarray, latest: np.ndarray):
    """Indices of all crossings in each window, (beats, most in a window), and their mask."""
    first = np.searchsorted(crossing, earliest)
    count = np.maximum(np.searchsorted(crossing, latest, side="right") - first, 0)
    column = np.arange(max(count.max(initial=0), 1))
    index = np.minimum(first[:, None] + column, len(crossing) - 1)
    return index, column < count[:, None]


def _best(crossing, weight, window, expected, spread: float, anywhere: float) -> np.ndarray:
    """Index of the crossing with the highest weight in each window, -1 without any."""
    index, share = window
    distance = (crossing[index] - expected[:, None]) / spread
    nearness = anywhere + (1 - anywhere) * np.exp(-0.5 * distance**2)
    score = weight[index] * nearness * share
    column = score.argmax(axis=1)
    rows = np.arange(len(index))
    return np.where(score[rows, column] > 0, index[rows, column], -1)


def _at(values: np.ndarray, index: np.ndarray) -> np.ndarray:
    return np.where(index >= 0, values[np.maximum(index, 0)], np.nan)


def _outer_slopes(slopes: Slopes, crossing: np.ndarray, earliest, latest):
    """The first and last slope of each wave: those at its crossing, or a third one.

    A crossing of -1 is no wave, which says nothing about its neighbours.
    """
    known = crossing >= 0
    left = np.maximum(crossing, 0)
    right = left + 1
    before, after = np.maximum(left - 1, 0), np.minimum(right + 1, len(slopes.height) - 1)
    highest = np.maximum(slopes.height[left], slopes.height[right])
    reach = _THIRD_SLOPE_REACH * (slopes.top[right] - slopes.top[left])
    near_left = slopes.top[left] - slopes.top[before] <= reach
    near_left &= slopes.opposite[before] & (before < left) & (slopes.top[before] >= earliest)
    near_right = slopes.top[after] - slopes.top[right] <= reach
    near_right &= slopes.opposite[after - 1] & (after > right) & (slopes.top[after] <= latest)
    share_left = np.where(near_left, slopes.height[before] / highest, 0.0)
    share_right = np.where(near_right, slopes.height[after] / highest, 0.0)
    biphasic_left, biphasic_right = (
        neighbour_median(np.where(known, share, np.nan), NEIGHBOURS) > _THIRD_SLOPE
        for share in (share_left, share_right)
    )
    return (
        np.where(near_left & biphasic_left, before, left),
        np.where(near_right & biphasic_right, after, right),
    )
