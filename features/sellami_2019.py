"""Recipe of Sellami & Hwang 2019: the signal of a beat and of its two neighbours, for a network."""

import numpy as np
import pandas as pd

from features.ecg_arguments import checked_r_peaks, checked_signal
from features.feature import Feature
from features.usable_signal import bridged

BEATS = ("before", "own", "after")
SPAN_S, VALUES = (-0.28, 0.5), 72

SELLAMI_COLUMNS = {
    f"{beat}_*": Feature("mV", f"value of 72 from 280 ms before R to 500 ms after, beat: {beat}")
    for beat in BEATS
}


def sellami_2019(signal_mv: np.ndarray, fs: float, r_peaks: np.ndarray) -> pd.DataFrame:
    """72 values of the previous, the own and the next beat of one record.

    Parameters
    ----------
    signal_mv : (samples,) array
        One lead of the record in mV; NaN where nothing was measured.
    fs : float
        Samples per second, 100 to 1000.
    r_peaks : (n,) array of int
        Increasing sample numbers.

    Returns
    -------
    DataFrame
        n rows, 216 columns: the three beats one after the other, for `models.sellami_cnn`. The
        first and the last beat of a record have themselves as a neighbour.

    Raises
    ------
    ValueError
        As `features.ecg.delineate` raises it.

    Notes
    -----
    Record statistics: **causal**, with one beat of delay. The signal is not filtered. Chosen here:
    the span of a beat, 91 values a second instead of 360, and that the median of the three beats is
    subtracted.

    References
    ----------
    A. Sellami, H. Hwang: A robust deep convolutional neural network with batch-weighted loss for
    heartbeat classification. Expert Syst. Appl. 122 (2019) 75-84.
    """
    signal, fs = checked_signal(signal_mv, fs)
    peaks = checked_r_peaks(r_peaks, len(signal))
    filled = bridged(np.asarray(signal, float))[0]
    time = np.arange(len(filled)) / fs
    beats = np.interp((peaks / fs)[:, None] + np.linspace(*SPAN_S, VALUES), time, filled)
    each = np.arange(len(peaks))
    last = max(len(peaks) - 1, 0)
    three = [beats[np.clip(each + shift, 0, last)] for shift in (-1, 0, 1)]
    joined = np.concatenate(three, axis=1)
    joined -= np.median(joined, axis=1, keepdims=True)
    names = [f"{beat}_{k}" for beat in BEATS for k in range(VALUES)]
    return pd.DataFrame(joined, columns=names)
