"""A trained network: its history, what it predicts, and how it is stored."""

from pathlib import Path

import keras
import numpy as np
import pandas as pd

from models.batches import Samples, inputs_of

PREDICTION_BATCH = 512


def output_of(model: keras.Model, x: Samples) -> np.ndarray:
    """What a network says to samples, (n, …) float32; `x` one array or one for each input.

    For few samples far faster than `Model.predict`, which prepares a loop over batches first.
    """
    inputs = inputs_of(x)
    batches = [
        [array[start : start + PREDICTION_BATCH] for array in inputs]
        for start in range(0, len(inputs[0]), PREDICTION_BATCH)
    ]
    return np.concatenate([model.predict_on_batch(x if len(x) > 1 else x[0]) for x in batches])


class FittedNetwork:
    """A trained network with its history, until the trainer trains again.

    Parameters
    ----------
    model : keras.Model
        With the weights of the best epoch.
    history : DataFrame
        ``epoch, loss, accuracy, validation_loss, validation_accuracy``, one row an epoch. The
        losses are weighted by class where the trainer does so.
    """

    def __init__(self, model: keras.Model, history: pd.DataFrame) -> None:
        self.model = model
        self.history = history

    def probabilities(self, x: Samples) -> np.ndarray:
        """Class probabilities, (n, classes) float32; `x` one array or one for each input."""
        return output_of(self.model, x)

    @property
    def parameters(self) -> int:
        """Number of weights."""
        return self.model.count_params()

    def save(self, path: Path) -> None:
        """Write the network in Keras' own format, which loads in safe mode."""
        self.model.save(path)
