"""The one way from samples to the input of a model."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any

import numpy as np
import pandas as pd

from craftbench.config.contest import Contest
from craftbench.config.pretrained_network import PretrainedNetwork
from craftbench.datasets.shown_rows import show_rows
from craftbench.datasets.stored_rows import StoredRows
from craftbench.datasets.views import ImageView, SignalView
from craftbench.errors import CraftbenchError
from craftbench.own.reference import short_name
from craftbench.runs.arm import ArmData
from craftbench.runs.stored_input import StoredInput
from craftbench.runs.training_range import Extremes, TrainingRange
from models.blocks import is_one_block
from models.model_input import ModelInput
from models.prepared_rows import PreparedRows
from models.standardisation import Standardisation

FeatureTables = Callable[[str], pd.DataFrame]
"""From the name of a feature set to its table: a row per sample, a column per feature."""

PRETRAINED = "craftbench.runs.pretrained"
"""The module that arms with a pretrained network need in addition."""


@dataclass(frozen=True)
class InputPipeline:
    """Represents samples as feature sets, a view or both, and standardises them.

    Training, refits, analyses and `predict` use it alike. It is made with `of_arm`, fitted on the
    training part of a run, and stored beside the model.

    Parameters
    ----------
    feature_sets : tuple of str
        In the order of the feature vector, as the card names them.
    view : ImageView, SignalView or None
        Of the raw samples, if the model gets them.
    feature_names : list of str or None
        Columns of the feature vector, each ``{feature set}:{feature}``; known once fitted.
    sample_shape : tuple of int or None
        Shape of a stored sample; known once fitted.
    standardisations : tuple of Standardisation
        Of the view and of the features, in this order; empty until fitted.
    network : PretrainedNetwork or None
        Turns the view into features, which the model gets in its place.
    trained_on : TrainingRange or None
        Of the stored samples that it was fitted on, for comparison with new ones.
    """

    feature_sets: tuple[str, ...]
    view: ImageView | SignalView | None = None
    feature_names: list[str] | None = None
    sample_shape: tuple[int, ...] | None = None
    standardisations: tuple[Standardisation, ...] = ()
    network: PretrainedNetwork | None = None
    trained_on: TrainingRange | None = None

    @classmethod
    def of_arm(cls, contest: Contest, arm: str) -> "InputPipeline":
        """The pipeline of an arm, not yet fitted."""
        network = contest.arms[arm].pretrained
        return cls(tuple(contest.feature_sets(arm)), contest.view(arm), network=network)

    def represent(
        self, values: np.ndarray, table: pd.DataFrame, features: FeatureTables
    ) -> ArmData:
        """Samples in the representation of the arm, not yet standardised.

        Parameters
        ----------
        values : (n, …) array
            Samples as the source gives them.
        table : DataFrame
            One row per sample.
        features : callable
            Gives the table of each feature set, with a row per sample.

        Raises
        ------
        CraftbenchError
            If a fitted pipeline gets samples of another shape, or other features, than it was
            fitted on, or its pretrained network is absent or does not suit the samples.
        """
        shape = tuple(values.shape[1:])
        self.check_shape(shape)
        extremes = None if self.standardisations else self.extremes_of(values, table)
        if self.network is not None:
            data = self._through_network(self.network, values, table)
            return replace(data, extremes=extremes)
        inputs, names = [], None
        if self.view is not None:
            inputs.append(show_rows(values, self.view, table))
        if self.feature_sets:
            sets = [(short_name(name), features(name)) for name in self.feature_sets]
            joined = pd.concat([one.add_prefix(f"{name}:") for name, one in sets], axis=1)
            names = list(joined.columns)
            self._check_names(names, shape)
            inputs.append(joined.to_numpy(np.float32))
        if not inputs:
            inputs, names = [np.zeros((len(values), 0), np.float32)], []
        return ArmData(tuple(inputs), table, names, shape, extremes=extremes)

    def extremes_of(self, values: np.ndarray, table: pd.DataFrame) -> Extremes:
        """Lowest and highest values of stored samples, see `represent`."""
        signals = isinstance(self.view, SignalView)
        unscaled = isinstance(self.view, SignalView) and self.view.scaling == "none"
        return Extremes.of(values, table, signals, offsets_count=unscaled)

    def _through_network(
        self, network: PretrainedNetwork, values: np.ndarray, table: pd.DataFrame
    ) -> ArmData:
        # Imported by name: the training of other arms does not depend on this code.
        found = import_module(PRETRAINED).network_output(network, self.view, values, table)
        cost = found.parameters, found.seconds_per_sample
        return ArmData((found.values,), table, None, tuple(values.shape[1:]), *cost)

    def fit(self, data: ArmData, rows: np.ndarray) -> "InputPipeline":
        """The pipeline with standardisations that are fitted on some rows.

        Raises
        ------
        ValueError
            If no feature has any value, or naming those with an infinite one.
        """
        standardisations = tuple(
            Standardisation.fit(_chosen(x, rows), data.names_of(place))
            for place, x in enumerate(data.inputs)
        )
        return replace(
            self,
            feature_names=data.names,
            sample_shape=tuple(data.sample_shape),
            standardisations=standardisations,
            trained_on=None if data.extremes is None else TrainingRange.fit(data.extremes, rows),
        )

    def transform(self, data: ArmData, rows: np.ndarray | slice = slice(None)) -> ModelInput:
        """The model's input: some rows, standardised; float32 without NaN.

        Many raw samples on disk are read and standardised when they are used.
        """
        if not self.standardisations:
            raise ValueError("the input pipeline is not fitted; call fit first")
        prepared = tuple(
            _chosen(x, rows, standardise)
            for standardise, x in zip(self.standardisations, data.inputs, strict=True)
        )
        return prepared[0] if len(prepared) == 1 else prepared

    @property
    def feature_standardisation(self) -> Standardisation | None:
        """Standardisation of the feature vector, once fitted; None without features."""
        return self.standardisations[-1] if self.feature_sets and self.standardisations else None

    @property
    def dropped_features(self) -> list[str]:
        """Names of the features without any value in the training part, which no model can use."""
        standardise, names = self.feature_standardisation, self.feature_names or []
        if standardise is None:
            return []
        return [name for name, gone in zip(names, standardise.dropped, strict=True) if gone]

    def check_shape(self, found: tuple[int, ...]) -> None:
        """Raise CraftbenchError if samples have another shape than in training."""
        if self.sample_shape is not None and found != self.sample_shape:
            raise CraftbenchError(
                f"samples of the shape {_sides(found)}, but the model was trained on "
                f"{_sides(self.sample_shape)}; crop or resample them to that shape"
            )

    def _check_names(self, found: list[str], shape: tuple[int, ...]) -> None:
        if self.feature_names is not None and found != self.feature_names:
            raise CraftbenchError(
                f"{len(found)} features, but the model was trained on {len(self.feature_names)} "
                f"other ones: samples of {_sides(shape)} may have another size than in training, "
                "or the feature set has changed since; train the arm again"
            )

    def to_json(self) -> dict[str, Any]:
        """Plain numbers, lists and texts; see `from_json`."""
        return {
            "feature_sets": list(self.feature_sets),
            "view": None if self.view is None else self.view.model_dump(),
            "feature_names": self.feature_names,
            "sample_shape": None if self.sample_shape is None else list(self.sample_shape),
            "standardisations": [each.to_json() for each in self.standardisations],
            "network": None if self.network is None else self.network.model_dump(),
            "trained_on": None if self.trained_on is None else self.trained_on.to_json(),
        }

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "InputPipeline":
        """The pipeline that gave `to_json`; raises ValueError otherwise."""
        stored = StoredInput.model_validate(content)
        return cls(
            tuple(stored.feature_sets),
            stored.view,
            stored.feature_names,
            None if stored.sample_shape is None else tuple(stored.sample_shape),
            tuple(Standardisation.from_json(one.model_dump()) for one in stored.standardisations),
            stored.network,
            stored.trained_on,
        )


def _chosen(
    x: np.ndarray | StoredRows,
    rows: np.ndarray | slice,
    standardise: Callable[[np.ndarray], np.ndarray] = lambda x: x,
) -> np.ndarray | PreparedRows:
    """Some rows, standardised; more than a block of an array on disk when they are used."""
    if isinstance(x, StoredRows):
        numbers = np.arange(len(x))[rows]
        if not is_one_block((len(numbers), *x.shape[1:])):
            return PreparedRows(x, numbers, standardise)
    return standardise(x[rows])


def _sides(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape))
