"""Recipe of Mondéjar-Guerra et al. 2019: six families of features, for a machine each."""

import numpy as np
import pandas as pd
from scipy.stats import kurtosis, skew

from features.ecg_arguments import checked_r_peaks, checked_signal
from features.feature import Feature
from features.two_leads import without_baseline
from features.usable_signal import bridged

SIDE_S, VALUES = 0.25, 180
LOCAL_BEATS, GLOBAL_S = 10, 300
PARTS, BLOCK, NEIGHBOURS = 5, 8, 4
PLACES = {"start": (0, 40), "q": (75, 85), "s": (95, 105), "end": (150, 180)}
R_PLACE = VALUES // 2

_RR = {
    "rr_before": "time since the previous beat",
    "rr_after": "time until the next beat",
    "rr_local": f"mean RR before of this beat and the {LOCAL_BEATS - 1} before it",
    "rr_global": f"mean RR before of the last {GLOBAL_S} s",
}
RR_COLUMNS = {name: Feature("s", text) for name, text in _RR.items()}
NORMALISED_RR_COLUMNS = {
    f"{name}_to_record": Feature("1", f"{text}, over the mean of the same in the record")
    for name, text in _RR.items()
}
HOS_COLUMNS = {
    "skewness_*": Feature("1", f"skewness of a fifth of the {2 * SIDE_S:g} s around R"),
    "kurtosis_*": Feature("1", f"excess kurtosis of a fifth of the {2 * SIDE_S:g} s around R"),
}
WAVELET_COLUMNS = {
    "haar_*": Feature("mV", "Haar approximation at level 3, 22 ms each, from 250 ms before R")
}
LBP_COLUMNS = {
    "lbp_*": Feature("1", "number of values around R whose 8 neighbours form a uniform pattern")
}
SHAPE_COLUMNS = {
    f"distance_{name}": Feature("1", f"distance from R to the {kind} of values {first} to {last}")
    for (name, (first, last)), kind in zip(
        PLACES.items(), ("highest", "lowest", "lowest", "highest"), strict=True
    )
}


def mondejar_rr(
    signal_mv: np.ndarray,
    fs: float,
    r_peaks: np.ndarray,
    rr_before_s: np.ndarray,
    rr_after_s: np.ndarray,
) -> pd.DataFrame:
    """RR before and after, and the means of ten beats and of five minutes, (n, 4) in s.

    Parameters
    ----------
    signal_mv : (samples,) array
        One lead of one record; only its length counts here.
    fs : float
        Samples per second.
    r_peaks : (n,) array of int
        Increasing sample numbers.
    rr_before_s, rr_after_s : (n,) float arrays
        Seconds to the neighbouring beats; NaN where a beat has none.

    Notes
    -----
    Record statistics: **causal**, with one beat of delay for RR after.

    References
    ----------
    V. Mondéjar-Guerra, J. Novo, J. Rouco, M. G. Penedo, M. Ortega: Heartbeat classification fusing
    temporal and morphological information of ECGs via ensemble of classifiers. Biomed. Signal
    Process. Control 47 (2019) 41-48.
    """
    before = pd.Series(rr_before_s)
    clock = pd.to_timedelta(checked_r_peaks(r_peaks, len(signal_mv)) / fs, unit="s")
    minutes = before.set_axis(clock).rolling(f"{GLOBAL_S}s", min_periods=1).mean()
    local = before.rolling(LOCAL_BEATS, min_periods=1).mean()
    columns = (before, np.asarray(rr_after_s), local, minutes.to_numpy())
    return pd.DataFrame(dict(zip(RR_COLUMNS, columns, strict=True)))


def mondejar_normalised_rr(
    signal_mv: np.ndarray,
    fs: float,
    r_peaks: np.ndarray,
    rr_before_s: np.ndarray,
    rr_after_s: np.ndarray,
) -> pd.DataFrame:
    """Each column of `mondejar_rr` over its mean in the record, (n, 4).

    Record statistics: **the tested record, unlabelled** (means).
    """
    found = mondejar_rr(signal_mv, fs, r_peaks, rr_before_s, rr_after_s)
    return (found / found.mean()).set_axis(list(NORMALISED_RR_COLUMNS), axis=1)


