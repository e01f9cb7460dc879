"""A line in the log once a minute while a network trains."""

import logging
import math
import time

import keras

SECONDS = 60.0
"""Least time between two lines; a shorter training logs nothing."""

log = logging.getLogger(__name__)


class ProgressLog(keras.callbacks.Callback):
    """Logs the epoch and its losses.

    Parameters
    ----------
    most_epochs : int
        Epochs of the longest training.
    """

    def __init__(self, most_epochs: int) -> None:
        super().__init__()
        self.most_epochs = most_epochs
        self._logged = 0.0

    def on_train_begin(self, logs=None):
        self._logged = time.monotonic()

    def on_epoch_end(self, epoch, logs=None):
        now = time.monotonic()
        if now - self._logged < SECONDS:
            return
        self._logged = now
        losses = f"loss {logs['loss']:.4g}"
        if not math.isnan(logs["val_loss"]):  # NaN without a validation part
            losses += f", validation loss {logs['val_loss']:.4g}"
        text = "%s: epoch %d of at most %d, %s"
        log.info(text, self.model.name, epoch + 1, self.most_epochs, losses)
