"""The R-peak detectors and delineators that performance/ecg_landmarks.py compares."""

from collections.abc import Callable

import neurokit2
import numpy as np
import pandas as pd
from wfdb.processing import XQRS

from features.ecg import delineate, detect_r_peaks

OURS = "craftbench"
_NEUROKIT_NAMES = {
    "p_on": "ECG_P_Onsets",
    "p_peak": "ECG_P_Peaks",
    "p_off": "ECG_P_Offsets",
    "qrs_on": "ECG_R_Onsets",
    "qrs_off": "ECG_R_Offsets",
    "t_on": "ECG_T_Onsets",
    "t_peak": "ECG_T_Peaks",
    "t_off": "ECG_T_Offsets",
}
BEFORE_R = ("p_on", "p_peak", "p_off", "qrs_on")


def neurokit_r_peaks(signal: np.ndarray, fs: float) -> np.ndarray:
    cleaned = neurokit2.ecg_clean(signal, sampling_rate=int(fs))
    return neurokit2.ecg_peaks(cleaned, sampling_rate=int(fs))[1]["ECG_R_Peaks"]


def xqrs_r_peaks(signal: np.ndarray, fs: float) -> np.ndarray:
    detector = XQRS(sig=signal, fs=fs)
    detector.detect(verbose=False)
    return np.asarray(detector.qrs_inds, dtype=int)


def neurokit_landmarks(method: str) -> Callable[[np.ndarray, float, np.ndarray], pd.DataFrame]:
    def landmarks(signal: np.ndarray, fs: float, r_peaks: np.ndarray) -> pd.DataFrame:
        if len(r_peaks) < 2:  # NeuroKit2 raises an error
            marks = pd.DataFrame(np.nan, range(len(r_peaks)), list(_NEUROKIT_NAMES))
            return marks.assign(r_peak=r_peaks.astype(float))
        cleaned = neurokit2.ecg_clean(signal, sampling_rate=int(fs))
        _, found = neurokit2.ecg_delineate(cleaned, r_peaks, sampling_rate=int(fs), method=method)
        table = pd.DataFrame({"r_peak": r_peaks.astype(float)})
        for mark, name in _NEUROKIT_NAMES.items():
            position = np.asarray(found.get(name, []), dtype=float)
            table[mark] = _by_beat(position, r_peaks, before_r=mark in BEFORE_R)
        return table

    return landmarks


def _by_beat(position: np.ndarray, r_peaks: np.ndarray, before_r: bool) -> np.ndarray:
    """Marks in the row of the R peak they precede or follow; the lists may lack beats."""
    position = position[np.isfinite(position)]
    beat = np.searchsorted(r_peaks, position) - (0 if before_r else 1)
    inside = (beat >= 0) & (beat < len(r_peaks))
    of_beat = np.full(len(r_peaks), np.nan)
    of_beat[beat[inside]] = position[inside]
    return of_beat


DETECTORS = {OURS: detect_r_peaks, "NeuroKit2": neurokit_r_peaks, "wfdb XQRS": xqrs_r_peaks}
DELINEATORS = {
    OURS: delineate,
    "NeuroKit2 dwt": neurokit_landmarks("dwt"),
    "NeuroKit2 prominence": neurokit_landmarks("prominence"),
}
SLOW = "NeuroKit2 dwt"
"""The method that is some twenty times slower than the others."""

COMPARED = {name: method for name, method in DELINEATORS.items() if name != SLOW}
