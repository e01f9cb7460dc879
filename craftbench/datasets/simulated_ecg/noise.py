"""The signal between the beats: f waves, and the noise of electrodes and mains."""

import numpy as np

from craftbench.datasets.simulated_ecg.patient import NoiseLevels
from craftbench.datasets.simulated_ecg.settings import NoiseSettings

_MAINS_DRIFT_HZ = 0.02
_MAINS_HARMONICS = ((1, 1.0), (3, 0.15))
_BURST_S = 2.0
_BURST_SD = 0.4


def f_waves(
    samples: int, rate: float, height_mv: float, frequency_hz: float, rng: np.random.Generator
) -> np.ndarray:
    """The continuous atrial waves of fibrillation.

    Parameters
    ----------
    samples : int
    rate : float
        Samples per second.
    height_mv : float
        Of the fundamental; 0 gives zeros.
    frequency_hz : float
        Mean frequency.
    rng : Generator

    Returns
    -------
    (samples,) array
        In mV.

    Notes
    -----
    Three harmonics of a sawtooth, whose frequency and height change slowly and at random: as in
    M. Stridh, L. Sörnmo: Spatiotemporal QRST cancellation techniques for analysis of atrial
    fibrillation. IEEE Trans. Biomed. Eng. 48 (2001) 105-111.
    """
    if height_mv == 0:
        return np.zeros(samples)
    frequency = frequency_hz + 0.4 * band_noise(samples, rate, (0, 0.5), rng)
    height = height_mv * np.exp(0.3 * band_noise(samples, rate, (0, 0.3), rng))
    phase = 2 * np.pi * (np.cumsum(frequency) / rate + rng.random())
    return height * sum(np.sin(k * phase) / k for k in (1, 2, 3))


def electrode_noise(
    samples: int,
    rate: float,
    levels: NoiseLevels,
    settings: NoiseSettings,
    rng: np.random.Generator,
) -> np.ndarray:
    """Baseline wander, mains hum and muscle noise.

    Parameters
    ----------
    samples : int
    rate : float
        Samples per second.
    levels : NoiseLevels
        Of the patient.
    settings : NoiseSettings
    rng : Generator

    Returns
    -------
    (samples,) array
        In mV.

    Notes
    -----
    Wander is band-limited noise below `wander_hz`. The mains have a third harmonic of 15 %, and a
    frequency that drifts by 0.02 Hz; parts above half the sampling rate are left out. Muscle
    noise is white within its band, and its level changes by a factor of 1.5 within seconds.
    """
    wander = levels.wander * band_noise(samples, rate, (0, settings.wander_hz), rng)
    drift = _MAINS_DRIFT_HZ * band_noise(samples, rate, (0, 0.1), rng)
    phase = 2 * np.pi * (np.cumsum(settings.mains_hz + drift) / rate + rng.random())
    mains = levels.mains * sum(
        height * np.sin(order * phase)
        for order, height in _MAINS_HARMONICS
        if order * settings.mains_hz < rate / 2
    )
    level = np.exp(_BURST_SD * band_noise(samples, rate, (0, 1 / _BURST_S), rng))
    muscle = levels.muscle * level * band_noise(samples, rate, settings.muscle_hz, rng)
    return wander + mains + muscle


def band_noise(
    samples: int, rate: float, band_hz: tuple[float, float], rng: np.random.Generator
) -> np.ndarray:
    """Gaussian noise of unit RMS with a flat spectrum within a band.

    Parameters
    ----------
    samples : int
    rate : float
        Samples per second.
    band_hz : tuple of two float
        Lowest and highest frequency; the mean itself is never in it.
    rng : Generator

    Returns
    -------
    (samples,) array
        Zeros where no frequency of so short a signal lies in the band.
    """
    frequency = np.fft.rfftfreq(samples, 1 / rate)
    inside = (frequency >= band_hz[0]) & (frequency <= band_hz[1]) & (frequency > 0)
    spectrum = np.zeros(len(frequency), complex)
    spectrum[inside] = rng.standard_normal((inside.sum(), 2)) @ [1, 1j]
    noise = np.fft.irfft(spectrum, samples)
    rms = np.sqrt((noise**2).mean())
    return noise / rms if rms else noise
