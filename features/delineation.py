"""Onset, peak and end of P, QRS and T of every beat of one lead."""

import numpy as np
import pandas as pd

from features.analysis_rate import AnalysisRate, rounded
from features.beat_quality import (
    QRS_FARTHEST,
    QRS_WINDOW,
    T_FARTHEST,
    T_WINDOW,
    trusted,
)
from features.beat_windows import neighbour_median, windows
from features.ecg_arguments import checked_r_peaks, checked_signal
from features.missing_marks import (
    HIDDEN,
    MISSING,
    NO_SIGNAL,
    OUTSIDE,
    UNTRUSTED,
    codes_of,
    reason,
)
from features.p_waves import Surroundings, crowded_beats, p_waves
from features.qrs_bounds import qrs_bounds, without_qrs
from features.quadratic_spline_wavelet import quadratic_spline_transform
from features.usable_signal import bridged, stuck_samples
from features.wave_limits import early_beats, search_limits
from features.wave_presence import alike_in_neighbours
from features.wave_search import NEIGHBOURS, WaveShape, find_waves, only

LANDMARKS = ("p_on", "p_peak", "p_off", "qrs_on", "r_peak", "qrs_off", "t_on", "t_peak", "t_off")
_COLUMNS = pd.Index(LANDMARKS + MISSING)
CHUNK_BEATS = 2048
HALO_BEATS = 7 * NEIGHBOURS  # medians of medians; beats farther away have no influence
HALO_S = 2.0
LONGEST_PAUSE_S = 10.0

# Samples at 250 Hz, chosen on the tuning half of the QT Database.
T_WAVE = WaveShape(
    spread=20,
    anywhere=0.1,
    neighbour_spread=10,
    neighbour_anywhere=0.3,
    balance=0.5,
    onset_fraction=0.33,
    end_fraction=0.35,
    longest_slope=80,
)
_T_EXPECTED, _T_EARLIEST = 70, 15
_LEAST_WAVE = 0.012  # share of the QRS complex, both at scale 2^4
_PLAIN_WAVE = 0.03  # a T wave of this height needs no similar neighbours
_LEAST_QRS = 0.05  # share of the neighbours' median


def delineate(signal_mv, fs, r_peaks) -> pd.DataFrame:
    """Landmarks of every beat of one lead.

    Parameters
    ----------
    signal_mv : array_like, shape (samples,)
        One lead in millivolts; other units give the same positions. NaN where nothing was
        measured.
    fs : float
        Samples per second, 100 to 1000.
    r_peaks : array_like of int, shape (beats,)
        Strictly increasing sample indices, as `detect_r_peaks` returns them.

    Returns
    -------
    pandas.DataFrame, one row per beat
        ``p_on p_peak p_off qrs_on r_peak qrs_off t_on t_peak t_off`` in samples (including
        fractions of a sample), each at or after the previous one. NaN where a wave is absent or
        not visible: in missing or stuck stretches, all but ``r_peak`` are NaN.

        ``p_missing qrs_missing t_missing`` say why a mark of that wave is NaN, by the code of a
        text in `features.ecg.REASONS`: 0 none is; 1 "absent"; 2 "hidden in T" (P only: the peak of
        T is less than 240 ms before the QRS complex); 3 "untrusted" (an unusual place and a low
        signal quality); 4 "no signal" (missing, stuck or hardly any QRS complex); 5 "outside the
        record" (the wave, or the window in which it is searched, reaches beyond the signal).

    Raises
    ------
    ValueError
        `fs` outside 100–1000 Hz; a signal that is empty or not one lead of numbers; R peaks that
        are not increasing indices of the signal.

    Notes
    -----
    The wavelet delineator of Martínez et al. [1]_, for all beats at once:

    1. The signal is resampled to 250 Hz; the QRS bounds come from the quadratic-spline transform
       at scale 2^2 (`features.qrs_bounds`).
    2. Each QRS complex is replaced by the straight line between its bounds, so that its slopes
       do not hide those of P and T (not in [1]_).
    3. T, then P, are the most prominent zero crossings at scale 2^4 in a window between the QRS
       complexes, weighted by their positions in the neighbouring beats (`features.wave_search`).
    4. A wave lower than 1.2 % of the QRS complex at that scale is dropped. A P wave, and a T wave
       lower than 3 %, must also resemble those of the neighbouring beats
       (`features.wave_presence`), so that a beat without neighbours has no P wave. Early beats do
       not count as neighbours of P. An irregular rhythm asks for more resemblance. In fast regular
       rhythms P is searched on the descent of T as well (`features.p_waves`).
    5. T waves and QRS complexes with marks in an unusual place are dropped if the signal there
       differs from all neighbours (`features.beat_quality`).

    The neighbourhood of a beat is the nearest seventeen beats (eight on either side) and ends at a
    pause of 10 s. Long records are processed in overlapping chunks of 2048 beats, with the same
    result.

    References
    ----------
    .. [1] Martínez, J. P., Almeida, R., Olmos, S., Rocha, A. P., Laguna, P. (2004). A
       wavelet-based ECG delineator: evaluation on standard databases. IEEE TBME 51(4), 570-581.
       doi:10.1109/TBME.2003.821031
    """
    signal, fs = checked_signal(signal_mv, fs)
    r = checked_r_peaks(r_peaks, len(signal))
    return _delineate_in_chunks(signal, fs, r, CHUNK_BEATS)


