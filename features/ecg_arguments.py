"""Checks of the arguments of the ECG functions."""

from numbers import Real

import numpy as np

LOWEST_FS, HIGHEST_FS = 100.0, 1000.0


def checked_signal(signal_mv, fs) -> tuple[np.ndarray, float]:
    """One lead as floats and its sampling rate, or ValueError."""
    if not (isinstance(fs, Real) and LOWEST_FS <= float(fs) <= HIGHEST_FS):
        raise ValueError(
            f"fs: expected {LOWEST_FS:g} to {HIGHEST_FS:g} samples per second, found {fs!r}; "
            "take it from the record's header, or resample the signal first"
        )
    signal = np.asarray(signal_mv)
    if signal.ndim != 1:
        raise ValueError(
            f"signal_mv: expected one lead of shape (samples,), found shape {signal.shape}; "
            "pass one lead, for example signal[:, 0]"
        )
    if signal.size == 0:
        raise ValueError("signal_mv: expected at least one sample, found none; check the record")
    if not (np.issubdtype(signal.dtype, np.floating) or np.issubdtype(signal.dtype, np.integer)):
        raise ValueError(
            f"signal_mv: expected real numbers in millivolts, found {signal.dtype}; "
            "convert it with astype(float)"
        )
    return signal, float(fs)


def checked_r_peaks(r_peaks, samples: int) -> np.ndarray:
    """Strictly increasing sample indices inside the signal, or ValueError."""
    peaks = np.asarray(r_peaks)
    if peaks.ndim != 1:
        raise ValueError(f"r_peaks: expected shape (beats,), found {peaks.shape}; flatten it")
    if peaks.size == 0:
        return np.empty(0, dtype=np.int64)
    if not np.issubdtype(peaks.dtype, np.number) or not np.array_equal(peaks, np.rint(peaks)):
        raise ValueError(
            f"r_peaks: expected whole sample indices, found {peaks.dtype} such as {peaks[0]}; "
            "round them, and convert seconds to samples with fs"
        )
    outside = peaks[(peaks < 0) | (peaks >= samples)]
    if outside.size:
        raise ValueError(
            f"r_peaks: expected indices 0 to {samples - 1}, found {outside[0]:g}; "
            "drop the annotations outside the signal, or load all of it"
        )
    backwards = np.flatnonzero(np.diff(peaks) <= 0)
    if backwards.size:
        first, second = peaks[backwards[0] : backwards[0] + 2]
        raise ValueError(
            f"r_peaks: expected strictly increasing indices, found {first:g} before {second:g}; "
            "sort them and drop duplicates (numpy.unique)"
        )
    return peaks.astype(np.int64)
