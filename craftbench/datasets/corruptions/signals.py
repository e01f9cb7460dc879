"""Corruptions of ECG recordings, and of signals that were cut before they came here."""

from fractions import Fraction

import numpy as np
import pandas as pd
from scipy.signal import resample_poly

from craftbench.datasets.corruptions import ecg_noise
from craftbench.datasets.corruptions.corruption import Corruption, OfRecording
from features.usable_signal import bridged

SNR_DB = (18.0, 12.0, 6.0, 0.0, -6.0)


def _noisy(make) -> OfRecording:
    def add(
        signal: np.ndarray,
        rate: float,
        r_peaks: np.ndarray,
        snr_db: float,
        rng: np.random.Generator,
    ) -> np.ndarray:
        power = ecg_noise.qrs_power(signal, rate, r_peaks) / 10 ** (snr_db / 10)
        return signal + np.sqrt(power) * make(len(signal), rate, rng)

    return add


def gain(
    signal: np.ndarray, rate: float, r_peaks: np.ndarray, factor: float, rng: np.random.Generator
) -> np.ndarray:
    """A lead whose amplitude is too small."""
    return signal * factor


def sampling_rate(
    signal: np.ndarray, rate: float, r_peaks: np.ndarray, share: float, rng: np.random.Generator
) -> np.ndarray:
    """Recorded at a share of the sampling rate, and brought back to it."""
    ratio = Fraction(share).limit_denominator(20)
    filled, missing = bridged(signal)
    slow = resample_poly(filled, ratio.numerator, ratio.denominator, padtype="edge")
    back = resample_poly(slow, ratio.denominator, ratio.numerator, padtype="edge")[: len(signal)]
    return np.where(missing, np.nan, back)


def window_noise(
    values: np.ndarray, table: pd.DataFrame, snr_db: float, rng: np.random.Generator
) -> np.ndarray:
    """White noise, of a power relative to the variance of each signal."""
    power = values.var(axis=1, keepdims=True) / 10 ** (snr_db / 10)
    return (values + np.sqrt(power) * rng.standard_normal(values.shape)).astype(values.dtype)


def window_gain(
    values: np.ndarray, table: pd.DataFrame, factor: float, rng: np.random.Generator
) -> np.ndarray:
    """Signals whose amplitude is too small."""
    return (values * factor).astype(values.dtype)


def window_shift(
    values: np.ndarray, table: pd.DataFrame, share: float, rng: np.random.Generator
) -> np.ndarray:
    """Signals moved in time by a share of their length; the first value is repeated."""
    steps = round(share * values.shape[1])
    return values[:, np.maximum(np.arange(values.shape[1]) - steps, 0)]


_GAINS = (0.9, 0.75, 0.5, 0.35, 0.2)

RECORDING_LADDER = (
    *(
        Corruption(name, "dB", text, SNR_DB, of_recording=_noisy(make))
        for name, text, make in (
            ("baseline_wander", "breathing", ecg_noise.baseline_wander),
            ("muscle_noise", "tense muscles", ecg_noise.muscle_noise),
            ("electrode_motion", "jolts of an electrode", ecg_noise.electrode_motion),
        )
    ),
    Corruption("gain", "factor", "lead too small", _GAINS, of_recording=gain),
    Corruption(
        "sampling_rate",
        "share",
        "recorded at a lower rate",
        (0.75, 0.5, 0.35, 0.25, 0.15),
        of_recording=sampling_rate,
    ),
)

WINDOW_LADDER = (
    Corruption("noise", "dB", "white noise", SNR_DB, window_noise),
    Corruption("gain", "factor", "signal too small", _GAINS, window_gain),
    Corruption("shift", "share", "moved in time", (0.02, 0.04, 0.08, 0.12, 0.16), window_shift),
)