def mondejar_hos(signal_mv: np.ndarray, fs: float, r_peaks: np.ndarray) -> pd.DataFrame:
    """Skewness and kurtosis of five equal parts of the beat, (n, 10); NaN where a part is flat."""
    parts = _beats(signal_mv, fs, r_peaks).reshape(-1, PARTS, VALUES // PARTS)
    flat = np.ptp(parts, axis=2) == 0
    varied = np.where(flat[..., None], np.arange(parts.shape[2]), parts)
    found: dict[str, np.ndarray] = {}
    for name, moment in (("skewness", skew), ("kurtosis", kurtosis)):
        values = np.where(flat, np.nan, moment(varied, axis=2))
        found |= {f"{name}_{part}": column for part, column in enumerate(values.T)}
    return pd.DataFrame(found)


def mondejar_wavelet(signal_mv: np.ndarray, fs: float, r_peaks: np.ndarray) -> pd.DataFrame:
    """The 23 Haar approximations of the beat at level 3, in mV · √8.

    The last four of 180 values are repeated, so that 23 blocks of 8 are full.
    """
    beats = _beats(signal_mv, fs, r_peaks)
    beats = np.concatenate([beats, beats[:, -(-VALUES % BLOCK) :]], axis=1)
    sums = beats.reshape(len(beats), -1, BLOCK).sum(axis=2) / np.sqrt(BLOCK)
    return pd.DataFrame({f"haar_{k}": column for k, column in enumerate(sums.T)})


def mondejar_lbp(signal_mv: np.ndarray, fs: float, r_peaks: np.ndarray) -> pd.DataFrame:
    """Histogram of one-dimensional local binary patterns of the beat, (n, 59).

    Notes
    -----
    Bit k of a value is 1 if its k-th neighbour, of four before and four after, is at least as high.
    The 58 patterns whose bits change at most twice around the circle have a bin each, all others
    share one. A histogram sums to 172.
    """
    beats = _beats(signal_mv, fs, r_peaks)
    centre = beats[:, NEIGHBOURS:-NEIGHBOURS]
    shifts = [k for k in range(-NEIGHBOURS, NEIGHBOURS + 1) if k]
    pattern = np.zeros(centre.shape, np.intp)
    for bit, shift in enumerate(shifts):
        beside = beats[:, NEIGHBOURS + shift : VALUES - NEIGHBOURS + shift]
        pattern |= (beside >= centre).astype(np.intp) << bit
    bits = (np.arange(256)[:, None] >> np.arange(8)) & 1
    uniform = (bits != np.roll(bits, 1, axis=1)).sum(axis=1) <= 2
    bins = int(uniform.sum()) + 1
    place = np.where(uniform, uniform.cumsum() - 1, bins - 1)[pattern]
    place += np.arange(len(beats))[:, None] * bins
    counts = np.bincount(place.ravel(), minlength=len(beats) * bins).reshape(len(beats), bins)
    return pd.DataFrame({f"lbp_{k}": column for k, column in enumerate(counts.T.astype(float))})


def mondejar_shape(signal_mv: np.ndarray, fs: float, r_peaks: np.ndarray) -> pd.DataFrame:
    """Distances from the R peak to four extremes of the beat, (n, 4): "own morphology".

    Notes
    -----
    The highest values before P and after S, the lowest before and after R. A distance is
    ``√(Δt² + Δv²)``, with Δt in windows of 0.5 s and Δv in mV: the paper does not say the unit of
    time.
    """
    beats = _beats(signal_mv, fs, r_peaks)
    each = np.arange(len(beats))
    found = {}
    for column, (first, last) in zip(SHAPE_COLUMNS, PLACES.values(), strict=True):
        part = beats[:, first:last]
        outer = first == 0 or last == VALUES
        place = first + (part.argmax(axis=1) if outer else part.argmin(axis=1))
        rise = beats[each, place] - beats[:, R_PLACE]
        found[column] = np.hypot((place - R_PLACE) / VALUES, rise)
    return pd.DataFrame(found)


def _beats(signal_mv: np.ndarray, fs: float, r_peaks: np.ndarray) -> np.ndarray:
    """180 values of each beat, 250 ms on either side of R, without baseline wander, in mV."""
    signal, fs = checked_signal(signal_mv, fs)
    peaks = checked_r_peaks(r_peaks, len(signal))
    clean = without_baseline(bridged(np.asarray(signal, float))[0], fs)
    seconds = np.arange(-R_PLACE, VALUES - R_PLACE) * (2 * SIDE_S / VALUES)
    time = np.arange(len(clean)) / fs
    return np.interp((peaks / fs)[:, None] + seconds, time, clean)
