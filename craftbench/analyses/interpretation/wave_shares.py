"""How much of an attribution falls on the waves of a heartbeat."""

import numpy as np
import pandas as pd

from craftbench.datasets.samples import Recordings
from features.ecg import delineate

WAVES = {"P": ("p_on", "p_off"), "QRS": ("qrs_on", "qrs_off"), "T": ("t_on", "t_off")}


def landmarks_of(recordings: Recordings, table: pd.DataFrame) -> pd.DataFrame:
    """Landmarks of every beat of a table with ``group`` and ``r_peak``, in its order."""
    parts = []
    for group, own in table.groupby("group", sort=False, observed=True):
        signal, rate = recordings.of(str(group))
        own = own.sort_values("r_peak")
        parts.append(delineate(signal, rate, own["r_peak"].to_numpy()).set_axis(own.index))
    return pd.concat(parts).loc[table.index]


def wave_shares(
    maps: np.ndarray, landmarks: pd.DataFrame, r_peaks: np.ndarray, before: int
) -> pd.DataFrame:
    """Share of attribution, and of time, on P, QRS and T.

    Parameters
    ----------
    maps : (n, T) array
        Attributions, not negative.
    landmarks : DataFrame
        ``p_on p_off qrs_on qrs_off t_on t_off`` in samples of the recording, NaN without the wave.
    r_peaks : (n,) int array
        In samples of the recording.
    before : int
        Samples of the window before the R peak.

    Returns
    -------
    DataFrame
        ``P, QRS, T`` and ``P_time, QRS_time, T_time``, n rows; NaN without the wave. The share of
        time is what an attribution without any preference would have.
    """
    time = np.arange(maps.shape[1]) - before
    total = maps.sum(axis=1)
    shares = {}
    for wave, (begin, end) in WAVES.items():
        first = landmarks[begin].to_numpy() - r_peaks
        last = landmarks[end].to_numpy() - r_peaks
        known = ~(np.isnan(first) | np.isnan(last))
        inside = (time >= first[:, None]) & (time <= last[:, None])
        with np.errstate(invalid="ignore"):
            of_map = np.where(inside, maps, 0).sum(axis=1) / total
        shares[wave] = np.where(known & (total > 0), of_map, np.nan)
        shares[f"{wave}_time"] = np.where(known, inside.mean(axis=1), np.nan)
    return pd.DataFrame(shares)
