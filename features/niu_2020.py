"""Recipe of Niu et al. 2020: beat and rhythm as one sequence of symbols, for a network."""

import numpy as np
import pandas as pd
from scipy.stats import norm

from features.ecg_arguments import checked_r_peaks, checked_signal
from features.feature import Feature
from features.two_leads import without_baseline
from features.usable_signal import bridged

SYMBOLS = 8
SPAN_S, SEGMENTS, VALUES = (-0.25, 0.45), 35, 4
INTERVALS = ("previous", "before", "after")
RATIO_EDGES = (0.7, 0.8, 0.9, 0.97, 1.03, 1.1, 1.3)
LEVEL_EDGES = tuple(norm.ppf(np.arange(1, SYMBOLS) / SYMBOLS))

NIU_COLUMNS = {
    "rr_*": Feature("1", "1 where the interval, over the mean of the record, has the symbol"),
    "beat_*": Feature("1", "1 where the mean of 20 ms has the symbol"),
}


def niu_2020(
    signal_mv: np.ndarray,
    fs: float,
    r_peaks: np.ndarray,
    rr_before_s: np.ndarray,
    rr_after_s: np.ndarray,
) -> pd.DataFrame:
    """A sequence of 38 symbols of each beat of one record: three of rhythm, 35 of the signal.

    Parameters
    ----------
    signal_mv : (samples,) array
        One lead of the record in mV; NaN where nothing was measured.
    fs : float
        Samples per second, 100 to 1000.
    r_peaks : (n,) array of int
        Increasing sample numbers.
    rr_before_s, rr_after_s : (n,) float arrays
        Seconds to the neighbouring beats; NaN where a beat has none.

    Returns
    -------
    DataFrame
        n rows, 38 × 8 columns: each symbol of an alphabet of eight as zeros and a one, for
        `models.niu_cnn`. An interval that is not known has no one.

    Raises
    ------
    ValueError
        As `features.ecg.delineate` raises it.

    Notes
    -----
    Record statistics: **the tested record, unlabelled**: mean RR, and the spread of its beats. The
    baseline is subtracted, beats are averaged over segments of 20 ms and divided by the standard
    deviation of the record's beats. A mean's symbol is the eighth of the normal distribution that
    it falls in, as in SAX. The paper's own breakpoints, segments and alphabet are not known here:
    these are chosen, and so are the edges of the ratios of RR, 0.7 to 1.3.

    References
    ----------
    J. Niu, Y. Tang, Z. Sun, W. Zhang: Inter-patient ECG classification with symbolic
    representations and multi-perspective convolutional neural networks. IEEE J. Biomed. Health
    Inform. 24 (2020) 1321-1332.
    J. Lin et al.: Experiencing SAX: a novel symbolic representation of time series. Data Min.
    Knowl. Discov. 15 (2007) 107-144.
    """
    before, after = pd.Series(rr_before_s), pd.Series(rr_after_s)
    usual = before.mean()
    ratios = np.stack([before.shift(1), before, after], axis=1) / usual
    levels = _levels(signal_mv, fs, r_peaks)
    parts = {"rr": (ratios, INTERVALS, RATIO_EDGES), "beat": (levels, range(SEGMENTS), LEVEL_EDGES)}
    found: dict[str, np.ndarray] = {}
    for kind, (values, names, edges) in parts.items():
        symbol = np.where(np.isnan(values), -1, np.searchsorted(edges, values))
        for name, column in zip(names, symbol.T, strict=True):
            found |= {f"{kind}_{name}_{s}": (column == s).astype(float) for s in range(SYMBOLS)}
    return pd.DataFrame(found)


def _levels(signal_mv: np.ndarray, fs: float, r_peaks: np.ndarray) -> np.ndarray:
    """Means of the segments of each beat over the standard deviation of all, (n, segments)."""
    signal, fs = checked_signal(signal_mv, fs)
    peaks = checked_r_peaks(r_peaks, len(signal))
    clean = without_baseline(bridged(np.asarray(signal, float))[0], fs)
    step = (SPAN_S[1] - SPAN_S[0]) / (SEGMENTS * VALUES)
    seconds = SPAN_S[0] + step * (np.arange(SEGMENTS * VALUES) + 0.5)
    beats = np.interp((peaks / fs)[:, None] + seconds, np.arange(len(clean)) / fs, clean)
    spread = beats.std() if len(beats) else np.nan
    means = beats.reshape(len(beats), SEGMENTS, VALUES).mean(axis=2)
    return means / (spread if spread > 0 else np.nan)
