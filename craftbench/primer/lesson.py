"""Everything that the primer states, computed on one data set."""

from dataclasses import dataclass

import keras
import numpy as np
import pandas as pd

from craftbench.config.cards import Card
from craftbench.errors import CraftbenchError
from craftbench.predict.predictor import Predictor
from craftbench.primer.activations import ActivationFacts, activation_facts
from craftbench.primer.choice import Choice
from craftbench.primer.correlation import FlipLesson, asymmetry, flip_lesson
from craftbench.primer.network import (
    convolution_weights,
    first_convolution,
    layer_outputs,
    sums_before_activation,
    unrolled_lesson,
)
from craftbench.primer.padding import PADDINGS, PaddedOutput, pad_and_correlate
from craftbench.primer.pooling import PoolingLesson, pooling_lesson
from craftbench.primer.projection import FEWEST, SHOWN, Projection, project, spread
from craftbench.primer.separation import one_unit, own_units
from craftbench.primer.unrolled import UnrolledLesson
from craftbench.primer.volumes import Volume, VolumeFacts, volume_facts, volumes
from models.latent import penultimate


@dataclass(frozen=True)
class ImageLesson:
    """The chapters that need an image."""

    filter: int
    flip: FlipLesson
    convolution_difference: float
    padded: list[PaddedOutput]
    unrolled: UnrolledLesson
    pooling: PoolingLesson


@dataclass(frozen=True)
class Lesson:
    """What the page shows.

    Parameters
    ----------
    sample : int
        Number of the sample that is followed through the network.
    label, predicted : str
        Its class, and what the network takes it for.
    probability : float
        Of the class that it is taken for.
    x : array
        The sample as the network takes it.
    image : ImageLesson or None
        None for signals.
    kernels : (…, channels, filters) array
        Of the first convolution.
    sums : array
        What the first convolution computes on the shown samples, before its activation.
    activations, volumes, facts
        Of every activation function; of every layer; of the whole network.
    outputs : list of array
        Of every layer on the sample.
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
    volumes: list[Volume]
    facts: VolumeFacts
    outputs: list[np.ndarray]
    rows: np.ndarray
    labels: np.ndarray
    groups: int | None
    majority: float
    projections: list[Projection]


def compute_lesson(
    choice: Choice,
    card: Card,
    network: Predictor,
    values: np.ndarray,
    table: pd.DataFrame,
    features: np.ndarray | None,
    seed: int,
) -> Lesson:
    """Compute all chapters.

    Parameters
    ----------
    choice, card
        What is shown, and its card.
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
    codes = pd.Categorical(table["label"], categories=card.classes).codes
    rows = test[spread(codes[test], SHOWN, seed)]
    model, x = network.model, np.asarray(network.prepare(values, table, rows=rows))
    outputs = layer_outputs(model, x)
    latent = penultimate(model).predict(x, verbose=0)
    groups = pd.factorize(table["group"].iloc[rows])[0] if "group" in table else None
    representations = [("raw " + ("pixels" if choice.kind == "image" else "signal"), x, one_unit)]
    if features is not None:
        sets = " + ".join(card.arms[str(choice.features)].representation)
        representations += [(f"hand-crafted: {sets}", features[rows], own_units)]
    representations += [(f"last hidden layer of {choice.network}", latent, one_unit)]
    try:
        projections = [
            project(title, part.reshape(len(rows), -1), codes[rows], groups, prepare, seed)
            for title, part, prepare in representations
            if len(rows) >= FEWEST
        ]
    except ValueError as error:
        raise CraftbenchError(f"{choice.dataset}, test samples of the primer: {error}") from error

    layer = first_convolution(model)
    sums = sums_before_activation(layer, x)
    own = [output[0] for output in outputs]
    return Lesson(
        sample=int(table["sample"].iloc[rows[0]]),
        label=str(table["label"].iloc[rows[0]]),
        predicted=card.classes[int(own[-1].argmax())],
        probability=float(own[-1].max()),
        x=x[0],
        image=_image_lesson(layer, x[0], sums[0], own) if choice.kind == "image" else None,
        kernels=convolution_weights(layer)[0],
        sums=sums,
        activations=activation_facts(sums),
        volumes=volumes(model),
        facts=volume_facts(model),
        outputs=own,
        rows=rows,
        labels=codes[rows],
        groups=None if groups is None else np.unique(groups).size,
        majority=float(np.bincount(codes[rows]).max() / len(rows)),
        projections=projections,
    )


def _image_lesson(layer, x: np.ndarray, sums: np.ndarray, outputs: list) -> ImageLesson:
    """The first channel, and the filter of the first layer that a flip changes most."""
    kernels = convolution_weights(layer)[0][:, :, 0]
    chosen = int(asymmetry(kernels).argmax())
    flip = flip_lesson(x[..., 0], kernels[..., chosen])
    of_keras = keras.ops.conv(x[None, :, :, :1], kernels[:, :, None, chosen : chosen + 1])
    return ImageLesson(
        chosen,
        flip,
        float(np.abs(np.asarray(of_keras)[0, :, :, 0] - flip.correlation).max()),
        [pad_and_correlate(x[..., 0], kernels[..., chosen], padding) for padding in PADDINGS],
        unrolled_lesson(layer, x),
        pooling_lesson(outputs[0][..., chosen]),
    )
