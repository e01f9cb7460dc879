"""How a network is trained: Keras `fit` with early stopping, the same rule for every size."""

import math
import random
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import keras
import numpy as np
import pandas as pd
import tensorflow as tf

from models.augmentation import Augmentation
from models.backup import ExactBackup
from models.batches import Part, Shape, check_part, epoch_rows, shapes_of
from models.best_epoch import BestEpoch
from models.class_weights import ClassWeighting, class_weights
from models.divergence import NonFiniteLossError, StopOnDivergence
from models.epochs import EpochModel
from models.fitted_network import FittedNetwork

__all__ = ["FittedNetwork", "NetworkTrainer", "NonFiniteLossError", "TrainingRule", "use_threads"]


@dataclass(frozen=True)
class TrainingRule:
    """Adam's learning rate, samples an update, and when training ends.

    An epoch is one pass over the training part, rounded up to whole blocks of `block_updates`
    updates: a small training part is passed over several times, so that it gets as many updates
    an epoch as one of ``batch_size * block_updates`` samples. Training ends after `epochs`, or once
    the validation loss has not fallen for `patience` of them; the weights of the best epoch are
    kept.
    """

    learning_rate: float
    batch_size: int
    block_updates: int
    epochs: int
    patience: int

    def updates_per_epoch(self, samples: int) -> int:
        """Updates in one epoch on so many training samples."""
        return self.block_updates * math.ceil(samples / (self.batch_size * self.block_updates))


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

    The network is built and an epoch of it traced once; a training puts the weights and the
    optimizer's state back to a start that follows from the seed alone.

    Parameters
    ----------
    build : callable
        ``build(input_shape, classes)`` returns a keras.Model, Sequential or functional.
    input_shape : shape or tuple of shapes
        Of a sample; for a network with two inputs, of the samples and of their features.
    classes : int
        Number of outputs.
    rule : TrainingRule
        How it is trained.
    class_weights : {"none", "sqrt", "balanced"}
        How much each class counts in the training and the validation loss, see
        `models.class_weights.class_weights`.
    augmentation : Augmentation
        How the first input is varied in training.
    backup_seconds : float
        Least time between two backups of a training that is under way.

    Raises
    ------
    ValueError
        If the samples cannot be varied as `augmentation` says.
    """

    def __init__(
        self,
        build: Callable[..., keras.Model],
        input_shape: Shape,
        classes: int,
        rule: TrainingRule,
        class_weights: ClassWeighting = "none",
        augmentation: Augmentation = Augmentation(),  # noqa: B008
        backup_seconds: float = 10,
    ) -> None:
        shapes = shapes_of(input_shape)
        augmentation.check(shapes[0])
        self.build = build
        self.input_shape = input_shape
        self.classes = classes
        self.rule = rule
        self.class_weights = class_weights
        self.augmentation = augmentation
        self.backup_seconds = backup_seconds
        keras.utils.set_random_seed(0)
        self.model = build(input_shape, classes)
        self._epochs = EpochModel(self.model, shapes, classes, augmentation)
        optimizer = keras.optimizers.Adam(rule.learning_rate)
        optimizer.build(self.model.trainable_variables)
        self._epochs.compile(optimizer=optimizer)

    def fit(
        self,
        train: Part,
        validation: Part,
        seed: int,
        checkpoint: Path,
        tensorboard: Path | None = None,
        *,
        learning_rate: float | None = None,
        after_all_epochs: Callable[[FittedNetwork], None] | None = None,
    ) -> FittedNetwork:
        """Train from the initial weights of `seed`; the weights of the best epoch are kept.

        Parameters
        ----------
        train, validation : (x, y)
            `x` is an array (n, …) float32, or a tuple of one for each input; `y` labels
            0 … classes − 1.
        seed : int
            Of the initial weights, the order of the samples and their augmentation.
        checkpoint : Path
            Folder for the backup of this training. A training that was killed goes on from there
            when it is called again with the same arguments, and ends as it would have ended; the
            folder is removed at the end.
        tensorboard : Path or None
            Folder for TensorBoard logs.
        learning_rate : float, optional
            Other than the rule says, in this training.
        after_all_epochs : callable, optional
            Train for all epochs even where early stopping would have ended, and call this with the
            network as it is then. What is returned is the same as without it, but for the history.

        Returns
        -------
        FittedNetwork

        Raises
        ------
        ValueError
            If the samples or labels do not suit the network (see `models.batches.check_part`), or
            `checkpoint` has the backup of another training.
        NonFiniteLossError
            If a loss becomes NaN or infinite.
        """
        check_part("training", train, self.input_shape, self.classes)
        check_part("validation", validation, self.input_shape, self.classes)
        y = np.asarray(train[1])
        rule = self.rule
        if learning_rate is not None:
            rule = replace(rule, learning_rate=learning_rate)
        self._restart(seed, rule.learning_rate)
        self._epochs.training_part.replace(train)
        self._epochs.validation_part.replace(validation)
        self._epochs.weight_of_class.assign(class_weights(y, self.classes, self.class_weights))

        updates = rule.updates_per_epoch(len(y))
        rows = np.stack(
            [epoch_rows(len(y), seed, n, updates, rule.batch_size) for n in range(rule.epochs)]
        )
        stopping = BestEpoch(rule.patience)
        backup = ExactBackup(checkpoint, self._key(y, seed, rule), stopping, self.backup_seconds)
        if after_all_epochs is not None:
            stopping.after_all_epochs = lambda: after_all_epochs(self._fitted(backup))
        callbacks = [StopOnDivergence(train[0], validation[0], rows), stopping, backup]
        if tensorboard is not None:
            callbacks.append(keras.callbacks.TensorBoard(str(tensorboard)))
        self._epochs.fit(
            tf.data.Dataset.from_tensor_slices(rows[backup.epoch :]),
            initial_epoch=backup.epoch,
            epochs=rule.epochs,
            steps_per_epoch=1,
            callbacks=callbacks,
            shuffle=False,
            verbose=0,
        )
        return self._fitted(backup)

    def _fitted(self, backup: ExactBackup) -> FittedNetwork:
        return FittedNetwork(self.model, _history(backup.figures))

    def _restart(self, seed: int, learning_rate: float) -> None:
        # Keras draws the seed of each initial weight here. TensorFlow's own seed stays: setting it
        # makes TensorFlow prepare every traced function anew, a quarter of a second each.
        random.seed(seed)
        fresh = self.build(self.input_shape, self.classes)
        for variable, start in zip(self.model.variables, fresh.variables, strict=True):
            variable.assign(start)
        optimizer = self._epochs.optimizer
        for variable in optimizer.variables:
            if variable is not optimizer.learning_rate:
                variable.assign(keras.ops.zeros_like(variable))
        optimizer.learning_rate.assign(learning_rate)
        self._epochs.seed.assign(seed)

    def _key(self, y: np.ndarray, seed: int, rule: TrainingRule) -> str:
        return (
            f"seed {seed}, {len(y)} labels {zlib.crc32(y.astype(np.int64).tobytes()):08x}, "
            f"{rule}, class weights {self.class_weights}, {self.augmentation!r}"
        )


def _history(figures: list[dict[str, float]]) -> pd.DataFrame:
    history = pd.DataFrame(figures).rename(
        columns={"val_loss": "validation_loss", "val_accuracy": "validation_accuracy"}
    )
    history.insert(0, "epoch", range(1, len(history) + 1))
    return history
