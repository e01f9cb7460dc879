"""A stored model that is given samples: from samples to class probabilities."""

import math
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from craftbench.datasets.registry import parse_source
from craftbench.datasets.samples import Samples
from craftbench.datasets.source import SampleSource
from craftbench.errors import CraftbenchError
from craftbench.runs.extraction import extract, needs_neighbours
from craftbench.runs.load_model import StoredModel, load_model
from models.model_input import ModelInput

EXTRACTED_AT_ONCE = 5000
"""Number of samples; from more, features are extracted in chunks, which takes less memory."""

Extracted = dict[tuple[str, bool], pd.DataFrame]
"""By feature set, and whether it was extracted with the neighbours of the samples."""


@dataclass(frozen=True)
class Predictor(StoredModel):
    """A stored model with the extraction of its features."""

    def predict(
        self, samples: Samples, rows: np.ndarray | None = None, extracted: Extracted | None = None
    ) -> pd.DataFrame:
        """Class probabilities of samples.

        Parameters
        ----------
        samples : Samples
            Their table needs no label.
        rows : (m,) int array or None
            Positions of the samples to predict; all if None. The other samples are only used by
            features that compare a sample with its group.
        extracted : dict or None
            Features of these same samples and rows that earlier predictors extracted; those that
            this one extracts are added.

        Returns
        -------
        DataFrame
            One row per sample in the order of `rows`, one column per class.

        Raises
        ------
        CraftbenchError
            If the samples differ in shape or columns from those that the model was trained on.
        """
        x = self.prepare(samples, rows, extracted)
        return pd.DataFrame(self.probabilities(x), columns=self.about.classes)

    def prepare(
        self, samples: Samples, rows: np.ndarray | None = None, extracted: Extracted | None = None
    ) -> ModelInput:
        """The model's input, standardised as in training; parameters as in `predict`.

        Returns
        -------
        (m, d) or (m, …, channels) float32 array, or a tuple of the raw samples and the features
        """
        every = np.arange(len(samples.table))
        rows = every if rows is None else np.asarray(rows)
        chosen = samples.at(rows)
        found = {} if extracted is None else extracted

        def of_set(name: str) -> pd.DataFrame:
            key = (name, needs_neighbours(name))
            if key not in found:
                found[key] = _features(name, samples.at(every) if key[1] else chosen)
            return found[key].iloc[rows] if key[1] else found[key]

        return self.pipeline.transform(self.pipeline.represent(chosen.values, chosen.table, of_set))

    @cached_property
    def source(self) -> SampleSource | None:
        """The source of the training samples; None where it was not stored.

        Records of a source without a sampling rate of its own are resampled to that of training.
        """
        if self.about.source is None:
            return None
        source, trained_on = parse_source(self.about.source), self.pipeline.trained_on
        rate = trained_on and trained_on.sampling_rate_hz
        if rate and getattr(source, "sampling_rate_hz", rate) is None:
            return source.model_copy(update={"sampling_rate_hz": rate})
        return source

    @property
    def needs_neighbours(self) -> bool:
        """Whether a feature compares a sample with others of its group or its recording."""
        return any(map(needs_neighbours, self.pipeline.feature_sets))


def _features(name: str, samples: Samples) -> pd.DataFrame:
    chunks = math.ceil(len(samples.table) / EXTRACTED_AT_ONCE)
    found, _ = extract(name, samples.values, samples.table, samples.recordings, chunks)
    return found.drop(columns="sample")


def load_predictor(model: Path, code: Collection[str] | None = None) -> Predictor:
    """Load a stored model; see `craftbench.runs.load_model.load_model`."""
    predictor = Predictor(**vars(load_model(model, code)))
    try:
        _ = predictor.source
    except CraftbenchError as error:
        raise CraftbenchError(f"{model.with_suffix('.json')}: {error}") from None
    return predictor
