"""One epoch as one call into TensorFlow, or few: all updates, then validation, in one graph."""

from typing import Any, NamedTuple

import keras
import numpy as np
import tensorflow as tf

from models.augmentation import Augmentation
from models.augmented_batches import augment
from models.model_input import LabelledInput, inputs_of
from models.training_form import training_form
from models.weight_average import WeightAverage

VALIDATION_BATCH = 512


class PartVariables:
    """Samples and labels as variables of any length: replacing them retraces nothing."""

    def __init__(self, shapes: tuple[tuple[int, ...], ...]) -> None:
        self.inputs = [_variable(shape, tf.float32) for shape in shapes]
        self.labels = _variable((), tf.int32)

    def replace(self, part: LabelledInput) -> None:
        x, y = part
        for variable, array in zip(self.inputs, inputs_of(x), strict=True):
            variable.assign(array)
        self.labels.assign(np.asarray(y, dtype=np.int32))

    def clear(self) -> None:
        """No samples: the metrics of an empty part are NaN."""
        for variable in (*self.inputs, self.labels):
            variable.assign(tf.zeros((0, *variable.shape[1:]), variable.dtype))

    def gather(self, rows: tf.Tensor) -> tuple[list[tf.Tensor], tf.Tensor]:
        return [tf.gather(variable, rows) for variable in self.inputs], tf.gather(self.labels, rows)


def _variable(shape: tuple[int, ...], kind: tf.DType) -> tf.Variable:
    return tf.Variable(tf.zeros((0, *shape), kind), shape=(None, *shape), trainable=False)


class Sums(NamedTuple):
    """Sums over the updates and the validation samples of an epoch, of float32.

    ``loss`` is a sum over `updates`, ``correct`` one over their samples; ``diverged`` is 1 after a
    loss that is not finite; the others are sums over validation samples, `validated` their number.
    """

    loss: tf.Tensor
    correct: tf.Tensor
    updates: tf.Tensor
    diverged: tf.Tensor
    validation_loss: tf.Tensor
    validation_correct: tf.Tensor
    validated: tf.Tensor


