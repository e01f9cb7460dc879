"""Recipe of de Chazal et al. 2004: intervals and sampled morphology of both leads."""

import numpy as np
import pandas as pd
from scipy.signal import filtfilt, firwin

from features.delineation import delineate
from features.feature import Feature
from features.two_leads import checked_two_leads, without_baseline

LOCAL_BEATS = 10
QRS_S, QRS_SAMPLES = (-0.05, 0.10), 10
T_S, T_SAMPLES = (0.15, 0.50), 8
LOW_PASS_HZ, LOW_PASS_TAPS = 35.0, 13

_OF_LEAD = {
    "rr_before": Feature("s", "time since the previous beat"),
    "rr_after": Feature("s", "time until the next beat"),
    "rr_record": Feature("s", "mean RR before of the record"),
    "rr_local": Feature("s", f"mean RR before of the {LOCAL_BEATS} beats around"),
    "qrs_duration": Feature("ms", "QRS end minus QRS onset"),
    "t_duration": Feature("ms", "T end minus QRS end; NaN without a T wave"),
    "p_present": Feature("1", "1 with a P wave, 0 without"),
    **{
        f"qrs_{i}": Feature("1", f"value {i + 1} of {QRS_SAMPLES} from 50 ms before R to 100 after")
        for i in range(QRS_SAMPLES)
    },
    **{
        f"t_{i}": Feature("1", f"value {i + 1} of {T_SAMPLES} from 150 to 500 ms after R")
        for i in range(T_SAMPLES)
    },
}
DE_CHAZAL_COLUMNS = {
    f"lead_{lead}_{name}": feature for lead in (1, 2) for name, feature in _OF_LEAD.items()
}


def de_chazal_2004(
    leads_mv: np.ndarray,
    fs: float,
    r_peaks: np.ndarray,
    rr_before_s: np.ndarray,
    rr_after_s: np.ndarray,
) -> pd.DataFrame:
    """The same 25 features of each of two leads of one record.

    Parameters
    ----------
    leads_mv : (samples, 2) array
        Both leads of the record in mV; NaN where nothing was measured.
    fs : float
        Samples per second, 100 to 1000.
    r_peaks : (n,) array of int
        Increasing sample numbers.
    rr_before_s, rr_after_s : (n,) float arrays
        Seconds to the neighbouring beats; NaN where a beat has none.

    Returns
    -------
    DataFrame
        n rows, the columns of `DE_CHAZAL_COLUMNS`: those of the first lead, then of the second, for
        `models.linear_discriminants` in two parts.

    Raises
    ------
    ValueError
        If there are not two leads, and as `features.ecg.delineate` raises it.

    Notes
    -----
    Record statistics: **the tested record, unlabelled**: its mean RR interval. The baseline,
    medians over 200 and then 600 ms, is subtracted, and a filter of 12th order passes up to 35 Hz.
    The mean of the local RR covers the ten beats around. Differences from the paper: landmarks are
    those of `features.ecg` instead of its own; the morphology is that of its fixed windows, and of
    its two scalings the one over the beat's largest QRS value, which cross-validation inside DS1
    preferred to mV; the filters here run forwards and backwards, or centred.

    References
    ----------
    P. de Chazal, M. O'Dwyer, R. Reilly: Automatic classification of heartbeats using ECG
    morphology and heartbeat interval features. IEEE Trans. Biomed. Eng. 51 (2004) 1196-1206.
    """
    filled, peaks = checked_two_leads(leads_mv, r_peaks)
    rhythm = _rhythm(pd.Series(rr_before_s), pd.Series(rr_after_s))
    parts = []
    for number, (lead, whole) in enumerate(zip(np.transpose(leads_mv), filled, strict=True), 1):
        own = rhythm | _intervals(lead, fs, peaks) | _morphology(whole, fs, peaks)
        parts.append(pd.DataFrame(own).add_prefix(f"lead_{number}_"))
    return pd.concat(parts, axis=1)


def _rhythm(before: pd.Series, after: pd.Series) -> dict[str, np.ndarray]:
    local = before.rolling(LOCAL_BEATS, center=True, min_periods=1).mean()
    return {
        "rr_before": before.to_numpy(),
        "rr_after": after.to_numpy(),
        "rr_record": np.full(len(before), before.mean()),
        "rr_local": local.to_numpy(),
    }


def _intervals(lead: np.ndarray, fs: float, r_peaks: np.ndarray) -> dict[str, np.ndarray]:
    marks = delineate(lead, fs, r_peaks)
    ms = 1000 / fs
    qrs_end = marks["qrs_off"].to_numpy(float)
    seen = np.isfinite(qrs_end)
    return {
        "qrs_duration": (qrs_end - marks["qrs_on"].to_numpy(float)) * ms,
        "t_duration": (marks["t_off"].to_numpy(float) - qrs_end) * ms,
        "p_present": np.where(seen, np.isfinite(marks["p_peak"].to_numpy(float)), np.nan),
    }


def _morphology(lead: np.ndarray, fs: float, r_peaks: np.ndarray) -> dict[str, np.ndarray]:
    signal = _filtered(lead, fs)
    time = np.arange(len(signal)) / fs
    beats = (r_peaks / fs)[:, None]
    qrs, t = (
        np.interp(beats + np.linspace(*span, count), time, signal)
        for span, count in ((QRS_S, QRS_SAMPLES), (T_S, T_SAMPLES))
    )
    height = np.abs(qrs).max(axis=1, keepdims=True)
    height = np.where(height > 0, height, np.nan)
    found = {f"qrs_{i}": column for i, column in enumerate((qrs / height).T)}
    return found | {f"t_{i}": column for i, column in enumerate((t / height).T)}


def _filtered(lead: np.ndarray, fs: float) -> np.ndarray:
    """Without baseline wander, mains hum and noise above 35 Hz, in mV."""
    taps = firwin(LOW_PASS_TAPS, LOW_PASS_HZ, fs=fs)
    return filtfilt(taps, 1.0, without_baseline(lead, fs))
