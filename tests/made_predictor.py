"""Predictors that are made by hand rather than trained."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from craftbench.config.arms import Family
from craftbench.datasets.source import SampleSource
from craftbench.datasets.views import ImageView, SignalView
from craftbench.predict.predictor import Predictor
from craftbench.runs.input_pipeline import InputPipeline
from craftbench.runs.model_store import ModelDescription
from models.standardisation import Standardisation


def no_change(channels: int) -> Standardisation:
    """A standardisation that leaves its input as it is."""
    return Standardisation(np.zeros(channels), np.zeros(channels), np.ones(channels))


def made_predictor(
    probabilities: Callable[[Any], np.ndarray] | None,
    classes: Sequence[str],
    *,
    arm: str = "arm",
    family: Family = "hand-crafted",
    model: Any = None,
    feature_sets: Sequence[str] = (),
    names: Sequence[str] | None = None,
    view: ImageView | SignalView | None = None,
    standardisation: Standardisation | None = None,
    source: SampleSource | None = None,
    sample_shape: tuple[int, ...] | None = None,
) -> Predictor:
    """A predictor of the data set ``d`` on features `names`, or on a view with one channel."""
    kind = "classifier" if view is None else "network"
    dumped = None if source is None else source.model_dump(mode="json")
    about = ModelDescription("d", arm, family, "m", kind, list(classes), 1, dumped)
    channels = 1 if names is None else len(names)
    pipeline = InputPipeline(
        tuple(feature_sets),
        view,
        None if names is None else list(names),
        sample_shape,
        (standardisation or no_change(channels),),
    )
    return Predictor(about, pipeline, model, probabilities)
