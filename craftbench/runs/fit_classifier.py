"""Fitting of arms that are classifiers."""

import numpy as np

from craftbench.own.classifiers import check_weights
from craftbench.own.loading import called
from craftbench.own.models import OwnModel
from craftbench.runs.arm import ArmData, ArmTask
from craftbench.runs.fitting import Fitted, Fitter, Fitting
from models.classical import fit_classifier


def fitter(task: ArmTask, data: ArmData) -> Fitter:
    """The fitter of an arm that is a classifier."""
    model, classes = task.contest.model(task.arm), len(task.contest.classes)
    weights = task.contest.weighting(task.arm)
    fixed_filter = getattr(model, "fixed_filter", False)
    parts = {"parts": data.columns_of_sets} if getattr(model, "by_feature_set", False) else {}

    def fit(given: Fitting) -> tuple[Fitted, None]:
        x, y = given.train
        assert not isinstance(x, tuple)
        x = x if fixed_filter else np.asarray(x)  # Fixed filters see a block at a time.
        estimator = model.build(given.seed, x.shape, **parts, **given.setting)
        if not isinstance(model, OwnModel):
            return fit_classifier(estimator, x, y, classes, weights), None
        check_weights(model.own, estimator, weights)
        return called(str(model.own), fit_classifier, estimator, x, y, classes, weights), None

    return fit
