"""How a network is trained: Keras `fit` by one rule for every size."""

import random
from collections.abc import Callable
from functools import partial
from pathlib import Path

import keras
import numpy as np
import pandas as pd
import tensorflow as tf

from models.adamw import AdamW
from models.augmentation import Augmentation
from models.batches import check_part, epoch_rows
from models.class_weights import ClassWeighting, class_weights
from models.divergence import NonFiniteLossError, StopOnDivergence
from models.endings import Length
from models.epoch_blocks import EpochBlocks
from models.epochs import EpochModel
from models.fitted_network import Ending, FittedNetwork
from models.fixed_schedule import FixedSchedule
from models.model_input import InputShape, LabelledInput, shapes_of
from models.progress_log import ProgressLog
from models.schedule import Schedule
from models.threads import use_threads
from models.training_rule import TrainingRule

__all__ = ["FittedNetwork", "NetworkTrainer", "NonFiniteLossError", "TrainingRule", "use_threads"]


class NetworkTrainer:
    """Trains one network many times, each time from new initial weights.

    The network is built and its epoch traced once. Every training resets the weights and the
    optimizer to a state that depends on the seed alone, so that the same arguments give the same
    weights to the last bit, whatever was trained before.

    Parameters
    ----------
    build : callable
        ``build(input_shape, classes)`` returns a keras.Model, Sequential or functional.
    input_shape : shape or tuple of shapes
        Of a sample; for a network with two inputs, of the samples and of their features.
    classes : int
        Number of outputs.
    rule : TrainingRule
        Learning rate, batches and the end of training.
    class_weights : {"none", "sqrt", "balanced"}
        Weight of each class in the training and the validation loss, see
        `models.class_weights.class_weights`.
    augmentation : Augmentation
        Random changes of the first input in training.

    Raises
    ------
    ValueError
        If the samples do not suit the augmentation.
    """

    def __init__(
        self,
        build: Callable[..., keras.Model],
        input_shape: InputShape,
        classes: int,
        rule: TrainingRule,
        class_weights: ClassWeighting = "none",
        augmentation: Augmentation = Augmentation(),  # noqa: B008
    ) -> None:
        shapes = shapes_of(input_shape)
        augmentation.check(shapes[0])
        self.build = build
        self.input_shape = input_shape
        self.classes = classes
        self.rule = rule
        self.class_weights = class_weights
        keras.utils.set_random_seed(0)
        self.model = build(input_shape, classes)
        self._epochs = EpochModel(
            self.model,
            shapes,
            classes,
            augmentation,
            rule.batch_size,
            rule.label_smoothing,
            rule.averaging,
        )
        optimizer = AdamW(rule.learning_rate, rule.weight_decay)
        optimizer.build(self.model.trainable_variables)
        self._epochs.compile(optimizer=optimizer)

    def fit(
        self,
        train: LabelledInput,
        validation: LabelledInput | None,
        seed: int,
        tensorboard: Path | None = None,
        *,
        learning_rate: float | None = None,
        after_all_epochs: Callable[[FittedNetwork], None] | None = None,
        fitted_at: float | None = None,
        length: Length | None = None,
    ) -> FittedNetwork:
        """Train from the initial weights of `seed` and keep the weights of the best epoch.

        Parameters
        ----------
        train, validation : (x, y)
            `x` is an array (n, …) float32, or a tuple of one for each input; `y` labels
            0 … classes − 1. No validation part if `length` is given.
        seed : int
            Of the initial weights, the order of the samples and their augmentation.
        tensorboard : Path or None
            Folder for TensorBoard logs.
        learning_rate : float, optional
            For this training, instead of the rule's.
        after_all_epochs : callable, optional
            Train for the whole budget and its decay even where validation stopped improving, and
            call this with the network of the last epoch. The returned network is that of the best
            epoch up to where validation stopped improving.
        fitted_at : float, optional
            Then that training ends once the training accuracy has reached this or stopped rising,
            and validation has stopped improving; see `Schedule`.
        length : Length, optional
            Train for this long without validation, and keep the last weights.

        Raises
        ------
        ValueError
            If the samples or labels do not suit the network (see `models.batches.check_part`).
        NonFiniteLossError
            If a loss becomes NaN or infinite.
        """
        rate = self.rule.learning_rate if learning_rate is None else learning_rate
        self._check(train, validation)
        self._restart(seed, rate)
        history = keras.callbacks.History()
        schedule: Schedule | FixedSchedule
        if length is None:
            schedule = Schedule(self.rule, rate, fitted_at=fitted_at)
            epochs = self.rule.most_epochs
            updates = self.rule.updates_per_epoch(len(train[1]))
        else:
            schedule = FixedSchedule(self.rule, rate, length)
            epochs, updates = schedule.epochs, length.updates_per_epoch
        rows_of = partial(self._sample_numbers, len(train[1]), seed, updates)
        blocks = EpochBlocks(train, validation, rows_of, updates, self.rule.batch_size)
        if after_all_epochs is not None and isinstance(schedule, Schedule):
            schedule.after_all_epochs = lambda: after_all_epochs(self._fitted(history, schedule))
        # The schedule adds the rate of an epoch to its figures before the history takes them.
        validation_x = None if validation is None else validation[0]
        stop = StopOnDivergence(train[0], validation_x, rows_of)
        callbacks = [blocks, stop, schedule, history, ProgressLog(epochs)]
        if tensorboard is not None:
            callbacks.append(keras.callbacks.TensorBoard(str(tensorboard)))
        self._epochs.fit(
            tf.data.Dataset.from_tensor_slices(blocks.controls).repeat(),
            epochs=epochs,
            steps_per_epoch=len(blocks.controls),
            callbacks=callbacks,
            shuffle=False,
            verbose=0,
        )
        return self._fitted(history, schedule)

    def _check(self, train: LabelledInput, validation: LabelledInput | None) -> None:
        """Check both parts and set the weights of the classes."""
        check_part("training", train, self.input_shape, self.classes)
        if validation is not None:
            check_part("validation", validation, self.input_shape, self.classes)
        weights = class_weights(np.asarray(train[1]), self.classes, self.class_weights)
        self._epochs.weight_of_class.assign(weights)

    def _sample_numbers(self, samples: int, seed: int, updates: int, epoch: int) -> np.ndarray:
        """Sample numbers of all updates of an epoch, (updates, batch size)."""
        return epoch_rows(samples, seed, epoch, updates, self.rule.batch_size)

    def _fitted(
        self, history: keras.callbacks.History, schedule: Schedule | FixedSchedule
    ) -> FittedNetwork:
        table = pd.DataFrame(history.history).rename(
            columns={"val_loss": "validation_loss", "val_accuracy": "validation_accuracy"}
        )
        table.insert(0, "epoch", range(1, len(table) + 1))
        updates = int(self._epochs.optimizer.iterations)
        ending = Ending(
            schedule.ended,
            schedule.best_epoch,
            schedule.plateau_epoch,
            schedule.decay_from,
            updates,
        )
        return FittedNetwork(self.model, table, ending)

    def _restart(self, seed: int, learning_rate: float) -> None:
        # Keras draws the seed of each initialiser from `random`. TensorFlow's own seed is left
        # alone: setting it makes TensorFlow retrace every function, a quarter of a second each.
        random.seed(seed)
        fresh = self.build(self.input_shape, self.classes)
        for variable, start in zip(self.model.variables, fresh.variables, strict=True):
            variable.assign(start)
        if self._epochs.average:
            self._epochs.average.restart()
        optimizer = self._epochs.optimizer
        for variable in optimizer.variables:
            if variable is not optimizer.learning_rate:
                variable.assign(keras.ops.zeros_like(variable))
        optimizer.learning_rate.assign(learning_rate)
        self._epochs.seed.assign(seed)
