"""The times of a patient's beats, and their origin."""

from collections.abc import Iterator
from itertools import takewhile

import numpy as np
import pandas as pd

from craftbench.datasets.simulated_ecg.patient import Patient
from craftbench.datasets.simulated_ecg.settings import EctopySettings, RhythmSettings
from craftbench.datasets.simulated_ecg.tachogram import RATE_HZ, tachogram

SHORTEST_RR_S = 0.28
_INTERPOLATED_FROM_S = 0.75
_INTERPOLATED_AT = (0.42, 0.55)
_DELAYED_S = (0.02, 0.08)
_COUPLET_RR = (0.5, 0.75)

Beat = tuple[float, str, str]
"""Time in s, class, and circumstance."""


def draw_beats(
    patient: Patient,
    rhythm: RhythmSettings,
    ectopy: EctopySettings,
    seconds: float,
    margin_s: float,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Times and classes of a recording's beats.

    Parameters
    ----------
    patient : Patient
    rhythm : RhythmSettings
    ectopy : EctopySettings
    seconds : float
        Length of the recording.
    margin_s : float
        No beat comes earlier, nor later than that before the end.
    rng : Generator

    Returns
    -------
    DataFrame
        ``time_s, label, circumstance`` in the order of time; a circumstance is ``interpolated``,
        ``couplet``, ``after interpolated`` or empty.

    Notes
    -----
    The sinus node keeps its own clock. An S beat resets it, so that the pause after it is not
    compensatory. A V beat does not: the next sinus beat is blocked and the one after it comes in
    time (compensatory pause), except for interpolated V beats, after which conduction is slow. In
    atrial fibrillation, intervals are gamma-distributed and independent.
    """
    if patient.kind == "fibrillation":
        beats = _fibrillating(patient, ectopy, margin_s, rng)
    else:
        intervals = tachogram(
            seconds,
            patient.rr_s,
            patient.rr_sd_s,
            patient.lf_hf,
            rhythm.mayer_hz,
            patient.respiration_hz,
            rhythm.band_width_hz,
            rng,
        )
        beats = _sinus(patient, ectopy, intervals, margin_s, rng)
    within = takewhile(lambda beat: beat[0] <= seconds - margin_s, beats)
    return pd.DataFrame(within, columns=["time_s", "label", "circumstance"])


def _sinus(
    patient: Patient,
    ectopy: EctopySettings,
    intervals: np.ndarray,
    start: float,
    rng: np.random.Generator,
) -> Iterator[Beat]:
    """Beats without end; after the last interval the sinus node keeps it."""
    seldom, soon = _ventricular_odds(patient, ectopy)
    places = np.arange(len(intervals)) / RATE_HZ
    clock, last = start, "N"
    yield clock, "N", ""
    since_v = 2
    while True:
        rr = float(np.interp(clock, places, intervals))
        odds = _odds(soon if since_v == 1 else seldom, patient)
        event = 0 if last == "V" else rng.choice(4, p=odds)
        since_v = 0 if event == 1 else since_v + 1
        last = "NVSF"[event]
        if event == 0:
            clock += rr
            yield clock, "N", ""
        elif event == 1 and rr > _INTERPOLATED_FROM_S and rng.random() < ectopy.interpolated_share:
            yield clock + rr * rng.uniform(*_INTERPOLATED_AT), "V", "interpolated"
            clock += rr
            yield clock + rng.uniform(*_DELAYED_S), "N", "after interpolated"
            last, since_v = "N", 1
        elif event == 1:
            early = clock + max(SHORTEST_RR_S, rr * _coupling(patient, ectopy, rng))
            yield early, "V", ""
            clock += rr
            if rng.random() < ectopy.couplet_share:
                second = early + max(SHORTEST_RR_S, rr * rng.uniform(*_COUPLET_RR))
                yield second, "V", "couplet"
                clock = max(clock, second - 0.3 * rr)
        elif event == 2:
            early = clock + rr * rng.uniform(*ectopy.s_coupling)
            yield early, "S", ""
            clock = early + rr * (rng.uniform(*ectopy.s_pause) - 1)
        else:
            yield clock + rr * rng.uniform(*ectopy.fusion_coupling), "F", ""
            clock += rr


def _fibrillating(
    patient: Patient, ectopy: EctopySettings, start: float, rng: np.random.Generator
) -> Iterator[Beat]:
    seldom, soon = _ventricular_odds(patient, ectopy)
    shape = (patient.rr_s / patient.rr_sd_s) ** 2 if patient.rr_sd_s else np.inf
    time, since_v = start, 2
    yield time, "N", ""
    while True:
        ventricular = since_v and rng.random() < (soon if since_v == 1 else seldom)
        since_v = 0 if ventricular else since_v + 1
        if ventricular:
            rr = patient.rr_s * _coupling(patient, ectopy, rng)
        else:
            rr = patient.rr_s * (rng.gamma(shape) / shape if np.isfinite(shape) else 1.0)
        time += max(SHORTEST_RR_S, rr)
        yield time, "V" if ventricular else "N", ""


def _ventricular_odds(patient: Patient, ectopy: EctopySettings) -> tuple[float, float]:
    """Probability of a V at a cycle, and right after a V and an N, so that the share is met.

    Between two V there is one N, after which the next V comes at once with probability q, or
    else after (1/p) cycles on average: with c couplets a V, the share is
    (1 + c) / (2 + c + (1 - q)/p).
    """
    share = patient.v_share
    if share == 0:
        return 0.0, 0.0
    couplets = 0.0 if patient.kind == "fibrillation" else ectopy.couplet_share
    cycles = (1 + couplets) / share - 2 - couplets
    soon = ectopy.bigeminy if patient.bigeminy else 0.0
    if not soon:
        return min(1.0, 1 / (cycles + 1)), min(1.0, 1 / (cycles + 1))
    return min(1.0, (1 - soon) / max(cycles, 1e-9)), soon


def _odds(v: float, patient: Patient) -> list[float]:
    """Of N, V, S and F at a sinus cycle; none is drawn at those after a V beat."""
    s = min(patient.s_share / (1 - patient.v_share), 1 - v)
    f = min(patient.f_share / (1 - patient.v_share), 1 - v - s)
    return [1 - v - s - f, v, s, f]


def _coupling(patient: Patient, ectopy: EctopySettings, rng: np.random.Generator) -> float:
    drawn = patient.coupling + ectopy.v_coupling_sd * rng.standard_normal()
    return float(np.clip(drawn, 0.35, 0.98))
