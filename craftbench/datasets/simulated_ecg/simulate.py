"""Recordings of simulated patients."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.fft import next_fast_len

from craftbench.datasets.random_stream import random_stream
from craftbench.datasets.simulated_ecg.cohort import PATIENT, draw_cohort
from craftbench.datasets.simulated_ecg.dynamics import electrocardiogram
from craftbench.datasets.simulated_ecg.landmarks import LANDMARKS, landmarks
from craftbench.datasets.simulated_ecg.noise import electrode_noise, f_waves
from craftbench.datasets.simulated_ecg.patient import Patient, draw_patient
from craftbench.datasets.simulated_ecg.rhythm import draw_beats
from craftbench.datasets.simulated_ecg.settings import EcgSettings
from craftbench.datasets.simulated_ecg.shapes import draw_waves

MARGIN_S = 0.8
_BODY, _NOISE = 0, 1


@dataclass(frozen=True)
class Recording:
    """One patient's recording.

    Attributes
    ----------
    patient : Patient
    sampling_rate_hz : float
    clean_mv : (samples,) float32 array
        Signal of the heart, f waves included, without the noise of electrodes and mains.
    signal_mv : (samples,) float32 array
        The recorded signal, with that noise.
    beats : DataFrame
        One row per beat: ``label, circumstance, aberrant, ventricular`` and `LANDMARKS` in samples
        (fractions included), NaN where the beat has no such wave.
    """

    patient: Patient
    sampling_rate_hz: float
    clean_mv: np.ndarray
    signal_mv: np.ndarray
    beats: pd.DataFrame


def simulate(
    settings: EcgSettings,
    seed: int,
    patients: int,
    seconds: tuple[float, float],
    sampling_rate_hz: float = 360.0,
) -> list[Recording]:
    """Simulate the recordings of a cohort.

    Parameters
    ----------
    settings : EcgSettings
    seed : int
        At least 0.
    patients : int
    seconds : tuple of two float
        Shortest and longest recording.
    sampling_rate_hz : float

    Returns
    -------
    list of Recording
        The noise has its own random numbers: with levels of 0, the beats are the same.

    Raises
    ------
    ValueError
        For a negative seed, no patient, or recordings shorter than 5 s.

    Examples
    --------
    >>> recordings = simulate(EcgSettings(), seed=1, patients=2, seconds=(10, 10))
    >>> recordings[0].signal_mv.shape
    (3600,)
    """
    if seed < 0 or patients < 1 or seconds[0] < 5 or seconds[1] < seconds[0]:
        raise ValueError(
            "expected seed >= 0, patients >= 1 and an ascending range of seconds from 5, found "
            f"{seed=}, {patients=}, {seconds=}"
        )
    cohort = draw_cohort(settings, patients, seed)
    recordings = []
    for number in range(patients):
        rng = random_stream(seed, PATIENT, number, _BODY)
        patient = draw_patient(settings, cohort, number, rng)
        samples = round(rng.uniform(*seconds) * sampling_rate_hz)
        noise_rng = random_stream(seed, PATIENT, number, _NOISE)
        recordings.append(_record(settings, patient, samples, sampling_rate_hz, rng, noise_rng))
    return recordings


def _record(
    settings: EcgSettings,
    patient: Patient,
    samples: int,
    rate: float,
    rng: np.random.Generator,
    noise_rng: np.random.Generator,
) -> Recording:
    beats = draw_beats(patient, settings.rhythm, settings.ectopy, samples / rate, MARGIN_S, rng)
    waves, beats = draw_waves(beats, patient, settings.morphology, settings.ectopy, rng)
    time_s = beats["time_s"].to_numpy()
    size = next_fast_len(samples)
    breathing = np.sin(2 * np.pi * (patient.respiration_hz * np.arange(samples) / rate))
    atrial = f_waves(size, rate, patient.f_wave_mv, patient.f_wave_hz, rng)[:samples]
    still = electrocardiogram(time_s, waves, np.zeros(samples), rate)
    swaying = electrocardiogram(time_s, waves, patient.noise.respiration * breathing, rate)
    noise = electrode_noise(size, rate, patient.noise, settings.noise, noise_rng)[:samples]
    places = pd.DataFrame(landmarks(time_s, waves) * rate, columns=list(LANDMARKS))
    return Recording(
        patient,
        rate,
        (still + atrial).astype(np.float32),
        (swaying + atrial + noise).astype(np.float32),
        beats.drop(columns="time_s").join(places),
    )
