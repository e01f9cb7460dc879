"""Share of an attribution map on the waves of a heartbeat."""

import numpy as np
import pandas as pd

from craftbench.analyses.samples_table import recording_of
from craftbench.datasets.samples import Recordings, Samples
from features.ecg import delineate

WAVES = {"P": ("p_on", "p_off"), "QRS": ("qrs_on", "qrs_off"), "T": ("t_on", "t_off")}


def shares_of_waves(
    samples: Samples, rows: np.ndarray, maps: np.ndarray, window_s: tuple[float, float]
) -> dict[tuple[str, str], np.ndarray]:
    """Share of attribution, and of time, on each wave of some heartbeats.

    Parameters
    ----------
    samples : Samples
        With recordings.
    rows : (n,) int array
        Positions of the heartbeats.
    maps : (n, T) array
        Their attribution maps, at the sampling rate of the samples or of a resampled view.
    window_s : (before, after)
        Seconds before and after the R peak that the maps show.

    Returns
    -------
    dict of (n,) arrays
        By measure ``share_of_attribution`` or ``share_of_time``, and wave.
    """
    assert samples.recordings is not None
    table = samples.table.reset_index(drop=True)
    # Landmarks depend on neighbouring beats too: whole recordings are delineated.
    owners = recording_of(table)
    whole = table[owners.isin(owners.iloc[rows].unique())]
    marks = landmarks_of(samples.recordings, whole).loc[rows]
    chosen = table.iloc[rows]
    rate = samples.recordings.of(owners.iloc[rows[0]])[1]
    before, after = (round(seconds * rate) for seconds in window_s)
    stretched = _as_long_as(maps, before + after)
    shares = wave_shares(stretched, marks, chosen["r_peak"].to_numpy(), before)
    return {
        (measure, wave): shares[wave + ending].to_numpy()
        for wave in WAVES
        for measure, ending in (("share_of_attribution", ""), ("share_of_time", "_time"))
    }


def _as_long_as(maps: np.ndarray, length: int) -> np.ndarray:
    """Maps (n, T) of a resampled view at the sampling rate of the samples: the nearest value."""
    places = (np.arange(length) + 0.5) * maps.shape[1] / length
    return maps[:, np.minimum(places.astype(np.int64), maps.shape[1] - 1)]


def landmarks_of(recordings: Recordings, table: pd.DataFrame) -> pd.DataFrame:
    """Landmarks of every beat of a samples table with ``r_peak``, in its order."""
    parts = []
    for name, own in table.groupby(recording_of(table), sort=False):
        signal, rate = recordings.of(name)
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
        time is the share of a map that is the same everywhere.
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
