"""R peaks of one lead, from the energy of the quadratic-spline wavelet transform."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy.ndimage import maximum_filter1d, median_filter

from features.analysis_rate import AnalysisRate, rounded
from features.beat_windows import windows
from features.ecg_arguments import checked_signal
from features.quadratic_spline_wavelet import quadratic_spline_transform
from features.usable_signal import bridged, stuck_samples

CHUNK_S = 900.0
OVERLAP_S = 60.0

# All in samples or blocks at 250 Hz. The shares were chosen on every other record of mitdb in
# alphabetical order (100, 102, 104, ...), by the number of missed and false beats.
_SCALE_WEIGHTS = (1.0, 1.0, 0.05)  # of the energy at the scales 2^2, 2^3 and 2^4
_SMOOTHING = 19  # 76 ms
_REFRACTORY = 56  # 224 ms: no two beats are closer, and no shorter signal holds one
_BLOCK = 375  # 1.5 s: the highest energy in each block sets the level
_LEVEL_BLOCKS = 13  # over 19.5 s
_LEVEL_PERCENTILE = 35  # below the median, so that large ectopic beats do not hide the others
_SILENCE_BLOCKS, _SILENCE = 41, 0.2  # a level below 0.2 of the median over a minute is noise
_THRESHOLD = 0.4  # share of the level that makes a beat
_T_WAVE_REACH, _T_WAVE_SHARE = 90, 0.6  # within 360 ms, lower than this share: a T wave
_SEARCH_BACK_GAP, _SEARCH_BACK_THRESHOLD = 1.4, 0.3


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
    With :math:`W_k` the quadratic-spline transform at scale :math:`2^k` and 250 Hz, the envelope

    .. math:: e = \\sqrt{\\overline{W_2^2 + W_3^2 + 0.05\\,W_4^2}}

    (running mean of 76 ms) has a maximum at every QRS complex. A maximum is a beat where it
    exceeds 0.4 of the local level, which is the 35th percentile of the highest envelope in each
    of the surrounding thirteen blocks of 1.5 s. As in [1]_, a maximum within 360 ms of a beat
    and much lower is its T wave, and a pause of more than 1.4 usual RR intervals is searched
    again with a lower threshold. The R peak is the largest deflection from the local median;
    a downward one has to be 1.5 times as large as the upward one.

    Every decision depends on its surroundings of some seconds only. Long records are processed in
    overlapping chunks of a quarter of an hour, with the same result.

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
    period = rate.down * _BLOCK  # chunks start where a block of the whole record starts
    core = max(round(chunk_s * fs / period), 1) * period
    overlap = int(np.ceil(overlap_s * fs / period)) * period
    found = [np.empty(0, dtype=np.int64)]
    for start in range(0, len(signal), core):
        first = max(start - overlap, 0)
        chunk = signal[first : start + core + overlap]
        peaks = first + _detect(chunk, fs, rate)
        found.append(peaks[(peaks >= start) & (peaks < start + core)])
    return np.unique(np.concatenate(found))


def _detect(signal: np.ndarray, fs: float, rate: AnalysisRate) -> np.ndarray:
    filled, missing = bridged(signal)
    unusable = missing | stuck_samples(filled, fs)
    analysed = rate.resample(filled)
    if len(analysed) < _REFRACTORY:
        return np.empty(0, dtype=np.int64)
    position, height = _envelope_maxima(analysed)
    original = np.clip(rounded(rate.to_original(position)), 0, len(signal) - 1)
    usable = ~unusable[original]
    position, height = position[usable], height[usable]
    level = _local_level(position, height, len(analysed))
    beat = height > _THRESHOLD * level
    beat = _without_t_waves(beat, position, height)
    for _ in range(2):
        beat = _search_back(beat, position, height, level)
    peaks = _largest_deflection(analysed, position[beat])
    peaks = _on_original_grid(filled, rate.to_original(peaks), rate)
    return peaks[~unusable[peaks]]


def _envelope_maxima(analysed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    transform = quadratic_spline_transform(analysed, scales=4)
    energy = sum(
        weight * scale**2 for weight, scale in zip(_SCALE_WEIGHTS, transform[1:], strict=True)
    )
    half = _SMOOTHING // 2
    mean = np.full(_SMOOTHING, 1 / _SMOOTHING)
    envelope = np.sqrt(np.convolve(np.pad(energy, half, mode="edge"), mean, mode="valid"))
    highest = maximum_filter1d(envelope, 2 * _REFRACTORY + 1)
    position = np.flatnonzero((envelope == highest) & (envelope > 0))
    apart = np.diff(position, prepend=-_REFRACTORY) >= _REFRACTORY  # a plateau counts once
    position = position[apart]
    return position, envelope[position]


def _local_level(position: np.ndarray, height: np.ndarray, samples: int) -> np.ndarray:
    """Percentile over the surrounding blocks with a maximum, but not the level of silence."""
    blocks = max(samples // _BLOCK, 1)
    block = np.minimum(position // _BLOCK, blocks - 1)
    of_block = np.zeros(blocks)
    np.maximum.at(of_block, block, height)
    of_block[of_block == 0] = np.nan
    local = _percentile_around(of_block, _LEVEL_BLOCKS // 2, _LEVEL_PERCENTILE)
    wide = _percentile_around(of_block, _SILENCE_BLOCKS // 2, 50)
    return np.fmax(local, _SILENCE * wide)[block]


def _percentile_around(values: np.ndarray, reach: int, percentile: float) -> np.ndarray:
    padded = np.pad(values, reach, constant_values=np.nan)
    ordered = np.sort(sliding_window_view(padded, 2 * reach + 1), axis=1)  # NaN last
    known = np.isfinite(ordered).sum(axis=1)
    rank = np.floor(percentile / 100 * np.maximum(known - 1, 0)).astype(int)
    return ordered[np.arange(len(values)), rank]


def _without_t_waves(beat: np.ndarray, position: np.ndarray, height: np.ndarray) -> np.ndarray:
    for _ in range(2):
        at = np.flatnonzero(beat)
        soon = np.diff(position[at], prepend=-np.inf) < _T_WAVE_REACH
        before = np.concatenate([[np.inf], height[at][:-1]])[: len(at)]
        beat = beat.copy()
        beat[at[soon & (height[at] < _T_WAVE_SHARE * before)]] = False
    return beat


def _search_back(
    beat: np.ndarray, position: np.ndarray, height: np.ndarray, level: np.ndarray
) -> np.ndarray:
    at = np.flatnonzero(beat)
    if len(at) < 3:
        return beat
    rr = np.diff(position[at])
    long = rr > _SEARCH_BACK_GAP * median_filter(rr, 9, mode="nearest")
    following = np.searchsorted(at, np.arange(len(beat)))
    inside = ~beat & (following > 0) & (following < len(at))
    candidate = np.flatnonzero(inside & (height > _SEARCH_BACK_THRESHOLD * level))
    gap = following[candidate] - 1
    after = position[candidate] - position[at[gap]]
    ahead = position[at[gap + 1]] - position[candidate]
    fits = long[gap] & (after > _T_WAVE_REACH) & (ahead > _REFRACTORY)
    candidate, gap = candidate[fits], gap[fits]
    by_height = np.lexsort((height[candidate], gap))
    candidate, gap = candidate[by_height], gap[by_height]
    highest = np.append(np.diff(gap) != 0, True)[: len(gap)]
    beat = beat.copy()
    beat[candidate[highest]] = True
    return beat


def _largest_deflection(analysed: np.ndarray, centres: np.ndarray) -> np.ndarray:
    baseline = np.median(windows(analysed, centres, 50, 50), axis=1, keepdims=True)
    deflection = windows(analysed, centres, 25, 25) - baseline
    rows = np.arange(len(centres))
    up, down = deflection.argmax(axis=1), deflection.argmin(axis=1)
    upward = 1.5 * deflection[rows, up] >= -deflection[rows, down]
    return np.clip(centres - 25 + np.where(upward, up, down), 0, len(analysed) - 1)


def _on_original_grid(signal: np.ndarray, around: np.ndarray, rate: AnalysisRate) -> np.ndarray:
    """The extremum of the original signal within one analysis sample."""
    centre = np.clip(rounded(around), 0, len(signal) - 1)
    reach = max(round(rate.down / rate.up), 1)
    near = windows(signal, centre, reach, reach)
    wide = windows(signal, centre, 12 * reach, 12 * reach)
    upward = near[:, reach] >= np.median(wide, axis=1)
    offset = np.where(upward, near.argmax(axis=1), near.argmin(axis=1)) - reach
    return np.clip(centre + offset, 0, len(signal) - 1).astype(np.int64)
