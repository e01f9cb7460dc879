"""The waves of every beat of a recording."""

import numpy as np
import pandas as pd

from craftbench.datasets.simulated_ecg.dynamics import GaussianWaves
from craftbench.datasets.simulated_ecg.patient import FOCUS, WAVES, Patient
from craftbench.datasets.simulated_ecg.settings import EctopySettings
from craftbench.datasets.simulated_ecg.wave_settings import MorphologySettings

_P, _SLUR, _ST, _T = (WAVES.index(name) for name in ("p", "slur", "st", "t"))
_LATE = [_ST, _T, WAVES.index("ventricular_t")]
_ECTOPIC_P_HEIGHT = (0.3, 1.0)
_ECTOPIC_P_PLACE_S = (-0.02, 0.05)


def draw_waves(
    beats: pd.DataFrame,
    patient: Patient,
    morphology: MorphologySettings,
    ectopy: EctopySettings,
    rng: np.random.Generator,
) -> tuple[GaussianWaves, pd.DataFrame]:
    """Draw the shape of each beat.

    Parameters
    ----------
    beats : DataFrame
        ``time_s, label, circumstance``, as `rhythm.draw_beats` gives them.
    patient : Patient
    morphology : MorphologySettings
    ectopy : EctopySettings
    rng : Generator

    Returns
    -------
    waves : GaussianWaves
        (beats, waves) arrays, waves in the order of `patient.WAVES`.
    beats : DataFrame
        With ``aberrant`` (a wide S beat) and ``ventricular`` (weight of the ventricular part: 0
        for N and S, 1 for V).

    Notes
    -----
    A beat with the ventricular weight w has the patient's own waves times 1 - w and those of a
    ventricular focus times w. An aberrant beat, or a bundle branch block, has the slur as a whole
    and a T wave that opposes it. Places and widths of ST and T are those at 1 s times
    (m RR_mean + (1 - m) RR_last)^e, e = 1/2 being Bazett's.
    """
    label = beats["label"].to_numpy()
    n = len(beats)
    weight = np.where(label == "V", 1.0, 0.0)
    weight[label == "F"] = rng.uniform(*ectopy.fusion_weight, (label == "F").sum())
    aberrant = (label == "S") & (rng.random(n) < ectopy.aberrant_share)
    second_focus = ((weight > 0) & (rng.random(n) < 0.5)).astype(int)

    height = patient.height_mv[second_focus]
    centre = patient.centre_s[second_focus]
    width = patient.width_s[second_focus]
    wide = aberrant | (patient.kind == "block")
    height[:, _SLUR] *= wide
    height[:, _T] = np.where(
        wide, -np.sign(patient.height_mv[0, _SLUR]) * np.abs(height[:, _T]), height[:, _T]
    )
    p_height, p_delay = _atrial(label, patient, ectopy, rng)
    centre[:, _P] += p_delay

    height[:, : FOCUS.start] *= (1 - weight)[:, None]
    height[:, FOCUS] *= weight[:, None]
    height[:, _P] = patient.height_mv[0, _P] * p_height

    stretch = _qt_stretch(beats["time_s"].to_numpy(), patient.rr_s, morphology)[:, None]
    centre[:, _LATE] *= stretch
    width[:, _LATE] *= stretch
    _vary(height, centre, beats["time_s"].to_numpy(), patient, morphology, rng)
    return GaussianWaves(height, centre, width), beats.assign(aberrant=aberrant, ventricular=weight)


def _atrial(
    label: np.ndarray, patient: Patient, ectopy: EctopySettings, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Height of P relative to the patient's, and its delay in s."""
    if patient.kind == "fibrillation":
        return np.zeros(len(label)), np.zeros(len(label))
    chance = rng.random(len(label))
    height = rng.uniform(*_ECTOPIC_P_HEIGHT, len(label))
    height[chance < ectopy.hidden_p_share + ectopy.inverted_p_share] *= -1
    height[chance < ectopy.hidden_p_share] = 0
    delay = rng.uniform(*_ECTOPIC_P_PLACE_S, len(label))
    ectopic = label == "S"
    return np.where(ectopic, height, 1.0 * (label != "V")), np.where(ectopic, delay, 0.0)


def _qt_stretch(time_s: np.ndarray, mean_rr_s: float, settings: MorphologySettings) -> np.ndarray:
    last = np.diff(time_s, prepend=time_s[0] - mean_rr_s)
    rr = settings.qt_memory * mean_rr_s + (1 - settings.qt_memory) * last
    return rr**settings.qt_exponent


def _vary(
    height: np.ndarray,
    centre: np.ndarray,
    time_s: np.ndarray,
    patient: Patient,
    settings: MorphologySettings,
    rng: np.random.Generator,
) -> None:
    """Beat-to-beat changes, in place: heights with breathing and at random, places at random."""
    phase = 2 * np.pi * (patient.respiration_hz * time_s + rng.random())
    jitter = np.full(height.shape[1], settings.height_jitter)
    jitter[FOCUS] = settings.ventricular_jitter
    height *= 1 + jitter * rng.standard_normal(height.shape)
    height *= 1 + patient.breathing_gain * np.sin(phase)[:, None]
    moving = [_P, *_LATE]
    places = rng.standard_normal((len(height), len(moving)))
    centre[:, moving] += settings.place_jitter_ms / 1000 * places
