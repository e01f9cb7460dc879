"""Fitting of arms that are classifiers."""

import numpy as np

from craftbench.runs.arm import ArmData, ArmTask
from craftbench.runs.fitting import Fitted, Fitter, Fitting
from models.classical import fit_classifier


def fitter(task: ArmTask, data: ArmData) -> Fitter:
    """The fitter of an arm that is a classifier."""
    model, classes = task.contest.model(task.arm), len(task.contest.classes)

    def fit(given: Fitting) -> tuple[Fitted, None]:
        x, y = given.train
        assert isinstance(x, np.ndarray)
        estimator = model.build(given.seed, x.shape, **given.setting)
        return fit_classifier(estimator, x, y, classes, task.contest.class_weights), None

    return fit
