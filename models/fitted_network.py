"""A trained network: its history, what it predicts, and how it is stored."""

from pathlib import Path

import keras
import numpy as np
import pandas as pd

from models.batches import Samples, inputs_of

PREDICTION_BATCH = 512


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
        inputs = inputs_of(x)
        return self.model.predict(
            list(inputs) if len(inputs) > 1 else inputs[0], batch_size=PREDICTION_BATCH, verbose=0
        )

    @property
    def parameters(self) -> int:
        """Number of weights."""
        return self.model.count_params()

    def save(self, path: Path) -> None:
        """Write the network in Keras' own format, which loads in safe mode."""
        self.model.save(path)
