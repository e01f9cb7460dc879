"""Stopping a training that diverged, and naming the first layer that is affected."""

from collections.abc import Callable

import keras
import numpy as np

from models.model_input import ModelInput, Samples, inputs_of
from models.prepared_rows import blocks_of


class NonFiniteLossError(RuntimeError):
    """Training diverged."""


def first_non_finite_layer(network: keras.Model, x: ModelInput) -> str | None:
    """Name of the first layer whose output is not finite, None if all are.

    Parameters
    ----------
    network : keras.Model
        Sequential or functional.
    x : array (n, …) or tuple of arrays
        Samples, one array for each input.
    """
    inspected = keras.Model(network.inputs, [layer.output for layer in network.layers])
    outputs = inspected(list(inputs_of(x)), training=True)
    for layer, output in zip(network.layers, outputs, strict=True):
        if not np.isfinite(keras.ops.convert_to_numpy(output)).all():
            return layer.name
    return None


def _range(x: Samples) -> tuple[float, float]:
    """Lowest and highest value."""
    ends = [(block.min(), block.max()) for block in blocks_of(x)]
    return min(low for low, _ in ends), max(high for _, high in ends)


class StopOnDivergence(keras.callbacks.Callback):
    """Raises NonFiniteLossError at the end of an epoch whose loss is not finite.

    Parameters
    ----------
    x, validation_x : array (n, …) or tuple of arrays
        The training and the validation samples; None for the second if there are none.
    rows_of : callable
        Gives the sample numbers of all updates of an epoch, (updates, batch size).
    """

    def __init__(
        self,
        x: ModelInput,
        validation_x: ModelInput | None,
        rows_of: Callable[[int], np.ndarray],
    ) -> None:
        super().__init__()
        self.x, self.rows_of = inputs_of(x), rows_of
        self.validation_x = None if validation_x is None else inputs_of(validation_x)

    def on_epoch_end(self, epoch, logs=None):
        if not np.isfinite(logs["loss"]):
            rows = self.rows_of(epoch)
            update = int(self.model.optimizer.iterations) - epoch * len(rows)
            batch = tuple(array[rows[update]] for array in self.x)
            self._stop("loss", logs["loss"], f"update {update + 1} of epoch {epoch + 1}", batch)
        if self.validation_x is not None and not np.isfinite(logs["val_loss"]):
            batch = tuple(array[:512] for array in self.validation_x)
            self._stop("validation loss", logs["val_loss"], f"epoch {epoch + 1}", batch)

    def _stop(self, name: str, loss: float, moment: str, batch: tuple[np.ndarray, ...]) -> None:
        layer = first_non_finite_layer(self.model.network, batch)
        where = (
            f"the first layer with an output that is not finite is {layer!r}"
            if layer
            else "the outputs of all layers are still finite"
        )
        ranges = " and ".join("between {:g} and {:g}".format(*_range(x)) for x in self.x)
        rate = float(self.model.optimizer.learning_rate)
        raise NonFiniteLossError(
            f"the {name} became {loss} in {moment} at a learning rate of {rate:g} on samples "
            f"{ranges}; {where}; lower training.learning_rate"
        )
