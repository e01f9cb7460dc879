"""Fits of one arm on given samples and labels."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from craftbench.analyses.refitting.parts import Parts
from craftbench.runs.arm import ArmData, ArmTask
from craftbench.runs.fitters import fitter
from craftbench.runs.fitting import Fitted, Fitting
from craftbench.runs.input_pipeline import InputPipeline

TO_THE_END, EARLY_STOPPING, NOT_ITERATED = "to the end", "early stopping", ""
"""Kinds of training: a network that is trained until it fits its training labels, or no longer fits
them better, or with the weights of its best epoch; a classifier has no epochs."""
FITTED_AT = 0.99
"""Training accuracy that counts as fitted."""


@dataclass(frozen=True)
class Refitted:
    """Predicted class codes of one fit, by name of the rows, and how its training ended."""

    predicted: dict[str, np.ndarray]
    ended: str


class Refit:
    """Fits one arm on given samples and labels, with the default setting of its model.

    Parameters
    ----------
    task : ArmTask
        The arm.
    data : ArmData
        All samples in its representation.
    epochs : int or None
        Maximum number of epochs of a network; None for those of the task.
    """

    def __init__(self, task: ArmTask, data: ArmData, epochs: int | None) -> None:
        epochs = min(epochs or task.training.epochs, task.training.epochs)
        training = task.training.model_copy(update={"epochs": epochs})
        self.task, self.data = replace(task, training=training), data
        self.is_network = task.contest.arms[task.arm].kind != "classifier"
        self._fit = fitter(self.task, data)

    def predicted(
        self, parts: Parts, y: np.ndarray, rows: Mapping[str, np.ndarray]
    ) -> dict[str, Refitted]:
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
        dict of Refitted
            By kind of training. One training of a network gives both kinds.
        """
        pipeline = self._pipeline(parts)
        x = {name: pipeline.transform(self.data, own) for name, own in rows.items()}
        found = {}

        def predict(training: str, fitted: Fitted) -> None:
            codes = {name: fitted.probabilities(own).argmax(axis=1) for name, own in x.items()}
            found[training] = Refitted(codes, str(fitted.training_facts["ended"]))

        fitted, _ = self._fit(
            replace(
                self._fitting(pipeline, parts, y),
                after_all_epochs=partial(predict, TO_THE_END) if self.is_network else None,
                fitted_at=FITTED_AT if self.is_network else None,
            )
        )
        predict(EARLY_STOPPING if self.is_network else NOT_ITERATED, fitted)
        return found

    def early_stopped(self, parts: Parts, y: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Class codes of `rows` after a fit on `parts.train` alone, with early stopping."""
        pipeline = self._pipeline(parts)
        fitted, _ = self._fit(self._fitting(pipeline, parts, y))
        return fitted.probabilities(pipeline.transform(self.data, rows)).argmax(axis=1)

    def _pipeline(self, parts: Parts) -> InputPipeline:
        unfitted = InputPipeline.of_arm(self.task.contest, self.task.arm)
        return unfitted.fit(self.data, parts.train)

    def _fitting(self, pipeline: InputPipeline, parts: Parts, y: np.ndarray) -> Fitting:
        return Fitting(
            (pipeline.transform(self.data, parts.train), y[parts.train]),
            (pipeline.transform(self.data, parts.validation), y[parts.validation]),
            parts.seed,
            self.task.arm,
        )
