"""The P wave of every beat, also where it begins before the T wave has ended."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from features.beat_windows import first_true, neighbour_median, windows
from features.ectopic_beats import Rhythm, rhythm_of
from features.quadratic_spline_wavelet import quadratic_spline_transform
from features.wave_bounds import ShareOfSlope
from features.wave_limits import REGULAR
from features.wave_presence import alike_in_neighbours
from features.wave_search import NEIGHBOURS, FoundWaves, WaveShape, find_waves, only
from features.wave_slopes import Slopes, slopes_of

# Samples at 250 Hz, chosen on the tuning half of the QT Database.
P_WAVE = WaveShape(
    spread=30,
    anywhere=0.05,
    neighbour_spread=8,
    neighbour_anywhere=0.2,
    balance=0.0,
    onset=ShareOfSlope(fraction=0.45, longest=40),
    end_fraction=0.8,
    longest_slope=40,
)
_EXPECTED = 48

# Chosen on drawn ECGs of 90 to 220 beats a minute.
P_BESIDE_T = replace(P_WAVE, of_previous_wave=0.0)
_CROWDED = 60  # 240 ms from the peak of T to the next QRS complex
_T_DESCENDS_WITHIN = 12
_FARTHEST_BEFORE_R = 100
_PR_SEGMENT = 8  # P peaks at least 32 ms before the QRS complex


class Surroundings(NamedTuple):
    """What lies before each QRS complex, in samples at 250 Hz, and a mask; shape (beats,) each."""

    qrs_on: np.ndarray
    qrs_height: np.ndarray
    ectopic: np.ndarray
    earliest: np.ndarray
    t_peak: np.ndarray
    previous_end: np.ndarray


def crowded_beats(around: Surroundings) -> tuple[np.ndarray, np.ndarray]:
    """Masks of the beats with less than 240 ms from the peak of T on, and where most are such.

    A beat whose T wave before is unknown has the usual distance.
    """
    distance = around.qrs_on - around.t_peak
    usual = neighbour_median(distance, NEIGHBOURS)
    crowded = np.where(np.isnan(distance), usual, distance) < _CROWDED
    return crowded, crowded & (usual < _CROWDED)


def p_waves(
    without_qrs: np.ndarray,
    slopes: Slopes,
    r: np.ndarray,
    around: Surroundings,
    least_height: float,
) -> FoundWaves:
    """The P waves that neighbouring beats confirm.

    Parameters
    ----------
    without_qrs : numpy.ndarray, shape (samples,)
        The signal without QRS complexes.
    slopes : Slopes
        Of its transform at scale 2^4.
    r : numpy.ndarray of int, shape (beats,)
        R peaks.
    around : Surroundings
        The end and the peak of the T wave before, and the window in which P must lie.
    least_height : float
        Share of the QRS complex.

    Returns
    -------
    FoundWaves

    Notes
    -----
    Where the peak of T is less than 240 ms before most QRS complexes, the slopes of T and P can
    cancel at scale 2^4. In a regular rhythm, beats whose P wave is not found after T then are
    searched again. That search begins at the end of T's descent, in the difference of transforms

    .. math:: 2 W_{2^3} - W_{2^5} / 2,

    in which wide waves cancel each other (the slope of a smoothed signal less that of a smoother
    one). P is found there as long as it has two slopes of its own; the first must not continue the
    descent of T. An inverted P wave beside an upright T wave is found at scale 2^4 only.
    """
    rhythm = rhythm_of(r, around.ectopic)
    beats = _Beats(r, rhythm, least_height * around.qrs_height)
    expected, latest = r - _EXPECTED, around.qrs_on - 1
    usual = find_waves(
        slopes, r, expected, around.earliest, latest, P_WAVE, rhythm.typical, around.previous_end
    )
    usual = beats.confirmed(usual, slopes.transform)
    _, beside_t = crowded_beats(around)
    usual = only(usual, ~beside_t | (usual.peak <= around.qrs_on - _PR_SEGMENT))
    apart = usual.onset >= around.previous_end
    searched = beside_t & ~apart & (rhythm.irregularity <= REGULAR)
    usual = usual._replace(onset=np.maximum(usual.onset, around.previous_end))
    if not searched.any():
        return usual
    close = _p_waves_beside_t(without_qrs, beats, around, searched)
    better = searched & np.isfinite(close.peak)
    return FoundWaves(*(np.where(better, *both) for both in zip(close, usual, strict=True)))


class _Beats(NamedTuple):
    """The beats whose P waves are searched, and what is asked of a wave."""

    r: np.ndarray
    rhythm: Rhythm
    least_height: np.ndarray

    def confirmed(self, waves: FoundWaves, transform: np.ndarray) -> FoundWaves:
        waves = only(waves, waves.height > self.least_height)
        typical, irregularity = self.rhythm.typical, self.rhythm.irregularity
        alike = alike_in_neighbours(transform, self.r, waves, typical, irregularity)
        return only(waves, alike & ~self.rhythm.ectopic)


def _p_waves_beside_t(
    without_qrs: np.ndarray, beats: _Beats, around: Surroundings, searched: np.ndarray
) -> FoundWaves:
    """P waves of the searched beats from the end of T's descent on."""
    fine, coarse = quadratic_spline_transform(without_qrs, scales=(3, 5))
    narrow = 2 * fine - coarse / 2
    r, latest = beats.r, around.qrs_on - _PR_SEGMENT
    earliest, descent = _end_of_descent(narrow, around.t_peak, around.qrs_on)
    earliest = np.where(searched, np.maximum(earliest, r - _FARTHEST_BEFORE_R), around.qrs_on - 1)
    slopes, expected = slopes_of(narrow), r - _EXPECTED
    typical = beats.rhythm.typical
    close = find_waves(slopes, r, expected, earliest, latest, P_BESIDE_T, typical, earliest)
    close = only(close, _sign_before(narrow, close.peak) == -descent)
    return beats.confirmed(close, narrow)


def _end_of_descent(
    slopes: np.ndarray, t_peak: np.ndarray, qrs_on: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Where the slope of T's second half ends, the QRS complex if it does not, and its sign."""
    known = np.isfinite(t_peak)
    index = np.where(known, t_peak, 0).astype(np.int64)
    after = windows(slopes, index, 0, _CROWDED)
    steepest = np.abs(after[:, : _T_DESCENDS_WITHIN + 1]).argmax(axis=1)
    sign = np.sign(after[np.arange(len(after)), steepest])
    changed = after * sign[:, None] < 0
    changed &= np.arange(_CROWDED + 1) > steepest[:, None]
    end = np.minimum(index + first_true(changed, _CROWDED), qrs_on)
    return np.where(known, end, qrs_on), sign


def _sign_before(slopes: np.ndarray, crossing: np.ndarray) -> np.ndarray:
    """Sign of the slope that leads to each crossing."""
    known = np.isfinite(crossing)
    before = np.where(known, np.floor(crossing - 0.5), 0).astype(np.int64)
    return np.where(known, np.sign(slopes[before]), 0.0)
