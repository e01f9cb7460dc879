"""R peaks of one lead, from the energy of the quadratic-spline wavelet transform."""

import numpy as np

from features.analysis_rate import AnalysisRate, rounded
from features.beat_decision import BLOCK, are_beats
from features.beat_windows import windows
from features.ecg_arguments import checked_signal
from features.mains_hum import without_mains_hum
from features.pacing_spikes import misleading_spikes, pacing_spikes, without_spikes
from features.qrs_candidates import REFRACTORY, qrs_candidates
from features.usable_signal import bridged, stuck_samples

CHUNK_S = 1800.0
OVERLAP_S = 60.0
LARGEST_DEFLECTION_REACH = 18  # samples at 250 Hz, 72 ms


def detect_r_peaks(signal_mv, fs) -> np.ndarray:
    """Sample indices of the R peaks of one lead.

    Parameters
    ----------
    signal_mv : array_like, shape (samples,)
        One lead in millivolts; other units give the same peaks. NaN where nothing was measured.
    fs : float
        Samples per second, 100 to 1000.

    Returns
    -------
    numpy.ndarray of int64
        Strictly increasing; empty without beats. There are none in missing or stuck stretches.

    Raises
    ------
    ValueError
        `fs` outside 100–1000 Hz; a signal that is empty or not one lead of numbers.

    Notes
    -----
    1. The signal is resampled to 250 Hz. Pacing spikes that mislead the search
       (`features.pacing_spikes`) and mains hum (`features.mains_hum`) are taken off.
    2. The candidates are the maxima of an energy made of slope and curvature
       (`features.qrs_candidates`) [2]_.
    3. Their height beside the local level, and their height and sharpness beside the beat before,
       tell beats from T waves and noise (`features.beat_decision`) [1]_.
    4. The R peak is the largest deflection from the local median, in the signal without any pacing
       spike; a downward one has to be 1.5 times as large as the upward one.

    Every decision depends on its surroundings of some seconds only. Long records are processed in
    overlapping chunks of half an hour, with the same result.

    References
    ----------
    .. [1] Pan, J., Tompkins, W. J. (1985). A real-time QRS detection algorithm. IEEE TBME 32(3),
       230-236.
    .. [2] Martínez, J. P. et al. (2004). A wavelet-based ECG delineator: evaluation on standard
       databases. IEEE TBME 51(4), 570-581.
    """
    signal, fs = checked_signal(signal_mv, fs)
    return _detect_in_chunks(signal, fs, CHUNK_S, OVERLAP_S)


def _detect_in_chunks(
    signal: np.ndarray, fs: float, chunk_s: float, overlap_s: float
) -> np.ndarray:
    rate = AnalysisRate.of(fs)
    period = rate.down * BLOCK  # chunks start where a block of the whole record starts
    core = max(round(chunk_s * fs / period), 1) * period
    overlap = int(np.ceil(overlap_s * fs / period)) * period
    found = [np.empty(0, dtype=np.int64)]
    for start in range(0, len(signal), core):
        first = max(start - overlap, 0)
        chunk = signal[first : start + core + overlap]
        peaks = first + _detect(chunk, fs, rate)
        found.append(peaks[(peaks >= start) & (peaks < start + core)])
    peaks = np.sort(np.concatenate(found))
    return peaks[np.diff(peaks, prepend=-1) > 0]


def _detect(signal: np.ndarray, fs: float, rate: AnalysisRate) -> np.ndarray:
    filled, missing = bridged(signal)
    unusable = missing | stuck_samples(filled, fs)
    analysed = rate.resample(filled)
    if len(analysed) < REFRACTORY:
        return np.empty(0, dtype=np.int64)
    spikes = pacing_spikes(analysed)
    misleading = misleading_spikes(analysed, without_spikes(analysed, spikes), spikes)
    analysed = without_spikes(analysed, misleading)
    analysed = without_mains_hum(analysed, fs * rate.up / rate.down)
    candidates = qrs_candidates(analysed)
    original = np.clip(rounded(rate.to_original(candidates.position)), 0, len(signal) - 1)
    candidates = candidates.only(~unusable[original])
    beat = are_beats(candidates, len(analysed))
    bare = without_spikes(analysed, spikes)
    peaks = _largest_deflection(bare, candidates.position[beat])
    peaks = _on_original_grid(filled, rate.to_original(peaks), rate)
    return peaks[~unusable[peaks]]


def _largest_deflection(analysed: np.ndarray, centres: np.ndarray) -> np.ndarray:
    baseline = _medians(windows(analysed, centres, 50, 50))[:, None]
    reach = LARGEST_DEFLECTION_REACH
    deflection = windows(analysed, centres, reach, reach) - baseline
    rows = np.arange(len(centres))
    up, down = deflection.argmax(axis=1), deflection.argmin(axis=1)
    upward = 1.5 * deflection[rows, up] >= -deflection[rows, down]
    return np.clip(centres - reach + np.where(upward, up, down), 0, len(analysed) - 1)


def _on_original_grid(signal: np.ndarray, around: np.ndarray, rate: AnalysisRate) -> np.ndarray:
    """The extremum of the original signal within one analysis sample."""
    centre = np.clip(rounded(around), 0, len(signal) - 1)
    reach = max(round(rate.down / rate.up), 1)
    wide = windows(signal, centre, 12 * reach, 12 * reach)
    near = wide[:, 11 * reach : 13 * reach + 1]
    upward = near[:, reach] >= _medians(wide)
    offset = np.where(upward, near.argmax(axis=1), near.argmin(axis=1)) - reach
    return np.clip(centre + offset, 0, len(signal) - 1).astype(np.int64)


def _medians(rows: np.ndarray) -> np.ndarray:
    """Of each row of an odd number of values."""
    middle = rows.shape[1] // 2
    return np.partition(rows, middle, axis=1)[:, middle]
