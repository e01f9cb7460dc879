"""The rhythm and the share of ectopic beats of every patient."""

from typing import NamedTuple

import numpy as np
from scipy.special import ndtri

from craftbench.datasets.random_stream import random_stream
from craftbench.datasets.simulated_ecg.settings import EcgSettings, EctopySettings

PATIENT, COHORT = 0, 1


class Cohort(NamedTuple):
    """Rhythm and ectopy of all patients: one entry each; shares are of a patient's beats."""

    kind: np.ndarray
    s_share: np.ndarray
    v_share: np.ndarray
    f_share: np.ndarray
    bigeminy: np.ndarray


def draw_cohort(settings: EcgSettings, patients: int, seed: int) -> Cohort:
    """Draw the rhythm and the ectopic beats of every patient.

    Parameters
    ----------
    settings : EcgSettings
    patients : int
    seed : int

    Returns
    -------
    Cohort

    Notes
    -----
    Shares are the log-normal's quantiles at (i + ½)/n in random order, scaled so that their mean
    is the setting: with every seed, a few patients have most of the ectopic beats. Patients in
    atrial fibrillation have no S beats, and only the patients with the most V have F.
    """
    rng = random_stream(seed, COHORT)
    rhythm, ectopy = settings.rhythm, settings.ectopy
    kind = np.full(patients, "sinus", dtype="<U12")
    order = rng.permutation(patients)
    fibrillating = round(rhythm.fibrillation_share * patients)
    blocked = round(rhythm.block_share * patients)
    kind[order[:fibrillating]] = "fibrillation"
    kind[order[fibrillating : fibrillating + blocked]] = "block"
    v_share = _shares(ectopy.v_share, np.ones(patients, bool), ectopy, rng)
    s_share = _shares(ectopy.s_share, kind != "fibrillation", ectopy, rng)
    many_v = v_share >= np.quantile(v_share, 1 - ectopy.fusion_patients, method="nearest")
    f_share = _shares(ectopy.f_share, many_v & (kind != "fibrillation"), ectopy, rng)
    bigeminy = np.isin(
        np.arange(patients), rng.permutation(patients)[: round(ectopy.bigeminy_patients * patients)]
    )
    return Cohort(kind, s_share, v_share, f_share, bigeminy)


def _shares(
    mean: float, having: np.ndarray, ectopy: EctopySettings, rng: np.random.Generator
) -> np.ndarray:
    """A share for each patient that has the class; the mean over all patients is `mean`."""
    shares = np.zeros(len(having))
    count = int(having.sum())
    if mean == 0 or count == 0:
        return shares
    drawn = np.exp(ectopy.spread * ndtri((rng.permutation(count) + 0.5) / count))
    wanted = mean * len(having) / count
    for _ in range(20):
        drawn = np.minimum(drawn * wanted / drawn.mean(), ectopy.most)
    shares[having] = drawn
    return shares
