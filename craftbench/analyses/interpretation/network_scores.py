"""Scores of a network before its softmax, their gradients, and its last convolution."""

from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from models.model_input import ModelInput

_BATCH = 64
_CONVOLUTIONS = (
    layers.Conv1D,
    layers.Conv2D,
    layers.SeparableConv1D,
    layers.SeparableConv2D,
    layers.DepthwiseConv1D,
    layers.DepthwiseConv2D,
)


def last_convolution(model: keras.Model) -> str | None:
    """Name of the last convolutional layer; None for a network without one."""
    names = [layer.name for layer in model.layers if isinstance(layer, _CONVOLUTIONS)]
    return names[-1] if names else None


def gradients(
    model: keras.Model, x: ModelInput, target: np.ndarray, layer: str | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Gradient of the target's score with respect to the samples, or to the maps of a layer.

    Parameters
    ----------
    model : keras.Model
        Its last layer is a dense softmax.
    x : (n, …, channels) array, or a tuple of it and (n, d) features
        Standardised input.
    target : (n,) int array
        Class of each sample.
    layer : str or None
        Name of a layer; the input if None.

    Returns
    -------
    at, gradient : arrays
        Input or maps, and the gradient at them, both (n, …).

    Raises
    ------
    ValueError
        If the network does not end in a dense layer with a softmax.

    Notes
    -----
    The score is the input of the softmax. The probability itself hardly changes where the network
    is certain, and its gradient also depends on the scores of the other classes.
    """
    model = _with_one_graph(model)
    last = model.layers[-1]
    if not isinstance(last, layers.Dense) or last.activation is not keras.activations.softmax:
        raise ValueError(
            f"network {model.name}: its last layer {last.name} is not a dense softmax; gradients "
            "are those of the scores before it"
        )
    at_layer = model.get_layer(layer).output if layer else model.inputs[0]
    inner = keras.Model(model.inputs, [at_layer, last.input])
    parts = [
        _gradients_of_batch(inner, last, _rows(x, start), target[start : start + _BATCH], not layer)
        for start in range(0, len(target), _BATCH)
    ]
    at, gradient = zip(*parts, strict=True)
    return np.concatenate(at), np.concatenate(gradient)


def _with_one_graph(model: keras.Model) -> keras.Model:
    """A copy with the same weights: layers of a loaded network belong to several graphs."""
    copy = keras.models.clone_model(model)
    copy.set_weights(model.get_weights())
    return copy


def _gradients_of_batch(
    inner: keras.Model, last: Any, x: list[np.ndarray], target: np.ndarray, of_input: bool
) -> tuple[np.ndarray, np.ndarray]:
    given = [tf.convert_to_tensor(part) for part in x]
    with tf.GradientTape() as tape:
        if of_input:
            tape.watch(given[0])
        maps, before = inner(given if len(given) > 1 else given[0], training=False)
        scores = tf.matmul(before, last.kernel) + (last.bias if last.use_bias else 0.0)
        chosen = tf.reduce_sum(tf.gather(scores, target, axis=1, batch_dims=1))
    at = given[0] if of_input else maps
    return at.numpy(), tape.gradient(chosen, at).numpy()


def _rows(x: ModelInput, start: int) -> list[np.ndarray]:
    parts = x if isinstance(x, tuple) else (x,)
    return [np.asarray(part[start : start + _BATCH], np.float32) for part in parts]
