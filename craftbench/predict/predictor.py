"""A stored model with all that prepares its input: from samples to class probabilities."""

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from craftbench.datasets.samples import Recordings
from craftbench.datasets.views import show
from craftbench.errors import CraftbenchError
from craftbench.runs.extraction import extract
from craftbench.runs.preparation import Preparation, read_preparation
from craftbench.runs.stored_models import (
    Input,
    Probabilities,
    load_classifier,
    load_latent,
    load_network,
)
from features import FEATURE_SETS

EXTRACTED_AT_ONCE = 5000
"""Samples; of more, the progress is logged and less memory is used."""
_NEED_NEIGHBOURS = {"recording", "group"}

Extracted = dict[tuple[str, bool], pd.DataFrame]
"""By feature set, and whether it was extracted with the neighbours of the samples."""


@dataclass(frozen=True)
class Predictor:
    """A fitted model and its preparation.

    Parameters
    ----------
    preparation : Preparation
        What was written beside the model in training.
    model : object
        The `keras.Model`, or the classifier of scikit-learn.
    probabilities : callable
        From the prepared input to class probabilities (n, classes).
    """

    preparation: Preparation
    model: object
    probabilities: Probabilities

    def predict(
        self,
        values: np.ndarray,
        table: pd.DataFrame,
        recordings: Recordings | None = None,
        rows: np.ndarray | None = None,
        extracted: Extracted | None = None,
    ) -> pd.DataFrame:
        """Class probabilities of samples.

        Parameters
        ----------
        values, table, recordings
            As in `craftbench.datasets.samples.Samples`; `table` needs no label.
        rows : (m,) int array or None
            The samples that are asked for, by position; all if None. The others are only looked
            at by features that compare a sample with its group.
        extracted : dict or None
            Features of these very samples and rows that predictors before found; what this one
            extracts is added.

        Returns
        -------
        DataFrame
            One row a sample in the order of `rows`, one column a class.

        Raises
        ------
        CraftbenchError
            If the samples are not what the model was trained on: shape, channels, columns.
        """
        x = self.prepare(values, table, recordings, rows, extracted)
        return pd.DataFrame(self.probabilities(x), columns=self.preparation.classes)

    def prepare(
        self,
        values: np.ndarray,
        table: pd.DataFrame,
        recordings: Recordings | None = None,
        rows: np.ndarray | None = None,
        extracted: Extracted | None = None,
    ) -> Input:
        """The model's input, standardised as in training; parameters as in `predict`.

        Returns
        -------
        (m, d) or (m, …, channels) float32 array, or a tuple of the raw samples and the features
        """
        how = self.preparation
        rows = np.arange(len(table)) if rows is None else np.asarray(rows)
        self._check_shape(values)
        if not how.representation:
            return np.zeros((len(rows), 0), np.float32)
        if not self.needs_neighbours:
            values, table = values[rows], table.iloc[rows]
            rows = np.arange(len(table))
        table = table.reset_index(drop=True)
        if how.view is None:
            features = self._features(values, table, recordings, extracted)
            return how.standardisation(features[rows])
        shown = how.standardisation(self._shown(values[rows]))
        if how.feature_standardisation is None:
            return shown
        features = self._features(values, table, recordings, extracted)[rows]
        return shown, how.feature_standardisation(features)

    @property
    def needs_neighbours(self) -> bool:
        """Whether a feature compares a sample with others of its group or its recording."""
        sets = self.preparation.feature_sets
        return any(_NEED_NEIGHBOURS & set(FEATURE_SETS[name].inputs) for name in sets)

    def _check_shape(self, values: np.ndarray) -> None:
        expected, found = self.preparation.sample_shape, tuple(values.shape[1:])
        if expected is not None and found != expected:
            raise CraftbenchError(
                f"samples of the shape {_sides(found)}; {self.preparation.arm} was trained on "
                f"{_sides(expected)}. Crop or resample them to that"
            )

    def _shown(self, values: np.ndarray) -> np.ndarray:
        view = self.preparation.view
        assert view is not None
        shown = show(values, view)
        expected, found = _input_shape(self.model), shown.shape[1:]
        if expected is not None and found != expected:
            raise CraftbenchError(
                f"the view gives {_sides(found)}, the network of {self.preparation.arm} takes "
                f"{_sides(expected)}; expected samples with the same channels or length as in "
                "training"
            )
        return shown

    def _features(
        self,
        values: np.ndarray,
        table: pd.DataFrame,
        recordings: Recordings | None,
        extracted: Extracted | None,
    ) -> np.ndarray:
        found = {} if extracted is None else extracted
        # Without neighbours only the rows asked for were passed on to here.
        keys = [(name, self.needs_neighbours) for name in self.preparation.feature_sets]
        for name, scope in keys:
            if (name, scope) not in found:
                chunks = math.ceil(len(table) / EXTRACTED_AT_ONCE)
                own = extract(name, values, table, recordings, chunks)[0]
                found[name, scope] = own.drop(columns="sample").add_prefix(f"{name}:")
        joined = pd.concat([found[key] for key in keys], axis=1)
        if list(joined.columns) != self.preparation.feature_names:
            expected = self.preparation.feature_names or []
            raise CraftbenchError(
                f"{joined.shape[1]} features, expected the {len(expected)} that "
                f"{self.preparation.arm} was trained on: samples of {_sides(values.shape[1:])} "
                "may have another size than in training, or the feature set has changed since"
            )
        return joined.to_numpy(np.float32)


def load_predictor(model: Path) -> Predictor:
    """Load a stored model and its preparation; nothing is unpickled.

    Parameters
    ----------
    model : Path
        ``results/{dataset}/models/{arm}.keras`` or ``.skops``, with ``{arm}.json`` beside it.

    Raises
    ------
    CraftbenchError
        If a file is missing, is not a stored model, or holds types that are not trusted.
    """
    if model.suffix not in (".keras", ".skops"):
        raise CraftbenchError(
            f"{model}: expected a model that ends in .keras or .skops, as in "
            "results/{dataset}/models/"
        )
    if not model.is_file():
        raise CraftbenchError(f"{model}: there is no such file; train the arm first")
    preparation = read_preparation(model.with_suffix(".json"))
    if preparation.latent_standardisation is not None:
        latent = load_latent(model, len(preparation.classes), preparation.latent_standardisation)
        return Predictor(preparation, *latent)
    load = load_network if model.suffix == ".keras" else load_classifier
    return Predictor(preparation, *load(model, len(preparation.classes)))


def _input_shape(model: object) -> tuple[int, ...] | None:
    shape = getattr(model, "input_shape", None)
    if shape is None:
        return None
    first = shape[0] if isinstance(shape, list) else shape
    return tuple(first[1:])


def _sides(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape))
