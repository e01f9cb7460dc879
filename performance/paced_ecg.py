"""Drawn electrocardiograms of paced hearts: a spike before each wide QRS complex."""

import numpy as np
from difficult_ecg import DrawnEcg, drawn_ecg, regular_beats
from scipy.signal import butter, resample_poly, sosfilt

PACED_WAVES = {
    "upright": {"r": (0.0, 0.030, 1.0), "s": (0.08, 0.030, -0.35), "t": (0.30, 0.055, -0.4)},
    "inverted": {"r": (0.0, 0.030, -1.0), "s": (0.075, 0.025, 0.2), "t": (0.30, 0.055, 0.4)},
    "low": {"r": (-0.02, 0.020, 0.35), "s": (0.03, 0.035, -0.7), "t": (0.31, 0.055, 0.25)},
}
"""Wide QRS complexes without a P wave, as `difficult_ecg.NORMAL_WAVES`."""

PACED_P = (-0.200, 0.020, 0.12)
PULSE_S = 0.002
VENTRICULAR_S, ATRIAL_S = -0.075, -0.245
"""Pulses before the R peak."""

_PULSE_FS = 4000
_BANDWIDTH_HZ = 150.0


def paced_heart(
    kind: str,
    spike_mv: float,
    atrial_mv: float = 0.0,
    fs: float = 250.0,
    rate: float = 70.0,
    seconds: float = 30.0,
) -> DrawnEcg:
    """Ventricular pacing, or dual-chamber pacing with a P wave after the atrial spike.

    Parameters
    ----------
    kind : str
        Of `PACED_WAVES`.
    spike_mv, atrial_mv : float
        Height of the ventricular and the atrial pulse of 2 ms, before the recorder's low-pass
        filter of 150 Hz (0.4 of `fs` if that is lower); 0 for none.
    fs, rate, seconds : float
        Samples a second (a divisor of whole numbers), beats a minute and length.

    Returns
    -------
    DrawnEcg
    """
    waves = dict(PACED_WAVES[kind])
    if atrial_mv:
        waves["p"] = PACED_P
    r_s = regular_beats(rate, seconds, jitter=0.003)
    ecg = drawn_ecg(r_s, seconds, fs=fs, waves=waves)
    pulses = _pulses(r_s + VENTRICULAR_S, spike_mv, seconds)
    pulses += _pulses(r_s + ATRIAL_S, atrial_mv, seconds)
    low_pass = butter(2, min(_BANDWIDTH_HZ, 0.4 * fs), fs=_PULSE_FS, output="sos")
    recorded = resample_poly(sosfilt(low_pass, pulses), round(fs), _PULSE_FS)
    return ecg._replace(signal=ecg.signal + recorded[: len(ecg.signal)])


def _pulses(begin_s: np.ndarray, height_mv: float, seconds: float) -> np.ndarray:
    train = np.zeros(round(seconds * _PULSE_FS))
    first = np.rint(begin_s * _PULSE_FS).astype(int)
    train[first[:, None] + np.arange(round(PULSE_S * _PULSE_FS))] = height_mv
    return train
