"""A trained network with its history, its predictions, and how it is stored."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pandas as pd

from models.model_input import ModelInput, inputs_of

PREDICTION_BATCH = 512


def output_of(model: keras.Model, x: ModelInput) -> np.ndarray:
    """Network output for a batch of any size, (n, …) float32.

    Much faster than `Model.predict` for few samples, because no loop over batches is traced.
    """
    inputs = inputs_of(x)
    batches = (
        [array[start : start + PREDICTION_BATCH] for array in inputs]
        for start in range(0, len(inputs[0]), PREDICTION_BATCH)
    )
    return np.concatenate([model.predict_on_batch(x if len(x) > 1 else x[0]) for x in batches])


@dataclass(frozen=True)
class Ending:
    """How a training ended.

    Parameters
    ----------
    reason : str
        ``validation stopped improving``, ``budget ran out`` or ``length chosen before``.
    best_epoch : int
        The epoch whose weights are kept, counted from 1.
    plateau_epoch : int
        The epoch before the decay with the lowest averaged validation loss.
    decay_from : int
        First epoch of the decay of the learning rate.
    updates : int
        Updates in all.
    """

    reason: str
    best_epoch: int
    plateau_epoch: int
    decay_from: int
    updates: int


class FittedNetwork:
    """A trained network with its history; valid until its trainer trains again.

    Parameters
    ----------
    model : keras.Model
        With the weights of the best epoch.
    history : DataFrame
        ``epoch, loss, accuracy, validation_loss, validation_accuracy, learning_rate``, one row per
        epoch. The losses are weighted by class if the trainer has class weights; that of training
        has its augmentation, dropout and label smoothing in it.
    ending : Ending
        How the training ended.
    """

    def __init__(self, model: keras.Model, history: pd.DataFrame, ending: Ending) -> None:
        self.model = model
        self.history = history
        self.ending = ending

    @property
    def training_facts(self) -> dict[str, Any]:
        """How the training ended, for the facts of a run.

        ``validation_slope`` is the change of validation accuracy per epoch over the last fifth of
        the epochs before the decay, by least squares.
        """
        before = self.history["validation_accuracy"].to_numpy()[: self.ending.decay_from - 1]
        last = before[-max(3, len(before) // 5) :]
        slope = np.polyfit(np.arange(len(last)), last, 1)[0] if len(last) > 1 else np.nan
        return {
            "ended": self.ending.reason,
            "epochs": len(self.history),
            "best_epoch": self.ending.best_epoch,
            "plateau_epoch": self.ending.plateau_epoch,
            "updates": self.ending.updates,
            "validation_slope": float(slope),
        }

    def probabilities(self, x: ModelInput) -> np.ndarray:
        """Class probabilities, (n, classes) float32."""
        return output_of(self.model, x)

    @property
    def parameters(self) -> int:
        """Number of weights."""
        return self.model.count_params()

    def save(self, path: Path) -> None:
        """Write the network in Keras' own format, which loads in safe mode."""
        self.model.save(path)
