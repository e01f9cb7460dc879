"""Predictions of several models for the same corrupted test samples."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from craftbench.analyses.test_samples import TestSamples, predicted_codes
from craftbench.datasets.corruptions.corrupt import corrupt
from craftbench.datasets.corruptions.corruption import SEVERITIES, Corruption
from craftbench.datasets.samples import Samples
from craftbench.datasets.signal_view import SignalView
from craftbench.own.feature_sets import feature_set
from craftbench.predict.predictor import Extracted, Predictor


@dataclass(frozen=True)
class CorruptedPredictions:
    """Which samples each model predicts correctly under one corruption.

    Parameters
    ----------
    corruption : Corruption
        With its levels.
    correct : (models, 6, n) bool array
        By model, severity 0 (not corrupted) to 5, and test sample.
    """

    corruption: Corruption
    correct: np.ndarray


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
        Of that data set.
    part : TestSamples
        The samples to predict.
    ladder : sequence of Corruption
        Corruptions that fit the samples.
    seed : int
        Seed of the corruptions.
    """
    source = predictors[0].source
    window = None if source is None else source.window
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
        corrupted = [correct(corrupt(kept, kind, s, seed, window)) for s in SEVERITIES]
        found.append(CorruptedPredictions(kind, np.stack([clean, *corrupted], axis=1)))
    return found


def _from_table(name: str) -> bool:
    """Whether a feature set reads the table alone, which no corruption changes."""
    return not {"samples", "heights_mm", "recording"} & set(feature_set(name).inputs)


def _seen_in_recording(predictor: Predictor) -> bool:
    view, source = predictor.pipeline.view, predictor.source
    window = None if source is None else source.window
    scaled = isinstance(view, SignalView) and view.scaling == "record"
    return view is not None and (scaled or (window is not None and window.usual_beat))


def _only_needed(
    predictors: Sequence[Predictor], samples: Samples, part: TestSamples
) -> tuple[Samples, np.ndarray]:
    """The samples that predictions depend on, and where among them the rows to predict are.

    Features that compare a sample with its group need whole groups. So do heartbeats that views
    scale by their recording, or that come with their difference from its usual beat.
    """
    table = samples.table
    needed = part.rows
    if any(arm.needs_neighbours or _seen_in_recording(arm) for arm in predictors):
        chosen = table["group"].isin(table["group"].iloc[part.rows].unique())
        needed = np.flatnonzero(chosen.to_numpy() & (table["role"] == "test").to_numpy())
    return samples.at(needed), np.searchsorted(needed, part.rows)
