"""How an arm is fitted: a classifier, a network, or a classifier on a network's output."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pandas as pd

from craftbench.errors import CraftbenchError
from craftbench.runs.arm import ArmData, ArmTask, Input
from models.search_space import Setting

Part = tuple[Input, np.ndarray]


class Fitted(Protocol):
    """What fitted classifiers and networks have in common."""

    def probabilities(self, x: Any) -> np.ndarray: ...

    @property
    def parameters(self) -> int: ...

    def save(self, path: Path) -> None: ...


@dataclass(frozen=True)
class Fitting:
    """What one fit is given.

    Parameters
    ----------
    train, validation : (x, y)
        Parts of the run, prepared; only networks look at the second.
    seed : int
        Of the classifier, or of the network's initial weights and order of samples.
    folder : Path
        Of the run; a network's backup lies beside it.
    setting : mapping
        Of the arm's search space, in place of the model's defaults.
    after_all_epochs : callable, optional
        Of networks: train for all epochs, and call this with what is fitted by then, before the
        weights of the best epoch are put back.
    """

    train: Part
    validation: Part
    seed: int
    folder: Path
    setting: Setting = field(default_factory=dict)
    after_all_epochs: Callable[[Fitted], None] | None = None


Fitter = Callable[[Fitting], tuple[Fitted, pd.DataFrame | None]]
"""Gives what was fitted, and a network's history."""


def fitter(task: ArmTask, data: ArmData) -> Fitter:
    """The fitter of an arm; a network is built and traced once for all runs.

    Raises
    ------
    CraftbenchError
        Naming the data set and the arm whose network cannot be built for its samples.
    """
    arm = task.contest.arms[task.arm]
    if arm.kind == "classifier":
        return _classifier_fitter(task)
    try:
        train_network = _network_fitter(task, data)
    except ValueError as error:
        raise CraftbenchError(f"{task.dataset} {task.arm}: {error}") from error
    return _latent_fitter(task, train_network) if arm.kind == "latent" else train_network


def _classifier_fitter(task: ArmTask) -> Fitter:
    from models.classical import fit_classifier

    model, classes = task.contest.model(task.arm), len(task.contest.classes)

    def fit(given: Fitting):
        x, y = given.train
        assert isinstance(x, np.ndarray)
        estimator = model.build(given.seed, x.shape, **given.setting)
        return fit_classifier(estimator, x, y, classes, task.contest.class_weights), None

    return fit


def _network_fitter(task: ArmTask, data: ArmData) -> Fitter:
    from models.training import NetworkTrainer, TrainingRule, use_threads

    use_threads(task.threads)
    arm = task.contest.arms[task.arm]
    shapes = tuple(x.shape[1:] for x in data.inputs)
    trainer = NetworkTrainer(
        lambda _, classes: build_network(arm, shapes, classes),
        shapes if len(shapes) > 1 else shapes[0],
        len(task.contest.classes),
        TrainingRule(**task.training.model_dump()),
        task.contest.class_weights,
        arm.augmentation,
    )

    def fit(given: Fitting):
        logs = task.tensorboard / given.folder.stem if task.tensorboard else None
        # Beside the run's folder, which a new start of the job empties.
        fitted = trainer.fit(
            given.train,
            given.validation,
            given.seed,
            given.folder.with_suffix(".backup"),
            logs,
            learning_rate=given.setting.get("learning_rate"),
            after_all_epochs=given.after_all_epochs,
        )
        return fitted, fitted.history

    return fit


def build_network(arm: Any, shapes: tuple[tuple[int, ...], ...], classes: int) -> Any:
    """The network of an arm for samples of one shape, or of samples and their features."""
    features = {"features": shapes[1][0]} if len(shapes) > 1 else {}
    return arm.network_model.build(shapes[0], classes, **features, **arm.options)


def _latent_fitter(task: ArmTask, train_network: Fitter) -> Fitter:
    from models.latent import penultimate
    from models.latent_classifier import fit_latent_classifier

    model, classes = task.contest.model(task.arm), len(task.contest.classes)
    # All runs train the same network object: what extracts from it is built and traced once.
    extractor_of = lru_cache(maxsize=1)(penultimate)

    def fit(given: Fitting):
        own = {name: value for name, value in given.setting.items() if name != "learning_rate"}
        x, y = given.train
        assert isinstance(x, np.ndarray)

        def classify(network):
            extractor, build = extractor_of(network.model), partial(model.build, **own)
            weights = task.contest.class_weights
            return fit_latent_classifier(extractor, build, given.seed, x, y, classes, weights)

        def classify_too(network):
            given.after_all_epochs(classify(network))

        network, history = train_network(
            replace(given, after_all_epochs=given.after_all_epochs and classify_too)
        )
        return classify(network), history

    return fit
