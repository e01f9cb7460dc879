"""A trained network with its history, its predictions, and how it is stored."""

from pathlib import Path

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
    batches = [
        [array[start : start + PREDICTION_BATCH] for array in inputs]
        for start in range(0, len(inputs[0]), PREDICTION_BATCH)
    ]
    return np.concatenate([model.predict_on_batch(x if len(x) > 1 else x[0]) for x in batches])


class FittedNetwork:
    """A trained network with its history; valid until its trainer trains again.

    Parameters
    ----------
    model : keras.Model
        With the weights of the best epoch.
    history : DataFrame
        ``epoch, loss, accuracy, validation_loss, validation_accuracy``, one row per epoch. The
        losses are weighted by class if the trainer has class weights.
    """

    def __init__(self, model: keras.Model, history: pd.DataFrame) -> None:
        self.model = model
        self.history = history

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
