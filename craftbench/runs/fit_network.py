"""Fitting of arms that are networks."""

from typing import Any

import pandas as pd

from craftbench.errors import CraftbenchError
from craftbench.own.models import OwnModel
from craftbench.own.networks import check_network
from craftbench.runs.arm import ArmData, ArmTask
from craftbench.runs.fitting import Fitted, Fitter, Fitting
from models.training import NetworkTrainer, TrainingRule, use_threads


def fitter(task: ArmTask, data: ArmData) -> Fitter:
    """The fitter of an arm that is a network, which is built and traced once for all runs.

    Raises
    ------
    CraftbenchError
        Naming the data set and the arm whose network cannot be built for its samples.
    """
    use_threads(task.threads)
    try:
        trainer = _trainer(task, data)
        model = task.contest.arms[task.arm].network_model
        if isinstance(model, OwnModel):
            check_network(model.own, trainer.model)
    except (CraftbenchError, ValueError) as error:
        raise CraftbenchError(f"{task.dataset} {task.arm}: {error}") from error

    def fit(given: Fitting) -> tuple[Fitted, pd.DataFrame]:
        fitted = trainer.fit(
            given.train,
            given.validation,
            given.seed,
            task.tensorboard / given.name if task.tensorboard else None,
            learning_rate=given.setting.get("learning_rate"),
            after_all_epochs=given.after_all_epochs,
            fitted_at=given.fitted_at,
            length=given.length,
        )
        return fitted, fitted.history

    return fit


def _trainer(task: ArmTask, data: ArmData) -> NetworkTrainer:
    arm = task.contest.arms[task.arm]
    shapes = tuple(x.shape[1:] for x in data.inputs)
    return NetworkTrainer(
        lambda _, classes: build_network(arm, shapes, classes),
        shapes if len(shapes) > 1 else shapes[0],
        len(task.contest.classes),
        TrainingRule(**task.training.model_dump()),
        task.contest.weighting(task.arm),
        arm.augmentation,
    )


def build_network(arm: Any, shapes: tuple[tuple[int, ...], ...], classes: int) -> Any:
    """The network of an arm for samples of one shape, or of samples and their features."""
    features = {"features": shapes[1][0]} if len(shapes) > 1 else {}
    return arm.network_model.build(shapes[0], classes, **features, **arm.options)
