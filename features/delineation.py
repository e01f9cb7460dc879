"""Onset, peak and end of P, QRS and T of every beat of one lead."""

import numpy as np
import pandas as pd

from features.analysis_rate import AnalysisRate
from features.ecg_arguments import checked_r_peaks, checked_signal
from features.landmarks_of_piece import landmarks_of_piece
from features.missing_marks import MISSING
from features.wave_search import NEIGHBOURS

LANDMARKS = ("p_on", "p_peak", "p_off", "qrs_on", "r_peak", "qrs_off", "t_on", "t_peak", "t_off")
_COLUMNS = pd.Index(LANDMARKS + MISSING)
CHUNK_BEATS = 2048
HALO_BEATS = 16 * NEIGHBOURS  # medians of medians; beats farther away have no influence
HALO_S = 2.0
LONGEST_PAUSE_S = 10.0


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

    0. Straight lines replace pacing spikes (`features.pacing_spikes`).
    1. The QRS bounds come from the quadratic-spline transform of the signal at 250 Hz, scale 2^2
       (`features.qrs_bounds`). A straight line then replaces each QRS complex (not in [1]_).
    2. T, then P, are the most prominent zero crossings at scale 2^4 in a window between the QRS
       complexes, weighted by their positions in the neighbouring beats (`features.wave_search`).
    3. A wave lower than 1.2 % of the QRS complex at that scale is dropped. A P wave, and a T wave
       lower than 3 %, must also resemble those of the neighbouring beats
       (`features.wave_presence`). Early beats do not count as neighbours of P, and ectopic ones
       have none (`features.ectopic_beats`). In fast regular rhythms P is searched on the descent
       of T as well (`features.p_waves`).
    4. T waves and QRS complexes with marks in an unusual place are dropped if the signal there
       differs from all neighbours (`features.beat_quality`).

    The neighbourhood of a beat is the nearest seventeen beats (eight on either side) and ends at a
    pause of 10 s. Overlapping chunks of 2048 beats give the same result as the whole record.

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
            part = landmarks_of_piece(signal[begin : beats[-1] + halo], fs, rate, beats - begin)
            part = part[start - first : start - first + chunk_beats]
            part[:, : len(LANDMARKS)] += begin
            tables.append(part)
    return pd.DataFrame(np.concatenate(tables), columns=_COLUMNS)
