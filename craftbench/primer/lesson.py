"""All values on the page, computed on one data set."""

import logging
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import pandas as pd

from craftbench.analyses.cost.architecture.stages import Stage, stages
from craftbench.config.contest import Contest
from craftbench.datasets.samples import Samples
from craftbench.errors import CraftbenchError
from craftbench.predict.predictor import Predictor
from craftbench.primer.activations import ActivationFacts, activation_facts
from craftbench.primer.choice import PrimerChoice
from craftbench.primer.explorer import explorer, shown_rows, stored_values
from craftbench.primer.image_lesson import ImageLesson, image_lesson
from craftbench.primer.network import (
    convolution_weights,
    first_convolution,
    layer_outputs,
    sums_before_activation,
)
from craftbench.primer.projection import FEWEST, SHOWN, Projection, project, spread
from craftbench.primer.separation import Prepare, one_unit, own_units
from craftbench.primer.volumes import VolumeFacts, volume_facts
from models.latent import penultimate

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Lesson:
    """The values that the page shows.

    Parameters
    ----------
    sample : int
        Number of the sample that is shown at every layer.
    label, predicted : str
        Its class, and the class that the network predicts.
    probability : float
        Of the predicted class.
    x : array
        The sample as the input of the network.
    image : ImageLesson or None
        None for signals.
    kernels : (…, channels, filters) array
        Of the first convolution.
    sums : array
        Outputs of the first convolution on the shown samples, before its activation.
    activations : list of ActivationFacts
        Of every activation function.
    stages : list of Stage
        The input and all layers of the network.
    facts : VolumeFacts
        Of the whole network.
    outputs : list of array
        Of every layer after the input, on the sample.
    rows : (n,) array
        Test samples that are projected.
    labels : (n,) array
        Their class codes.
    groups : int or None
        Number of their groups.
    majority : float
        Share of the largest class among them.
    projections : list of Projection
        Empty where the test part has fewer than `FEWEST` samples.
    explorer : dict
        What the interactive panels compute with; its first sample is the shown one.
    """

    sample: int
    label: str
    predicted: str
    probability: float
    x: np.ndarray
    image: ImageLesson | None
    kernels: np.ndarray
    sums: np.ndarray
    activations: list[ActivationFacts]
    stages: list[Stage]
    facts: VolumeFacts
    outputs: list[np.ndarray]
    rows: np.ndarray
    labels: np.ndarray
    groups: int | None
    majority: float
    projections: list[Projection]
    explorer: dict[str, Any]


def compute_lesson(
    choice: PrimerChoice,
    contest: Contest,
    network: Predictor,
    values: np.ndarray,
    table: pd.DataFrame,
    features: np.ndarray | None,
    seed: int,
) -> Lesson:
    """Compute all chapters.

    Parameters
    ----------
    choice, contest
        The choice of data set and arms, and the contest of this data set.
    network : Predictor
        Trained on the pool.
    values : (n, …) array
        Stored samples.
    table : DataFrame
        ``sample, label, role`` and, where there are groups, ``group``.
    features : (n, d) array or None
        Of the hand-crafted arm.
    seed : int
        Of the shown samples, the folds and t-SNE.

    Raises
    ------
    CraftbenchError
        Naming the data set, if its samples cannot be shown.
    """
    test = np.flatnonzero(table["role"] == "test")
    codes = pd.Categorical(table["label"], categories=contest.classes).codes
    rows = test[spread(codes[test], SHOWN, seed)]
    groups = pd.factorize(table["group"].iloc[rows])[0] if "group" in table else None
    model, x = network.model, np.asarray(network.prepare(Samples(values, table), rows))
    walked = stages(model)
    offered = shown_rows(codes[rows], stored_values(walked))
    shown = x[offered], _about(table, rows[offered])
    parts = _representations(choice, contest, model, x, features, rows)
    return Lesson(
        sample=int(table["sample"].iloc[rows[0]]),
        label=str(table["label"].iloc[rows[0]]),
        x=x[0],
        **_of_network(choice, contest, model, x),
        stages=walked,
        facts=volume_facts(walked),
        rows=rows,
        labels=codes[rows],
        groups=None if groups is None else np.unique(groups).size,
        majority=float(np.bincount(codes[rows]).max() / len(rows)),
        projections=_projections(choice.dataset, parts, codes[rows], groups, seed),
        explorer=explorer(model, walked, first_convolution(model), *shown, contest.classes),
    )


def _of_network(
    choice: PrimerChoice, contest: Contest, model: keras.Model, x: np.ndarray
) -> dict[str, Any]:
    """What the network computes: outputs on the first sample, sums of the first convolution."""
    own = [output[0] for output in layer_outputs(model, x[:1])]
    layer = first_convolution(model)
    sums = sums_before_activation(layer, x)
    return {
        "outputs": own,
        "predicted": contest.classes[int(own[-1].argmax())],
        "probability": float(own[-1].max()),
        "image": image_lesson(layer, x[0], own[0]) if choice.kind == "image" else None,
        "kernels": convolution_weights(layer)[0],
        "sums": sums,
        "activations": activation_facts(sums),
    }


def _about(table: pd.DataFrame, rows: np.ndarray) -> list[dict[str, Any]]:
    """Number and class of samples."""
    chosen = table.iloc[rows]
    pairs = zip(chosen["sample"], chosen["label"], strict=True)
    return [{"sample": int(sample), "label": str(label)} for sample, label in pairs]


def _representations(
    choice: PrimerChoice,
    contest: Contest,
    model: keras.Model,
    x: np.ndarray,
    features: np.ndarray | None,
    rows: np.ndarray,
) -> list[tuple[str, np.ndarray, Prepare]]:
    """Title, values and scaling of each representation of the shown samples."""
    raw = "raw pixels" if choice.kind == "image" else "raw signal"
    found: list[tuple[str, np.ndarray, Prepare]] = [(raw, x, one_unit)]
    if features is not None:
        sets = " + ".join(contest.arms[str(choice.features)].representation)
        found.append((f"hand-crafted: {sets}", features[rows], own_units))
    latent = penultimate(model).predict(x, verbose=0)
    return [*found, (f"last hidden layer of {choice.network}", latent, one_unit)]


def _projections(
    dataset: str,
    representations: list[tuple[str, np.ndarray, Prepare]],
    labels: np.ndarray,
    groups: np.ndarray | None,
    seed: int,
) -> list[Projection]:
    """A map of each representation that is not constant; none if there are too few samples."""
    if len(labels) < FEWEST:
        return []
    try:
        found = [
            project(title, values.reshape(len(labels), -1), labels, groups, prepare, seed)
            for title, values, prepare in representations
        ]
        for (title, *_), one in zip(representations, found, strict=True):
            if one is None:
                log.warning("%s: %s are the same in all shown samples: no map", dataset, title)
        return [one for one in found if one is not None]
    except ValueError as error:
        raise CraftbenchError(f"{dataset}, test samples of the primer: {error}") from error
