"""How a network is trained: Keras `fit` with early stopping, the same rule for every size."""

import logging
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pandas as pd
import tensorflow as tf

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class TrainingRule:
    """Adam's learning rate, samples an update, and when training ends.

    An epoch is one pass over the training part, rounded up to whole blocks of `block_updates`
    updates: a small training part is passed over several times, so that it gets as many updates
    an epoch as one of ``batch_size * block_updates`` samples. Training ends after `epochs`, or once
    the validation loss has not fallen for `patience` of them.
    """

    learning_rate: float
    batch_size: int
    block_updates: int
    epochs: int
    patience: int

    def updates_per_epoch(self, samples: int) -> int:
        """Updates in one epoch on so many training samples."""
        return self.block_updates * math.ceil(samples / (self.batch_size * self.block_updates))


class NonFiniteLossError(RuntimeError):
    """Training diverged."""


def use_threads(threads: int) -> None:
    """Limit TensorFlow to `threads`, and make its operations deterministic.

    Call it before anything else of TensorFlow: many small trainings go fastest as one thread a job
    and as many jobs as cores.
    """
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)
    tf.config.experimental.enable_op_determinism()


class NetworkTrainer:
    """Trains one network many times, from new initial weights each time.

    The network is built and its training step traced once; a training puts the weights and the
    optimizer's state back to a start that follows from the seed alone.

    Parameters
    ----------
    build : callable
        ``build(input_shape, classes)`` returns a keras.Model.
    input_shape, classes
        Given to `build`.
    rule : TrainingRule
        How it is trained.
    """

    def __init__(
        self, build: Any, input_shape: tuple[int, ...], classes: int, rule: TrainingRule
    ) -> None:
        self.build = build
        self.input_shape = input_shape
        self.classes = classes
        self.rule = rule
        self.model = build(input_shape, classes)
        self.model.compile(
            optimizer=keras.optimizers.Adam(rule.learning_rate),
            loss="sparse_categorical_crossentropy",
            metrics=["accuracy"],
            steps_per_execution=rule.block_updates,
        )

    def fit(
        self,
        train: tuple[np.ndarray, np.ndarray],
        validation: tuple[np.ndarray, np.ndarray],
        seed: int,
        checkpoint: Path,
        tensorboard: Path | None = None,
    ) -> "FittedNetwork":
        """Train from the initial weights of `seed`; the weights of the best epoch are kept.

        Parameters
        ----------
        train, validation : (x, y)
            Arrays (n, …) float32 and labels 0 … classes − 1.
        seed : int
            Of the initial weights and the order of the samples.
        checkpoint : Path
            Where the best weights so far are written, ending in ``.weights.h5``.
        tensorboard : Path or None
            Folder for TensorBoard logs.

        Returns
        -------
        FittedNetwork

        Raises
        ------
        NonFiniteLossError
            If the loss becomes NaN or infinite.
        """
        self._restart(seed)
        x, y = train
        callbacks = [
            keras.callbacks.EarlyStopping(
                "val_loss", patience=self.rule.patience, restore_best_weights=True
            ),
            keras.callbacks.ModelCheckpoint(
                str(checkpoint), "val_loss", save_best_only=True, save_weights_only=True
            ),
            keras.callbacks.TerminateOnNaN(),
        ]
        if tensorboard is not None:
            callbacks.append(keras.callbacks.TensorBoard(str(tensorboard)))
        history = self.model.fit(
            _endless_batches(x, y, self.rule.batch_size, seed),
            validation_data=tf.data.Dataset.from_tensor_slices(validation).batch(512),
            epochs=self.rule.epochs,
            steps_per_epoch=self.rule.updates_per_epoch(len(x)),
            callbacks=callbacks,
            shuffle=False,
            verbose=0,
        )
        epochs = pd.DataFrame(history.history).rename(
            columns={"val_loss": "validation_loss", "val_accuracy": "validation_accuracy"}
        )
        if not np.isfinite(epochs["loss"]).all():
            raise NonFiniteLossError(
                f"the loss became {epochs['loss'].iloc[-1]} in epoch {len(epochs)} at a learning "
                f"rate of {self.rule.learning_rate} on samples between {x.min():g} and "
                f"{x.max():g}; lower training.learning_rate"
            )
        epochs.insert(0, "epoch", range(1, len(epochs) + 1))
        return FittedNetwork(self.model, epochs)

    def _restart(self, seed: int) -> None:
        keras.utils.set_random_seed(seed)
        fresh = self.build(self.input_shape, self.classes)
        self.model.set_weights(fresh.get_weights())
        for variable in self.model.optimizer.variables:
            if variable is not self.model.optimizer.learning_rate:
                variable.assign(keras.ops.zeros_like(variable))


def _endless_batches(x: np.ndarray, y: np.ndarray, size: int, seed: int) -> tf.data.Dataset:
    """Shuffled passes over the samples without end; only row numbers go through the shuffling."""
    samples, labels = tf.constant(x), tf.constant(y)
    rows = tf.data.Dataset.range(len(x)).shuffle(len(x), seed=seed).repeat().batch(size)
    return rows.map(lambda i: (tf.gather(samples, i), tf.gather(labels, i)))


class FittedNetwork:
    """A trained network with its history, until the trainer trains again.

    Parameters
    ----------
    model : keras.Model
        With the weights of the best epoch.
    history : DataFrame
        ``epoch, loss, accuracy, validation_loss, validation_accuracy``, one row an epoch.
    """

    def __init__(self, model: keras.Model, history: pd.DataFrame) -> None:
        self.model = model
        self.history = history

    def probabilities(self, x: np.ndarray) -> np.ndarray:
        """Class probabilities, (n, classes) float32."""
        return self.model.predict(x, batch_size=512, verbose=0)

    @property
    def parameters(self) -> int:
        """Number of weights."""
        return self.model.count_params()

    def save(self, path: Path) -> None:
        """Write the network in Keras' own format, which loads in safe mode."""
        self.model.save(path)
