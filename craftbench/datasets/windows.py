"""Windows around the beats of a recording."""

import numpy as np
import pandas as pd

from craftbench.datasets.samples import Recordings


def cut_windows(
    signal: np.ndarray, r_peaks: np.ndarray, rate: float, before_s: float, after_s: float
) -> np.ndarray:
    """The signal around each R peak.

    Parameters
    ----------
    signal : (samples,) array
        One lead.
    r_peaks : (n,) int array
        Sample numbers.
    rate : float
        Samples per second.
    before_s, after_s : float
        Window before and after the R peak in seconds.

    Returns
    -------
    (n, T, 1) array
        Beyond the ends of the signal, its first or last value is repeated.
    """
    window = np.arange(-round(before_s * rate), round(after_s * rate))
    places = np.clip(np.asarray(r_peaks)[:, None] + window, 0, len(signal) - 1)
    return signal[places][..., None]


def cut_again(
    recordings: Recordings, table: pd.DataFrame, before_s: float, after_s: float
) -> np.ndarray:
    """Windows of all beats of a table with ``group`` and ``r_peak``, (n, T, 1), in its order."""
    parts, order = [], []
    for group, rows in table.groupby("group", sort=False, observed=True).indices.items():
        signal, rate = recordings.of(str(group))
        peaks = table["r_peak"].to_numpy()[rows]
        parts.append(cut_windows(signal, peaks, rate, before_s, after_s))
        order.append(rows)
    return np.concatenate(parts)[np.argsort(np.concatenate(order))]
