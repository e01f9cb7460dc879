"""The receptive field of a unit, measured by its gradient."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers


def measured_receptive_field(
    model: keras.Model,
    layer: layers.Layer,
    unit: tuple[int, ...] | None = None,
    draws: int = 16,
    seed: int = 0,
) -> tuple[tuple[int, int], ...]:
    """The pixels that change a unit: those whose gradient is not 0 on random samples.

    Parameters
    ----------
    model : keras.Model
        Its first input is the samples, (H, W, channels) or (T, leads).
    layer : Layer
        One of its layers, with maps of at least one axis.
    unit : tuple of int or None
        Position in the maps; by default the middle. All maps at this position count together.
    draws : int
        Random samples. Behind ReLU and max pooling, one sample moves the unit by some of its
        pixels only.
    seed : int
        Of the samples.

    Returns
    -------
    tuple of (first, last)
        Pixels along each axis of the samples.

    Raises
    ------
    ValueError
        If no pixel moves the unit, or the layer has no such unit.
    """
    shape = layer.output.shape[1:-1]
    unit = tuple(length // 2 for length in shape) if unit is None else unit
    if not shape or len(unit) != len(shape) or any(np.asarray(unit) >= shape):
        raise ValueError(f"layer {layer.name} has maps of the shape {shape}, found the unit {unit}")
    rng = np.random.default_rng(seed)
    inputs = [
        tf.constant(rng.normal(size=(draws, *tensor.shape[1:])), tf.float32)
        for tensor in model.inputs
    ]
    until_layer = keras.Model(model.inputs, layer.output)
    with tf.GradientTape() as tape:
        tape.watch(inputs[0])
        maps = until_layer(inputs, training=False)
        activity = tf.reduce_sum(maps[(slice(None), *unit)])
    moves = (tape.gradient(activity, inputs[0]).numpy() != 0).any(axis=(0, -1))
    if not moves.any():
        raise ValueError(f"no pixel moves the unit {unit} of layer {layer.name}; draw more samples")
    return tuple((int(at.min()), int(at.max())) for at in np.nonzero(moves))
