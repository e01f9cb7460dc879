"""A classifier on the learned features of a trained network."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from models.class_weights import ClassWeighting
from models.classical import FittedClassifier, fit_classifier
from models.fitted_network import output_of
from models.model_input import Samples
from models.standardisation import Standardisation


class LatentClassifier:
    """A trained network up to its last hidden layer, and a classifier fitted on its output.

    Parameters
    ----------
    extractor : keras.Model
        From samples to the output of the last hidden layer.
    standardisation : Standardisation
        Standardisation of that output, fitted on the training part.
    classifier : FittedClassifier
        Fitted on the standardised output.
    network_facts : mapping
        How the training of the network ended.
    """

    def __init__(
        self,
        extractor: Any,
        standardisation: Standardisation,
        classifier: FittedClassifier,
        network_facts: Mapping[str, Any],
    ) -> None:
        self.network_facts = network_facts
        self.extractor = extractor
        self.standardisation = standardisation
        self.classifier = classifier

    def probabilities(self, x: Samples) -> np.ndarray:
        """Class probabilities, (n, classes) float32."""
        latent = output_of(self.extractor, x)
        return self.classifier.probabilities(self.standardisation(latent))

    @property
    def parameters(self) -> float:
        """Weights of the network up to its last hidden layer plus values of the classifier."""
        return self.extractor.count_params() + self.classifier.parameters

    @property
    def training_facts(self) -> dict[str, Any]:
        """How the training of the network ended; that of the classifier if it was not solved."""
        facts = self.classifier.training_facts
        return facts if facts["ended"] != "solved" else dict(self.network_facts)

    def save(self, path: Path) -> None:
        """Write the classifier, and the network beside it as ``.latent.keras``."""
        self.classifier.save(path)
        self.extractor.save(path.with_suffix(".latent.keras"))


def fit_latent_classifier(
    extractor: Any,
    network_facts: Mapping[str, Any],
    build: Callable[..., Any],
    seed: int,
    x: Samples,
    y: np.ndarray,
    classes: int,
    weighting: ClassWeighting = "none",
) -> LatentClassifier:
    """Fit a classifier on the last hidden layer of a trained network.

    Parameters
    ----------
    extractor : keras.Model
        From `models.latent.penultimate`, of a network trained on the same training part.
    network_facts : mapping
        How the training of this network ended.
    build : callable
        ``build(seed, shape)`` returns a classifier, see `models.classical`.
    seed : int
        Seed of the classifier.
    x, y : arrays
        Training part: samples, labels 0 … classes − 1.
    classes : int
        Number of classes.
    weighting : {"none", "sqrt", "balanced"}
        Class weights, see `models.class_weights.class_weights`.
    """
    latent = output_of(extractor, x)
    standardise = Standardisation.fit(latent)
    prepared = standardise(latent)
    classifier = fit_classifier(build(seed, prepared.shape), prepared, y, classes, weighting)
    return LatentClassifier(extractor, standardise, classifier, network_facts)
