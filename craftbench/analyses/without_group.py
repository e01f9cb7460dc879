"""A study without one of its test groups."""

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from craftbench.analyses.study import Study
from craftbench.analyses.test_predictions import TestPredictions


def without_group(study: Study, group: str, arms: Collection[str]) -> Study:
    """The study as it would be had a group not been in the test part.

    Nothing else changes: training, selection and settings are the same.

    Parameters
    ----------
    study : Study
        With groups.
    group : str
        Of the test part.
    arms : collection of str
        Those whose predictions are needed.
    """
    samples = study.samples
    gone = ((samples["role"] == "test") & (samples["group"] == group)).to_numpy()
    kept = samples.assign(role=samples["role"].mask(gone, "left out"))
    reduced = replace(study, samples=kept)
    vars(reduced)["predictions"] = {
        key: _of(given, ~gone[given.samples])
        for key, given in study.predictions.items()
        if key[0] in arms
    }
    return reduced


def _of(given: TestPredictions, kept: np.ndarray) -> TestPredictions:
    return TestPredictions(
        given.samples[kept], given.true[kept], given.predicted[:, kept], given.repeats
    )
