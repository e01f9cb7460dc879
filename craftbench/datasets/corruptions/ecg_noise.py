"""Synthetic noises of an ECG, of unit power.

The three kinds of the MIT-BIH Noise Stress Test Database, synthesised from their description. They
have the band and the appearance of the recorded noises, not their waveforms.

References
----------
G. Moody, W. Muldrow, R. Mark: A noise stress test for arrhythmia detectors. Computers in
Cardiology 11 (1984) 381-384.
"""

import numpy as np
from scipy.signal import butter, fftconvolve, sosfiltfilt

WANDER_HZ = (0.05, 0.5)
MUSCLE_HZ = (20.0, 120.0)
ARTEFACTS_PER_SECOND = 1.0
RISE_S, DECAY_S = 0.03, 0.25


def baseline_wander(samples: int, rate: float, rng: np.random.Generator) -> np.ndarray:
    """Slow movement of the baseline, as breathing makes it: Gaussian noise from 0.05 to 0.5 Hz."""
    return _unit_power(_band(rng.standard_normal(samples), WANDER_HZ, rate))


def muscle_noise(samples: int, rate: float, rng: np.random.Generator) -> np.ndarray:
    """Gaussian noise from 20 to 120 Hz whose strength varies within seconds."""
    high = min(MUSCLE_HZ[1], 0.45 * rate)
    strength = np.exp(0.5 * baseline_wander(samples, rate, rng))
    return _unit_power(_band(rng.standard_normal(samples), (MUSCLE_HZ[0], high), rate) * strength)


def electrode_motion(samples: int, rate: float, rng: np.random.Generator) -> np.ndarray:
    """Jolts of an electrode, one per second on average: a steep rise and a slow return.

    They are about as long as a beat, and therefore easily mistaken for ectopic beats.
    """
    jolts = rng.standard_normal(samples) * (rng.random(samples) < ARTEFACTS_PER_SECOND / rate)
    t = np.arange(round(8 * DECAY_S * rate)) / rate
    shape = np.exp(-t / DECAY_S) - np.exp(-t / RISE_S)
    return _unit_power(fftconvolve(jolts, shape)[:samples])


def qrs_power(signal: np.ndarray, rate: float, r_peaks: np.ndarray) -> float:
    """Power of the ECG by the convention of the noise stress test: (QRS height)² / 8.

    The height is the mean peak-to-peak amplitude from 50 ms before to 50 ms after R, without the
    5 % smallest and the 5 % largest. The division by 8 gives the power of a sine of that height.
    """
    window = np.arange(-round(0.05 * rate), round(0.05 * rate) + 1)
    beats = signal[np.clip(r_peaks[:, None] + window, 0, len(signal) - 1)]
    heights = np.sort(np.ptp(beats[~np.isnan(beats).any(axis=1)], axis=1))
    if not len(heights):
        raise ValueError("no beat without a gap; expected at least one, to measure the QRS by")
    trim = int(0.05 * len(heights))
    return float(heights[trim : len(heights) - trim].mean() ** 2 / 8)


def _band(noise: np.ndarray, band_hz: tuple[float, float], rate: float) -> np.ndarray:
    return sosfiltfilt(butter(2, band_hz, "band", fs=rate, output="sos"), noise)


def _unit_power(noise: np.ndarray) -> np.ndarray:
    power = np.mean(noise**2)
    return noise / np.sqrt(power) if power else noise
