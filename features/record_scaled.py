"""One lead prepared for comparing beats: without baseline wander, in units of its QRS height."""

import numpy as np
from scipy.signal import butter, sosfiltfilt

from features.beat_windows import windows
from features.ecg_arguments import checked_r_peaks, checked_signal
from features.usable_signal import bridged

HIGH_PASS_HZ = 0.5
QRS_MS = (-70.0, 80.0)
_SHORTEST = 20  # samples, the minimum for the zero-phase filter


class RecordScaled:
    """A record without baseline wander, divided by the median peak-to-peak height of its QRS.

    Parameters
    ----------
    signal_mv : (samples,) array
        One lead in mV; gaps (NaN) are bridged by straight lines.
    fs : float
        Samples per second, 100 to 1000.
    r_peaks : (n,) array of int
        Increasing sample numbers.

    Raises
    ------
    ValueError
        As `features.ecg.delineate` raises it.

    Notes
    -----
    Butterworth high-pass filter of order 2 at 0.5 Hz, forwards and backwards: the highest cut-off
    that the AHA recommends for undistorted ST segments (Kligfield et al. 2007).
    """

    def __init__(self, signal_mv, fs, r_peaks) -> None:
        signal, self.fs = checked_signal(signal_mv, fs)
        self.r_peaks = checked_r_peaks(r_peaks, len(signal))
        filled, self.missing = bridged(signal)
        if len(filled) > _SHORTEST:
            high_pass = butter(2, HIGH_PASS_HZ, "high", fs=self.fs, output="sos")
            filled = sosfiltfilt(high_pass, filled)
        self.signal = filled
        height = np.ptp(self.rows(self.r_peaks, QRS_MS), axis=1) if len(self.r_peaks) else []
        usual = float(np.median(height)) if len(height) else np.nan
        self.signal = filled / (usual if usual > 0 else np.nan)

    def rows(self, centres: np.ndarray, span_ms: tuple[float, float]) -> np.ndarray:
        """Values from ``span_ms[0]`` to ``span_ms[1]`` around each centre, one row per beat."""
        begin, end = (round(bound * self.fs / 1000) for bound in span_ms)
        before, after = max(-begin, 0), max(end, 0)
        return windows(self.signal, centres, before, after)[:, begin + before : end + before + 1]

    def seen(self, span_ms: tuple[float, float]) -> np.ndarray:
        """Mask of the beats without a missing value in the span around their R peak."""
        so_far = np.concatenate([[0], np.cumsum(self.missing)])
        first, last = (self.r_peaks + round(bound * self.fs / 1000) for bound in span_ms)
        inside = [np.clip(place, 0, len(self.missing)) for place in (first, last + 1)]
        return so_far[inside[1]] == so_far[inside[0]]
