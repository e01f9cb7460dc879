"""Hand-crafted features of heartbeats: intervals and amplitudes between their landmarks."""

import numpy as np
import pandas as pd

from features.delineation import delineate
from features.feature import Feature
from features.usable_signal import bridged

MILLISECONDS = 1000.0
ISOELECTRIC_MS = (30.0, 10.0)
ST_MS = 60.0
ST_SLOPE_MS = (20.0, 80.0)

_RELATIVE = {
    "qrs_duration": "duration of the QRS complex",
    "qrs_area": "QRS area",
    "r_amplitude": "R amplitude",
    "pr": "PR interval",
}

LANDMARK_COLUMNS = {
    "p_present": Feature("1", "1 with a P wave, 0 without; NaN where the beat is not visible"),
    "p_duration": Feature("ms", "P end minus P onset; NaN without a P wave"),
    "pr": Feature("ms", "QRS onset minus P onset; NaN without a P wave"),
    "qrs_duration": Feature("ms", "QRS end minus QRS onset"),
    "qt": Feature("ms", "T end minus QRS onset; NaN without a T wave"),
    "qtc_bazett": Feature("ms", "QT over the square root of RR before in s (Bazett 1920)"),
    "qtc_fridericia": Feature("ms", "QT over the cube root of RR before in s (Fridericia 1920)"),
    "p_amplitude": Feature("mV", "at the P peak, above the isoelectric level; NaN without P"),
    "r_amplitude": Feature("mV", "highest value in the QRS complex above the isoelectric level"),
    "s_amplitude": Feature("mV", "lowest value from R to QRS end above the isoelectric level"),
    "q_amplitude": Feature("mV", "lowest value from QRS onset to R above the isoelectric level"),
    "t_amplitude": Feature("mV", "at the T peak, above the isoelectric level; NaN without T"),
    "t_polarity": Feature("1", "sign of the T amplitude: 1 upright, -1 inverted; NaN without T"),
    "st_level": Feature("mV", f"{ST_MS:g} ms after QRS end, above the isoelectric level"),
    "st_slope": Feature("mV/s", f"from {ST_SLOPE_MS[0]:g} to {ST_SLOPE_MS[1]:g} ms after QRS end"),
    "qrs_area": Feature("mV·ms", "integral of the distance from the isoelectric level over QRS"),
    "qrs_net_area": Feature("mV·ms", "the same integral with sign: negative for a downward QRS"),
    **{
        f"{name}_to_record": Feature("1", f"{text} over the record's median of it")
        for name, text in _RELATIVE.items()
    },
}


def landmarks(
    signal_mv: np.ndarray, fs: float, r_peaks: np.ndarray, rr_before_s: np.ndarray
) -> pd.DataFrame:
    """The usual clinical measurements on each beat of one record.

    Parameters
    ----------
    signal_mv : (samples,) array
        One lead of the record in mV; NaN where nothing was measured.
    fs : float
        Samples per second, 100 to 1000.
    r_peaks : (n,) array of int
        Increasing sample numbers.
    rr_before_s : (n,) array
        Seconds since the previous beat, NaN for the first.

    Returns
    -------
    DataFrame
        n rows, the columns of `LANDMARK_COLUMNS`. A value whose landmarks are absent is NaN; a
        beat in a missing or stuck stretch has NaN in every column.

    Raises
    ------
    ValueError
        As `features.ecg.delineate` raises it.

    Notes
    -----
    The isoelectric level of a beat is the mean from 30 to 10 ms before its QRS onset. Ratios to
    the record's median make patients comparable without using labels; a median of 0 gives NaN.

    References
    ----------
    H. Bazett: An analysis of the time-relations of electrocardiograms. Heart 7 (1920) 353-370.
    L. Fridericia: Die Systolendauer im Elektrokardiogramm. Acta Med. Scand. 53 (1920) 469-486.
    P. de Chazal, M. O'Dwyer, R. Reilly: Automatic classification of heartbeats using ECG
    morphology and heartbeat interval features. IEEE Trans. Biomed. Eng. 51 (2004) 1196-1206.
    """
    marks = delineate(signal_mv, fs, r_peaks)
    signal, _ = bridged(np.asarray(signal_mv, float))
    features = pd.DataFrame(
        {
            **_intervals(marks, MILLISECONDS / fs, rr_before_s),
            **_amplitudes(marks, signal, fs),
        }
    )
    for name in _RELATIVE:
        typical = features[name].median()
        features[f"{name}_to_record"] = features[name] / (typical if typical else np.nan)
    return features[list(LANDMARK_COLUMNS)]


