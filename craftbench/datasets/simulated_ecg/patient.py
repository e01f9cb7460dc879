"""A patient: the properties that all beats and the whole recording of a person share."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from craftbench.datasets.bounds import Bounds
from craftbench.datasets.simulated_ecg.cohort import Cohort
from craftbench.datasets.simulated_ecg.settings import EcgSettings, NoiseSettings
from craftbench.datasets.simulated_ecg.wave_settings import MorphologySettings, WaveSettings

WAVES = ("p", "q", "r", "s", "slur", "st", "t", "ventricular", "ventricular_late", "ventricular_t")
FOCUS = slice(WAVES.index("ventricular"), len(WAVES))

Kind = Literal["sinus", "fibrillation", "block"]


class NoiseLevels(NamedTuple):
    """In mV: amplitudes of respiration and mains, RMS of wander and muscle noise."""

    respiration: float
    wander: float
    mains: float
    muscle: float


@dataclass(frozen=True)
class Patient:
    """One patient.

    Attributes
    ----------
    kind : str
        ``sinus``, ``fibrillation`` or ``block``.
    height_mv, centre_s, width_s : (foci, waves) arrays
        In the order of `WAVES`; a row for each ventricular focus, alike in all other waves.
    rr_s, rr_sd_s, lf_hf, respiration_hz : float
        Of the sinus node, or of the ventricles in atrial fibrillation.
    breathing_gain : float
        Relative change of all heights with breathing.
    coupling : float
        Usual coupling of a V beat, a share of the running RR interval.
    s_share, v_share, f_share : float
        Of the patient's beats.
    bigeminy : bool
    f_wave_mv, f_wave_hz : float
        Of atrial fibrillation; 0 mV without.
    noise : NoiseLevels
    """

    kind: Kind
    height_mv: np.ndarray
    centre_s: np.ndarray
    width_s: np.ndarray
    rr_s: float
    rr_sd_s: float
    lf_hf: float
    respiration_hz: float
    breathing_gain: float
    coupling: float
    s_share: float
    v_share: float
    f_share: float
    bigeminy: bool
    f_wave_mv: float
    f_wave_hz: float
    noise: NoiseLevels


def draw_patient(
    settings: EcgSettings, cohort: Cohort, number: int, rng: np.random.Generator
) -> Patient:
    """Draw one patient of the cohort.

    Parameters
    ----------
    settings : EcgSettings
    cohort : Cohort
    number : int
    rng : Generator
        The patient's own.

    Returns
    -------
    Patient
    """
    rhythm = settings.rhythm
    kind = cohort.kind[number].item()
    height, centre, width = _draw_morphology(settings.morphology, kind, rng)
    rate = rhythm.fibrillation_rate_bpm if kind == "fibrillation" else rhythm.heart_rate_bpm
    rr = 60 / rng.uniform(*rate)
    rr_sd, irregularity = rng.uniform(*rhythm.rr_sd_ms) / 1000, rng.uniform(*rhythm.fibrillation_cv)
    f_wave = rng.uniform(*rhythm.fibrillation_mv)
    return Patient(
        kind=kind,
        height_mv=height,
        centre_s=centre,
        width_s=width,
        rr_s=rr,
        rr_sd_s=rr * irregularity if kind == "fibrillation" else rr_sd,
        lf_hf=rng.uniform(*rhythm.lf_hf),
        respiration_hz=rng.uniform(*rhythm.respiration_hz),
        breathing_gain=rng.uniform(*settings.morphology.breathing_gain),
        coupling=rng.uniform(*settings.ectopy.v_coupling),
        s_share=float(cohort.s_share[number]),
        v_share=float(cohort.v_share[number]),
        f_share=float(cohort.f_share[number]),
        bigeminy=bool(cohort.bigeminy[number]),
        f_wave_mv=f_wave if kind == "fibrillation" else 0.0,
        f_wave_hz=rng.uniform(*rhythm.fibrillation_hz),
        noise=_draw_noise(settings.noise, rng),
    )


def _draw_morphology(
    settings: MorphologySettings, kind: Kind, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    first = _draw_waves(settings, rng)
    other = _draw_waves(settings, rng)
    foci = [first, first.copy()]
    if rng.random() < settings.second_focus_share:
        foci[1][FOCUS] = other[FOCUS]
    height, centre_ms, width_ms = np.moveaxis(np.stack(foci), -1, 0)
    if rng.random() < settings.inverted_t_share:
        height[:, WAVES.index("t")] *= -1
    if rng.random() < settings.downward_slur_share:
        height[:, WAVES.index("slur")] *= -1
    return height, centre_ms / 1000, width_ms / 1000


def _draw_waves(settings: MorphologySettings, rng: np.random.Generator) -> np.ndarray:
    """(waves, 3): height in mV, centre and width in ms."""
    waves: list[WaveSettings] = [getattr(settings, name) for name in WAVES]
    drawn = np.array(
        [[rng.uniform(*bounds) for bounds in (w.height_mv, w.centre_ms, w.width_ms)] for w in waves]
    )
    drawn[WAVES.index("ventricular_t"), 0] *= -1
    if rng.random() < settings.inverted_ventricular_share:
        drawn[FOCUS, 0] *= -1
    return drawn


def _draw_noise(settings: NoiseSettings, rng: np.random.Generator) -> NoiseLevels:
    return NoiseLevels(
        rng.uniform(*settings.respiration_mv),
        _log_uniform(settings.wander_mv, rng),
        _log_uniform(settings.mains_mv, rng),
        _log_uniform(settings.muscle_mv, rng),
    )


def _log_uniform(bounds: Bounds, rng: np.random.Generator) -> float:
    place = rng.uniform()
    return bounds[0] and float(bounds[0] * (bounds[1] / bounds[0]) ** place)
