"""Landmarks of the beats of one piece of a lead, all beats at once."""

from typing import NamedTuple

import numpy as np

from features.analysis_rate import AnalysisRate, rounded
from features.beat_quality import QRS_FARTHEST, QRS_WINDOW, T_FARTHEST, T_WINDOW, trusted
from features.beat_windows import neighbour_median, windows
from features.ectopic_beats import ectopic_beats
from features.missing_marks import HIDDEN, NO_SIGNAL, OUTSIDE, UNTRUSTED, codes_of, reason
from features.p_waves import Surroundings, crowded_beats, p_waves
from features.pacing_spikes import onset_after_spike, pacing_spikes, without_spikes
from features.qrs_bounds import qrs_bounds, without_qrs
from features.quadratic_spline_wavelet import quadratic_spline_transform
from features.usable_signal import bridged, stuck_samples
from features.wave_bounds import RiseFromLevel
from features.wave_limits import early_beats, search_limits
from features.wave_presence import alike_in_neighbours
from features.wave_search import NEIGHBOURS, FoundWaves, WaveShape, find_waves, only
from features.wave_slopes import Slopes, slopes_of

# Samples at 250 Hz, chosen on the tuning half of the QT Database.
T_WAVE = WaveShape(
    spread=20,
    anywhere=0.1,
    neighbour_spread=10,
    neighbour_anywhere=0.3,
    balance=0.5,
    onset=RiseFromLevel(fraction=0.19, hump=0.5, before=5, farthest=16),
    end_fraction=0.35,
    longest_slope=80,
)
_T_EXPECTED, _T_EARLIEST = 70, 15
_LEAST_WAVE = 0.012  # share of the QRS complex, both at scale 2^4
_PLAIN_WAVE = 0.03  # a T wave of this height needs no similar neighbours
_LEAST_QRS = 0.05  # share of the neighbours' median


class Piece(NamedTuple):
    """A piece of a lead: its beats at the analysis rate, and what can be used of it."""

    rate: AnalysisRate
    beats: np.ndarray
    """In samples of the signal."""
    r: np.ndarray
    """The beats in samples at 250 Hz."""
    missing: np.ndarray
    """Mask of the samples of the signal that are missing."""
    stuck: np.ndarray
    """Mask of the beats in a stretch of one value."""

    def misses_any(self, begin: np.ndarray, end: np.ndarray) -> np.ndarray:
        """Whether a sample from `begin` to `end` (at 250 Hz) of each beat is missing."""
        if not self.missing.any():
            return np.zeros(len(begin), dtype=bool)
        so_far = np.concatenate([[0], np.cumsum(self.missing)])
        first = np.clip(rounded(self.rate.to_original(begin)), 0, len(self.missing))
        last = np.clip(rounded(self.rate.to_original(end)) + 1, 0, len(self.missing))
        return so_far[last] > so_far[first]


class Qrs(NamedTuple):
    """QRS complexes: bounds, height at scale 2^4, and masks of beats."""

    on: np.ndarray
    off: np.ndarray
    height: np.ndarray
    ectopic: np.ndarray
    usable: np.ndarray
    trusted: np.ndarray


class TWaves(NamedTuple):
    """T waves, the end of the window in which each is searched, and masks of beats."""

    found: FoundWaves
    latest: np.ndarray
    seen: np.ndarray
    trusted: np.ndarray


class PWaves(NamedTuple):
    """P waves, the begin of the window in which each is searched, and masks of beats."""

    found: FoundWaves
    earliest: np.ndarray
    seen: np.ndarray
    crowded: np.ndarray


def landmarks_of_piece(
    signal: np.ndarray, fs: float, rate: AnalysisRate, beats: np.ndarray
) -> np.ndarray:
    """Marks and codes of the beats of one piece, as columns of `features.delineation.delineate`.

    Parameters
    ----------
    signal : numpy.ndarray, shape (samples,)
        One lead; NaN where nothing was measured.
    fs : float
        Samples per second.
    rate : AnalysisRate
        Of `fs`.
    beats : numpy.ndarray of int, shape (beats,)
        R peaks.

    Returns
    -------
    numpy.ndarray, shape (beats, 12)
        Nine marks in samples of the signal, and three codes.
    """
    filled, missing = bridged(signal)
    lead = rate.resample(filled)
    spikes = pacing_spikes(lead)
    lead = without_spikes(lead, spikes)
    last = len(lead) - 1
    r = np.minimum(rounded(rate.to_analysis(beats)), last)
    piece = Piece(rate, beats, r, missing, stuck_samples(filled, fs)[beats])
    qrs = _qrs_complexes(piece, lead)
    lead = without_qrs(lead, qrs.on, qrs.off)
    waves = slopes_of(quadratic_spline_transform(lead, scales=(4,))[0])
    t = _t_waves(piece, waves, qrs)
    p = _p_waves(piece, lead, waves, qrs, t)
    qrs = qrs._replace(on=onset_after_spike(qrs.on, r, spikes))
    table = rate.to_original(_marks(qrs, t, p))
    outside = (table < 0) | (table > len(signal) - 1)
    table[outside] = np.nan
    table[:, 4] = beats
    reasons = _reasons(outside, last, qrs, t, p)
    return np.concatenate([table, codes_of(np.isnan(table), reasons)], axis=1)