class EpochModel(keras.Model):
    """A network whose training step is a whole epoch.

    One step gathers, augments and trains on all samples that `rows` names, (updates, batch size),
    and evaluates the validation part, so that only the four metrics of the epoch pass between
    Python and TensorFlow. The epoch of a part that is larger than a block has several steps; see
    `models.epoch_blocks`, which fills the variables. An update whose loss is not finite is not
    carried out and ends its epoch.

    Parameters
    ----------
    network : keras.Model
        With a softmax output; shares its weights with this model.
    shapes : tuple of shapes
        Shape of a sample in each input.
    classes : int
        Number of outputs.
    augmentation : Augmentation
        Random changes of the first input in training.
    label_smoothing : float
        Share of each label that is spread over all classes, in training.
    batch_size : int
        Samples per update.
    averaging : float
        Epochs over which the weights are averaged, see `models.weight_average`; 0 for none.
    """

    def __init__(
        self,
        network: keras.Model,
        shapes: tuple[tuple[int, ...], ...],
        classes: int,
        augmentation: Augmentation,
        batch_size: int,
        label_smoothing: float = 0.0,
        averaging: float = 0.0,
    ) -> None:
        super().__init__(name=network.name)
        self.network = network
        self._training_form = training_form(network)
        self.augmentation = augmentation
        self.label_smoothing = label_smoothing
        self.average = WeightAverage(network, averaging) if averaging else None
        self.training_part = PartVariables(shapes)
        self.validation_part = PartVariables(shapes)
        self.rows = tf.Variable(
            tf.zeros((0, batch_size), tf.int32), shape=(None, batch_size), trainable=False
        )
        # Sums over the steps of an epoch, see `train_step`.
        self.carried = tf.Variable(tf.zeros(len(Sums._fields)), trainable=False)
        self.weight_of_class = tf.Variable(tf.ones(classes), trainable=False)
        self.seed = tf.Variable(0, dtype=tf.int64, trainable=False)
        self.built = True

    def call(self, x: Any, training: bool = False) -> tf.Tensor:
        return self.network(x, training=training)

    def train_step(self, control: tf.Tensor) -> dict[str, tf.Tensor]:
        """Train on all `rows` and return the metrics of the epoch so far by their Keras names.

        Parameters
        ----------
        control : (3,) int32 tensor
            Whether this is the first step of an epoch; the number of validation samples to
            evaluate, the first ones that the graph holds; the updates of the whole epoch.
        """
        rows = self.rows.read_value()
        before = Sums(
            *tf.unstack(tf.where(control[0] > 0, tf.zeros_like(self.carried), self.carried))
        )

        def update(step, _, loss_sum, correct):
            loss, hits = self._train_on(rows[step])
            if self.average:
                self.average.update(self.optimizer.iterations, control[2])
            return step + 1, tf.math.is_finite(loss), loss_sum + loss, correct + hits

        if self.average:
            self.average.swap()
        steps, finite, loss_sum, correct = tf.while_loop(
            lambda step, finite, *_: (step < tf.shape(rows)[0]) & finite,
            update,
            (0, before.diverged == 0, before.loss, before.correct),
            parallel_iterations=1,
        )
        if self.average:
            self.average.swap()
        sums = Sums(
            loss_sum,
            correct,
            before.updates + tf.cast(steps, tf.float32),
            1 - tf.cast(finite, tf.float32),
            *self._validated(control[1], before),
        )
        self.carried.assign(tf.stack(sums))
        batch_size = tf.cast(tf.shape(rows)[1], tf.float32)
        return {
            "loss": sums.loss / sums.updates,
            "accuracy": sums.correct / (sums.updates * batch_size),
            "val_loss": sums.validation_loss / sums.validated,
            "val_accuracy": sums.validation_correct / sums.validated,
        }

    def _train_on(self, rows: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        (first, *others), y = self.training_part.gather(rows)
        moment = tf.stack([self.seed, tf.cast(self.optimizer.iterations, tf.int64)])
        x = [augment(first, self.augmentation, moment), *others]
        weights = self.network.trainable_variables
        with tf.GradientTape() as tape:
            losses, hits = self._losses_and_hits(x, y, training=True)
            loss = tf.reduce_mean(losses)
            if self.network.losses:
                loss += tf.add_n(self.network.losses)
        gradients = tape.gradient(loss, [weight.value for weight in weights])

        def learn():
            self.optimizer.apply_gradients(zip(gradients, weights, strict=True))
            return True

        tf.cond(tf.math.is_finite(loss), learn, lambda: False)
        return loss, tf.reduce_sum(hits)

    def _losses_and_hits(
        self, x: list[tf.Tensor], y: tf.Tensor, training: bool
    ) -> tuple[tf.Tensor, tf.Tensor]:
        predicted = self._training_form(x if len(x) > 1 else x[0], training=training)
        losses = keras.losses.sparse_categorical_crossentropy(y, predicted)
        if training and self.label_smoothing:
            certain = keras.ops.log(keras.ops.clip(predicted, keras.backend.epsilon(), 1.0))
            spread = -tf.reduce_mean(certain, axis=1)
            losses = (1 - self.label_smoothing) * losses + self.label_smoothing * spread
        hits = tf.cast(tf.argmax(predicted, axis=1, output_type=tf.int32) == y, tf.float32)
        return losses * tf.gather(self.weight_of_class, y), hits

    def _validated(self, samples: tf.Tensor, before: Sums) -> tuple[tf.Tensor, ...]:
        """The last three of `Sums` after so many validation samples more."""

        def batch(start, loss_sum, correct):
            rows = tf.range(start, tf.minimum(start + VALIDATION_BATCH, samples))
            x, y = self.validation_part.gather(rows)
            losses, hits = self._losses_and_hits(x, y, training=False)
            return (
                start + VALIDATION_BATCH,
                loss_sum + tf.reduce_sum(losses),
                correct + tf.reduce_sum(hits),
            )

        _, loss_sum, correct = tf.while_loop(
            lambda start, *_: start < samples,
            batch,
            (0, before.validation_loss, before.validation_correct),
            parallel_iterations=1,
        )
        return loss_sum, correct, before.validated + tf.cast(samples, tf.float32)
