"""Predictions of several models for heartbeats that are detected in corrupted recordings."""

from collections.abc import Sequence

import numpy as np

from craftbench.analyses.robustness.corrupted_predictions import (
    CorruptedPredictions,
    Detection,
    whole_groups,
)
from craftbench.analyses.test_samples import TestSamples, predicted_codes
from craftbench.datasets.corruptions.corrupt import corrupt_recordings
from craftbench.datasets.corruptions.corruption import SEVERITIES, Corruption
from craftbench.datasets.detected_beats import DetectedBeats, detect_beats
from craftbench.datasets.samples import Recordings, Samples
from craftbench.datasets.windows import BeatWindow
from craftbench.predict.predictor import Extracted, Predictor


def corrupted_heartbeats(
    predictors: Sequence[Predictor],
    samples: Samples,
    part: TestSamples,
    ladder: Sequence[Corruption],
    seed: int,
    window: BeatWindow,
) -> list[CorruptedPredictions]:
    """Predict heartbeats under each corruption and severity; parameters as of the other kinds.

    Parameters
    ----------
    predictors, samples, part, ladder, seed
        As of `corrupted_predictions`; the samples have recordings.
    window : BeatWindow
        Of their source.

    Returns
    -------
    list of CorruptedPredictions
        With their `detection`.

    Notes
    -----
    A whole recording is corrupted, its beats are detected, and windows, features and RR intervals
    follow from the detected R peaks, at severity 0 as at the others. Annotations only tell which
    detected beat is which. A beat that is not found has no prediction, so every model is wrong
    about it.
    """
    if samples.recordings is None:
        raise ValueError("expected samples with the recordings that they were cut from")
    needed = np.flatnonzero(whole_groups(samples.table, part.rows))
    table = samples.table.iloc[needed].reset_index(drop=True)
    rows = np.searchsorted(needed, part.rows)

    def predicted(recordings: Recordings) -> tuple[np.ndarray, int, float]:
        beats = detect_beats(table, recordings, window)
        missed = int((~beats.found[rows]).sum())
        false_per_100 = 100 * beats.false_peaks / beats.annotated
        return _correct(predictors, beats, rows, part.true), missed, false_per_100

    clean = predicted(samples.recordings)
    found = []
    for kind in ladder:
        corrupted = [
            predicted(corrupt_recordings(samples.recordings, table, kind, severity, seed))
            for severity in SEVERITIES
        ]
        correct, missed, false = zip(clean, *corrupted, strict=True)
        detection = Detection(np.array(missed), np.array(false))
        found.append(CorruptedPredictions(kind, np.stack(correct, axis=1), detection))
    return found


def _correct(
    predictors: Sequence[Predictor], beats: DetectedBeats, rows: np.ndarray, true: np.ndarray
) -> np.ndarray:
    """Whether each model predicts each of the annotated beats `rows` correctly, (models, n)."""
    found, place = beats.found[rows], beats.place[rows]
    if not found.any():
        return np.zeros((len(predictors), len(rows)), bool)
    # In the place of a missed beat stands another one, whose prediction is not used: networks
    # are compiled again for every other number of samples.
    filled = np.where(found, place, place[found][0])
    extracted: Extracted = {}
    codes = [predicted_codes(arm, beats.samples, filled, extracted) for arm in predictors]
    return (np.array(codes) == true) & found