def _qrs_complexes(piece: Piece, lead: np.ndarray) -> Qrs:
    fine, coarse = quadratic_spline_transform(lead, scales=(2, 4))
    on, off = qrs_bounds(fine, piece.r)
    shapes = windows(coarse, piece.r, 20, 20)
    height = np.abs(shapes).max(axis=1)
    usable = height > _LEAST_QRS * neighbour_median(height, NEIGHBOURS)
    usable &= ~piece.stuck
    usable &= ~piece.misses_any(on, off)
    sure = trusted(fine, piece.r, QRS_WINDOW, (on, off), QRS_FARTHEST)
    early = early_beats(piece.r)
    ectopic = ectopic_beats(shapes[:, ::2], early)
    return Qrs(on, off, height, ectopic, usable, sure | early)


def _t_waves(piece: Piece, waves: Slopes, qrs: Qrs) -> TWaves:
    r, every = piece.r, np.ones(len(piece.r), dtype=bool)
    _, latest = search_limits(r)
    latest = np.minimum(latest, np.append(qrs.on[1:], np.inf) - 1)
    t = find_waves(waves, r, r + _T_EXPECTED, qrs.off + _T_EARLIEST, latest, T_WAVE, every)
    seen = qrs.usable & ~piece.misses_any(qrs.off, latest)
    t = only(t, seen & (t.height > _LEAST_WAVE * qrs.height))
    alike = alike_in_neighbours(waves.transform, r, t, every)
    t = only(t, alike | (t.height > _PLAIN_WAVE * qrs.height))
    sure = trusted(waves.transform, r, T_WINDOW, (t.peak, t.end), T_FARTHEST)
    return TWaves(only(t, sure), latest, seen, sure)


def _p_waves(piece: Piece, bare: np.ndarray, waves: Slopes, qrs: Qrs, t: TWaves) -> PWaves:
    t_end = np.minimum(t.found.end, np.append(qrs.on[1:], np.inf))
    previous_end = np.append(-np.inf, np.fmax(t_end, qrs.off)[:-1])
    earliest, _ = search_limits(piece.r)
    earliest = np.maximum(earliest, previous_end)
    t_before = np.append(np.nan, t.found.peak[:-1])
    around = Surroundings(qrs.on, qrs.height, qrs.ectopic, earliest, t_before, previous_end)
    seen = qrs.usable & ~piece.misses_any(earliest, qrs.on)
    found = only(p_waves(bare, waves, piece.r, around, _LEAST_WAVE), seen)
    return PWaves(found, earliest, seen, crowded_beats(around)[0])


def _marks(qrs: Qrs, t: TWaves, p: PWaves) -> np.ndarray:
    """Nine marks of each beat in samples at 250 Hz, without the R peak."""
    next_on, next_p = np.append(qrs.on[1:], np.inf), np.append(p.found.onset[1:], np.nan)
    t_end = np.minimum(t.found.end, next_on)
    t_end = np.minimum(t_end, np.where(np.isnan(next_p), np.inf, next_p))
    given = qrs.usable & qrs.trusted
    return np.stack(
        [
            p.found.onset,
            p.found.peak,
            np.minimum(p.found.end, qrs.on),
            np.where(given, qrs.on, np.nan),
            np.full(len(given), np.nan),
            np.where(given, qrs.off, np.nan),
            np.maximum(t.found.onset, qrs.off),
            t.found.peak,
            t_end,
        ],
        axis=1,
    )


def _reasons(
    outside: np.ndarray, last: int, qrs: Qrs, t: TWaves, p: PWaves
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Why marks of P, QRS and T are NaN, if they are."""
    of_p, of_qrs, of_t = (outside[:, first : first + 3].any(axis=1) for first in (0, 3, 6))
    return (
        reason((of_p | (p.earliest < 0), OUTSIDE), (~p.seen, NO_SIGNAL), (p.crowded, HIDDEN)),
        reason((of_qrs, OUTSIDE), (~qrs.usable, NO_SIGNAL), (~qrs.trusted, UNTRUSTED)),
        reason((of_t | (t.latest > last), OUTSIDE), (~t.seen, NO_SIGNAL), (~t.trusted, UNTRUSTED)),
    )