def _intervals(marks: pd.DataFrame, ms: float, rr_before_s: np.ndarray) -> dict[str, pd.Series]:
    on = marks["qrs_on"]
    qt = (marks["t_off"] - on) * ms
    return {
        "p_present": marks["p_peak"].notna().astype(float).where(on.notna()),
        "p_duration": (marks["p_off"] - marks["p_on"]) * ms,
        "pr": (on - marks["p_on"]) * ms,
        "qrs_duration": (marks["qrs_off"] - on) * ms,
        "qt": qt,
        "qtc_bazett": qt / np.sqrt(rr_before_s),
        "qtc_fridericia": qt / np.cbrt(rr_before_s),
    }


def _amplitudes(marks: pd.DataFrame, signal: np.ndarray, fs: float) -> dict[str, np.ndarray]:
    ms = MILLISECONDS / fs
    on, off = marks["qrs_on"].to_numpy(), marks["qrs_off"].to_numpy()
    level = _Levels(signal, fs, on)
    qrs = _QrsValues(signal, level.isoelectric, on, off)
    begin, end = ST_SLOPE_MS
    rise = level.at(off + end / ms) - level.at(off + begin / ms)
    t_amplitude = level.at(marks["t_peak"].to_numpy())
    return {
        "p_amplitude": level.at(marks["p_peak"].to_numpy()),
        **qrs.amplitudes(),
        "t_amplitude": t_amplitude,
        "t_polarity": np.sign(t_amplitude),
        "st_level": level.at(off + ST_MS / ms),
        "st_slope": rise / ((end - begin) / MILLISECONDS),
        **qrs.areas(ms),
    }


class _Levels:
    """Amplitudes above each beat's isoelectric level."""

    def __init__(self, signal: np.ndarray, fs: float, qrs_on: np.ndarray) -> None:
        self.signal = signal
        begin, end = (qrs_on - t * fs / MILLISECONDS for t in ISOELECTRIC_MS)
        self.isoelectric = _integral(signal, begin, end) / (end - begin)

    def at(self, places: np.ndarray) -> np.ndarray:
        """Interpolated value at one position per beat; NaN beyond the ends of the signal."""
        last = len(self.signal) - 1
        inside = (places >= 0) & (places <= last)
        found = np.interp(np.where(inside, places, 0), np.arange(last + 1), self.signal)
        return np.where(inside, found, np.nan) - self.isoelectric


def _integral(signal: np.ndarray, begin: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Integral of the signal, as steps, from `begin` to `end` in samples; NaN outside it."""
    so_far = np.concatenate([[0.0], np.cumsum(signal)])
    inside = (begin >= 0) & (end <= len(signal))
    ends = [
        np.interp(np.where(inside, place, 0), np.arange(len(so_far)), so_far)
        for place in (begin, end)
    ]
    return np.where(inside, ends[1] - ends[0], np.nan)


class _QrsValues:
    """The values of each QRS complex above the isoelectric level, as rows; NaN outside it."""

    def __init__(
        self, signal: np.ndarray, isoelectric: np.ndarray, on: np.ndarray, off: np.ndarray
    ) -> None:
        known = ~(np.isnan(on) | np.isnan(off) | np.isnan(isoelectric))
        first = np.where(known, np.ceil(on), 0).astype(np.int64)
        last = np.where(known, np.floor(off), -1).astype(np.int64)
        self.place = np.arange(max((last - first).max(initial=0) + 1, 1))
        places = first[:, None] + self.place
        inside = places <= last[:, None]
        above = signal[np.minimum(places, len(signal) - 1)] - isoelectric[:, None]
        self.values = np.where(inside, above, np.nan)

    def amplitudes(self) -> dict[str, np.ndarray]:
        top = np.where(np.isnan(self.values), -np.inf, self.values).argmax(axis=1)[:, None]
        return {
            "r_amplitude": _extreme(np.fmax, self.values),
            "s_amplitude": _extreme(np.fmin, np.where(self.place >= top, self.values, np.nan)),
            "q_amplitude": _extreme(np.fmin, np.where(self.place <= top, self.values, np.nan)),
        }

    def areas(self, ms: float) -> dict[str, np.ndarray]:
        seen = ~np.isnan(self.values).all(axis=1)
        return {
            "qrs_area": np.where(seen, np.nansum(np.abs(self.values), axis=1) * ms, np.nan),
            "qrs_net_area": np.where(seen, np.nansum(self.values, axis=1) * ms, np.nan),
        }


def _extreme(pick: np.ufunc, rows: np.ndarray) -> np.ndarray:
    """Highest or lowest value of each row; NaN in a row without one."""
    return pick.reduce(rows, axis=1)
