"""A network in the form in which it is trained: the same weights, some layers computed faster.

Keras composes batch normalisation of a dozen operations, and TensorFlow's gradient of average
pooling is slow for few channels. Both are replaced here; everything else, the weights included, is
the network's own, which is what is stored.
"""

from typing import Any

import keras
import tensorflow as tf
from keras import layers


def training_form(network: keras.Model) -> keras.Model:
    """The network with its slow layers replaced; both share all weights.

    Parameters
    ----------
    network : keras.Model
        Sequential or functional, with channels last.

    Returns
    -------
    keras.Model
        Equal to `network` up to rounding in outputs, gradients and moving averages.
    """
    return keras.models.clone_model(network, clone_function=_replaced)


def _replaced(layer: layers.Layer) -> layers.Layer:
    # A subclass may compute something else.
    if type(layer) is layers.BatchNormalization:
        plain = layer.scale and layer.center and layer.axis in (-1, layer.input.ndim - 1)
        return _FusedNormalization(layer) if plain else layer
    if type(layer) in (layers.AveragePooling1D, layers.AveragePooling2D):
        halving = set(layer.pool_size) == set(layer.strides) == {2} and layer.padding == "valid"
        last = layer.data_format == "channels_last"
        return _Halving(name=layer.name) if halving and last else layer
    return layer


class _FusedNormalization(layers.Layer):
    """Batch normalisation by TensorFlow's one operation for it.

    Its variance has n − 1 in the denominator, Keras' moving variance n.
    """

    def __init__(self, own: layers.BatchNormalization) -> None:
        super().__init__(name=own.name)
        self.own = own

    def call(self, x: tf.Tensor, training: bool = False, mask: None = None) -> tf.Tensor:
        own = self.own
        shape = tf.shape(x)
        as_images = tf.reshape(x, tf.stack([-1, 1, tf.reduce_prod(shape[1:-1]), x.shape[-1]]))
        none = tf.zeros((0,))
        y, mean, variance, *_ = tf.raw_ops.FusedBatchNormV3(
            x=as_images if x.shape.rank != 4 else x,
            scale=own.gamma.value,
            offset=own.beta.value,
            mean=none if training else own.moving_mean.value,
            variance=none if training else own.moving_variance.value,
            epsilon=own.epsilon,
            is_training=training,
        )
        if training:
            averaged = tf.cast(tf.reduce_prod(shape[:-1]), tf.float32)
            self._follow(own.moving_mean, mean)
            self._follow(own.moving_variance, variance * (averaged - 1) / averaged)
        return y if x.shape.rank == 4 else tf.reshape(y, shape)

    def _follow(self, moving: keras.Variable, now: tf.Tensor) -> None:
        moving.value.assign_sub((moving.value - now) * (1 - self.own.momentum))


class _Halving(layers.Layer):
    """Average pooling by 2 along every axis, whose gradient repeats values."""

    def call(self, x: tf.Tensor) -> tf.Tensor:
        return _halved(x)


@tf.custom_gradient
def _halved(x: tf.Tensor) -> tuple[tf.Tensor, Any]:
    axes = x.shape.rank - 2
    y = tf.nn.avg_pool(x, 2, 2, "VALID")

    def gradient(upstream: tf.Tensor) -> tf.Tensor:
        spread = upstream / 2**axes
        # Innermost axis first: each value twice in a row, then, in images, each row twice.
        for axis in range(axes, 0, -1):
            spread = _twice(spread, axis)
        missing = [[0, 0], *([0, n % 2] for n in x.shape[1:-1]), [0, 0]]
        return tf.pad(spread, missing) if any(n % 2 for n in x.shape[1:-1]) else spread

    return y, gradient


def _twice(x: tf.Tensor, axis: int) -> tf.Tensor:
    """Repeat every value of an axis once."""
    length = x.shape[axis]
    inner = x.shape[axis + 1 :]
    rows = tf.reshape(x, [-1, inner.num_elements()])
    doubled = tf.concat([rows, rows], axis=1)
    return tf.reshape(doubled, [-1, *x.shape[1:axis], 2 * length, *inner])