def _delineate_in_chunks(
    signal: np.ndarray, fs: float, r: np.ndarray, chunk_beats: int
) -> pd.DataFrame:
    rate = AnalysisRate.of(fs)
    pauses = np.flatnonzero(np.diff(r) > LONGEST_PAUSE_S * fs) + 1
    halo = int(HALO_S * fs)
    tables = [np.empty((0, len(_COLUMNS)))]
    for stretch in np.split(r, pauses):
        for start in range(0, len(stretch), chunk_beats):
            first = max(start - HALO_BEATS, 0)
            beats = stretch[first : start + chunk_beats + HALO_BEATS]
            begin = rate.grid_start(int(beats[0]) - halo)
            part = _delineate(signal[begin : beats[-1] + halo], fs, rate, beats - begin)
            part = part[start - first : start - first + chunk_beats]
            part[:, : len(LANDMARKS)] += begin
            tables.append(part)
    return pd.DataFrame(np.concatenate(tables), columns=_COLUMNS)


def _delineate(signal: np.ndarray, fs: float, rate: AnalysisRate, beats: np.ndarray) -> np.ndarray:
    filled, missing = bridged(signal)
    analysed = rate.resample(filled)
    r = np.minimum(rounded(rate.to_analysis(beats)), len(analysed) - 1)

    fine, _, coarse = quadratic_spline_transform(analysed, scales=4, first_scale=2)
    qrs_on, qrs_off = qrs_bounds(fine, r)
    qrs_height = np.abs(windows(coarse, r, 20, 20)).max(axis=1)
    usable = qrs_height > _LEAST_QRS * neighbour_median(qrs_height, NEIGHBOURS)
    usable &= ~stuck_samples(filled, fs)[beats]
    usable &= ~_any_within(missing, qrs_on, qrs_off, rate)
    qrs_trusted = trusted(fine, r, QRS_WINDOW, (qrs_on, qrs_off), QRS_FARTHEST)
    qrs_trusted |= early_beats(r)

    bare = without_qrs(analysed, qrs_on, qrs_off)
    waves = quadratic_spline_transform(bare, scales=4, first_scale=4)[0]
    next_on = np.append(qrs_on[1:], np.inf)
    p_earliest, t_latest = search_limits(r)
    every = np.ones(len(r), dtype=bool)
    t_latest = np.minimum(t_latest, next_on - 1)
    t = find_waves(waves, r, r + _T_EXPECTED, qrs_off + _T_EARLIEST, t_latest, T_WAVE, every)
    t_seen = usable & ~_any_within(missing, qrs_off, t_latest, rate)
    t = only(t, t_seen & (t.height > _LEAST_WAVE * qrs_height))
    t = only(t, (t.height > _PLAIN_WAVE * qrs_height) | alike_in_neighbours(waves, r, t, every))
    t_trusted = trusted(waves, r, T_WINDOW, (t.peak, t.end), T_FARTHEST)
    t = only(t, t_trusted)

    t_end = np.minimum(t.end, next_on)
    previous_end = np.append(-np.inf, np.fmax(t_end, qrs_off)[:-1])
    p_earliest = np.maximum(p_earliest, previous_end)
    around = Surroundings(
        qrs_on, qrs_height, p_earliest, np.append(np.nan, t.peak[:-1]), previous_end
    )
    p_seen = usable & ~_any_within(missing, p_earliest, qrs_on, rate)
    p = only(p_waves(bare, waves, r, around, _LEAST_WAVE), p_seen)
    crowded, _ = crowded_beats(around)
    next_p = np.append(p.onset[1:], np.nan)
    t_end = np.minimum(t_end, np.where(np.isnan(next_p), np.inf, next_p))

    qrs_given = usable & qrs_trusted
    table = np.stack(
        [
            p.onset,
            p.peak,
            np.minimum(p.end, qrs_on),
            np.where(qrs_given, qrs_on, np.nan),
            np.full(len(r), np.nan),
            np.where(qrs_given, qrs_off, np.nan),
            np.maximum(t.onset, qrs_off),
            t.peak,
            t_end,
        ],
        axis=1,
    )
    table = rate.to_original(table)
    outside = (table < 0) | (table > len(signal) - 1)
    table[outside] = np.nan
    table[:, LANDMARKS.index("r_peak")] = beats
    last = len(analysed) - 1
    reasons = (
        reason(
            (outside[:, :3].any(axis=1) | (p_earliest < 0), OUTSIDE),
            (~p_seen, NO_SIGNAL),
            (crowded, HIDDEN),
        ),
        reason(
            (outside[:, 3:6].any(axis=1), OUTSIDE), (~usable, NO_SIGNAL), (~qrs_trusted, UNTRUSTED)
        ),
        reason(
            (outside[:, 6:].any(axis=1) | (t_latest > last), OUTSIDE),
            (~t_seen, NO_SIGNAL),
            (~t_trusted, UNTRUSTED),
        ),
    )
    return np.concatenate([table, codes_of(np.isnan(table), reasons)], axis=1)


def _any_within(mask: np.ndarray, begin: np.ndarray, end: np.ndarray, rate: AnalysisRate):
    """Whether any sample of the mask from `begin` to `end` (at the analysis rate) is set."""
    if not mask.any():
        return np.zeros(len(begin), dtype=bool)
    so_far = np.concatenate([[0], np.cumsum(mask)])
    first = np.clip(rounded(rate.to_original(begin)), 0, len(mask))
    last = np.clip(rounded(rate.to_original(end)) + 1, 0, len(mask))
    return so_far[last] > so_far[first]
