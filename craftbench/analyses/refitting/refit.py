"""Fits of one arm on given samples and labels."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import numpy as np

from craftbench.analyses.refitting.parts import Parts
from craftbench.runs.arm import ArmData, ArmTask
from craftbench.runs.fitters import fitter
from craftbench.runs.fitting import Fitted, Fitting
from craftbench.runs.input_pipeline import InputPipeline

NO_STOPPING, EARLY_STOPPING, NOT_ITERATED = "fixed epochs", "early stopping", ""
"""Kinds of training: a network with the weights after all epochs, or with those of its best epoch;
a classifier has no epochs."""


class Refit:
    """Fits one arm on given samples and labels, with the default setting of its model.

    Parameters
    ----------
    task : ArmTask
        The arm.
    data : ArmData
        All samples in its representation.
    epochs : int
        Maximum number of epochs of a network.
    """

    def __init__(self, task: ArmTask, data: ArmData, epochs: int) -> None:
        epochs = min(epochs, task.training.epochs)
        training = task.training.model_copy(update={"epochs": epochs})
        self.task, self.data = replace(task, training=training), data
        self.is_network = task.contest.arms[task.arm].kind != "classifier"
        self._fit = fitter(self.task, data)

    def predicted(
        self, parts: Parts, y: np.ndarray, rows: Mapping[str, np.ndarray]
    ) -> dict[str, dict[str, np.ndarray]]:
        """Predicted class codes after a fit on `parts.train`.

        Parameters
        ----------
        parts : Parts
            Of one repeat.
        y : (n,) int array
            The labels of all samples that the fit is given.
        rows : mapping of int arrays
            Rows to predict, by name.

        Returns
        -------
        dict of dict of int arrays
            By kind of training and name. One training of a network gives both kinds.
        """
        unfitted = InputPipeline.of_arm(self.task.contest, self.task.arm)
        pipeline = unfitted.fit(self.data, parts.train)
        x = {name: pipeline.transform(self.data, own) for name, own in rows.items()}
        found = {}

        def predict(training: str, fitted: Fitted) -> None:
            found[training] = {
                name: fitted.probabilities(samples).argmax(axis=1) for name, samples in x.items()
            }

        fitted, _ = self._fit(
            Fitting(
                (pipeline.transform(self.data, parts.train), y[parts.train]),
                (pipeline.transform(self.data, parts.validation), y[parts.validation]),
                parts.seed,
                self.task.arm,
                after_all_epochs=partial(predict, NO_STOPPING) if self.is_network else None,
            )
        )
        predict(EARLY_STOPPING if self.is_network else NOT_ITERATED, fitted)
        return found
