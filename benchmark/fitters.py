"""How an arm is fitted: a classifier, a network, or a classifier on a network's output."""

from functools import partial
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pandas as pd

from benchmark.arm import ArmData, ArmTask, Input
from benchmark.errors import CraftbenchError
from models.search_space import DEFAULTS, Setting

Part = tuple[Input, np.ndarray]


class Fitted(Protocol):
    """What fitted classifiers and networks have in common."""

    def probabilities(self, x: Any) -> np.ndarray: ...

    @property
    def parameters(self) -> int: ...

    def save(self, path: Path) -> None: ...


class Fitter(Protocol):
    """Takes training part, validation part, seed and the run's folder; gives a network's history.

    A `setting` of the arm's search space replaces the defaults. `early_stopping` is the networks'.
    """

    def __call__(
        self,
        train: Part,
        validation: Part,
        seed: int,
        folder: Path,
        setting: Setting = DEFAULTS,
        early_stopping: bool = True,
    ) -> tuple[Fitted, pd.DataFrame | None]: ...


def fitter(task: ArmTask, data: ArmData) -> Fitter:
    """The fitter of an arm; a network is built and traced once for all runs.

    Raises
    ------
    CraftbenchError
        Naming the data set and the arm whose network cannot be built for its samples.
    """
    arm = task.card.arms[task.arm]
    if arm.kind == "classifier":
        return _classifier_fitter(task)
    try:
        train_network = _network_fitter(task, data)
    except ValueError as error:
        raise CraftbenchError(f"{task.dataset} {task.arm}: {error}") from error
    return _latent_fitter(task, train_network) if arm.kind == "latent" else train_network


def _classifier_fitter(task: ArmTask) -> Fitter:
    from models.classical import fit_classifier

    model, classes = task.card.model(task.arm), len(task.card.classes)

    def fit(
        train: Part,
        validation: Part,
        seed: int,
        folder: Path,
        setting: Setting = DEFAULTS,
        early_stopping: bool = True,
    ):
        x, y = train
        assert isinstance(x, np.ndarray)
        estimator = model.build(seed, x.shape, **setting)
        return fit_classifier(estimator, x, y, classes, task.card.class_weights), None

    return fit


def _network_fitter(task: ArmTask, data: ArmData) -> Fitter:
    from models.training import NetworkTrainer, TrainingRule, use_threads

    use_threads(task.threads)
    arm = task.card.arms[task.arm]
    shapes = tuple(x.shape[1:] for x in data.inputs)
    trainer = NetworkTrainer(
        lambda _, classes: build_network(arm, shapes, classes),
        shapes if len(shapes) > 1 else shapes[0],
        len(task.card.classes),
        TrainingRule(**task.training.model_dump()),
        task.card.class_weights,
        arm.augmentation,
    )

    def fit(
        train: Part,
        validation: Part,
        seed: int,
        folder: Path,
        setting: Setting = DEFAULTS,
        early_stopping: bool = True,
    ):
        logs = task.tensorboard / folder.stem if task.tensorboard else None
        # Beside the run's folder, which a new start of the job empties.
        fitted = trainer.fit(
            train,
            validation,
            seed,
            folder.with_suffix(".backup"),
            logs,
            learning_rate=setting.get("learning_rate"),
            early_stopping=early_stopping,
        )
        return fitted, fitted.history

    return fit


def build_network(arm: Any, shapes: tuple[tuple[int, ...], ...], classes: int) -> Any:
    """The network of an arm for samples of one shape, or of samples and their features."""
    features = {"features": shapes[1][0]} if len(shapes) > 1 else {}
    return arm.network_model.build(shapes[0], classes, **features, **arm.options)


def _latent_fitter(task: ArmTask, train_network: Fitter) -> Fitter:
    from models.latent_classifier import fit_latent_classifier

    model, classes = task.card.model(task.arm), len(task.card.classes)

    def fit(
        train: Part,
        validation: Part,
        seed: int,
        folder: Path,
        setting: Setting = DEFAULTS,
        early_stopping: bool = True,
    ):
        network, history = train_network(train, validation, seed, folder, setting, early_stopping)
        own = {name: value for name, value in setting.items() if name != "learning_rate"}
        x, y = train
        assert isinstance(x, np.ndarray)
        fitted = fit_latent_classifier(
            network, partial(model.build, **own), seed, x, y, classes, task.card.class_weights
        )
        return fitted, history

    return fit
