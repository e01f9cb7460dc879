"""Predictions of several models for the same corrupted test samples."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from craftbench.analyses.samples_table import recording_of
from craftbench.analyses.test_samples import TestSamples, predicted_codes
from craftbench.datasets.corruptions.corrupt import corrupt
from craftbench.datasets.corruptions.corruption import SEVERITIES, Corruption
from craftbench.datasets.samples import Samples
from craftbench.own.feature_sets import feature_set
from craftbench.predict.predictor import Extracted, Predictor


@dataclass(frozen=True)
class Detection:
    """How well heartbeats were found in the recordings, by severity.

    Parameters
    ----------
    missed : (6,) int array
        Number of the test samples that were not found. Every model is wrong about them.
    false_per_100 : (6,) float array
        Falsely detected R peaks per 100 annotated beats of the recordings.
    """

    missed: np.ndarray
    false_per_100: np.ndarray


@dataclass(frozen=True)
class CorruptedPredictions:
    """Which samples each model predicts correctly under one corruption.

    Parameters
    ----------
    corruption : Corruption
        With its levels.
    correct : (models, 6, n) bool array
        By model, severity 0 (not corrupted) to 5, and test sample.
    detection : Detection or None
        Of heartbeats; other samples need none.
    """

    corruption: Corruption
    correct: np.ndarray
    detection: Detection | None = None


def corrupted_predictions(
    predictors: Sequence[Predictor],
    samples: Samples,
    part: TestSamples,
    ladder: Sequence[Corruption],
    seed: int,
) -> list[CorruptedPredictions]:
    """Predict test samples under each corruption and severity.

    Parameters
    ----------
    predictors : sequence of Predictor
        At least one, all of the same data set. They share the features of samples.
    samples : Samples
        Of that data set; heartbeats are those of `corrupted_heartbeats`.
    part : TestSamples
        The samples to predict.
    ladder : sequence of Corruption
        Corruptions that fit the samples.
    seed : int
        Seed of the corruptions.
    """
    kept, rows = _only_needed(predictors, samples, part)
    untouched: Extracted = {}

    def correct(given: Samples) -> np.ndarray:
        extracted = dict(untouched)
        codes = [predicted_codes(arm, given, rows, extracted) for arm in predictors]
        untouched.update({key: found for key, found in extracted.items() if _from_table(key[0])})
        return np.array(codes) == part.true

    clean = correct(kept)
    found = []
    for kind in ladder:
        corrupted = [correct(corrupt(kept, kind, severity, seed)) for severity in SEVERITIES]
        found.append(CorruptedPredictions(kind, np.stack([clean, *corrupted], axis=1)))
    return found


def whole_groups(table: pd.DataFrame, rows: np.ndarray) -> np.ndarray:
    """Mask of the samples in the groups (or recordings) of some rows, (n,)."""
    owner = recording_of(table)
    return owner.isin(owner.iloc[rows].unique()).to_numpy()


def _from_table(name: str) -> bool:
    """Whether a feature set reads the table alone, which no corruption changes."""
    return not {"samples", "heights_mm", "recording", "recording_leads"} & set(
        feature_set(name).inputs
    )


def _only_needed(
    predictors: Sequence[Predictor], samples: Samples, part: TestSamples
) -> tuple[Samples, np.ndarray]:
    """The samples that predictions depend on, and where among them the rows to predict are.

    Features that compare a sample with its group need whole groups.
    """
    needed = part.rows
    if any(arm.needs_neighbours for arm in predictors):
        of_test = (samples.table["role"] == "test").to_numpy()
        needed = np.flatnonzero(whole_groups(samples.table, part.rows) & of_test)
    return samples.at(needed), np.searchsorted(needed, part.rows)
