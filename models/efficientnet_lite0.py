"""EfficientNet-lite0: EfficientNet-B0 without squeeze-and-excitation and with ReLU6."""

from collections.abc import Mapping
from itertools import count

import keras
import numpy as np
from keras import layers

STAGES = (
    *((1, 3, 1, 1, 16), (2, 3, 2, 6, 24), (2, 5, 2, 6, 40), (3, 3, 2, 6, 80)),
    *((3, 5, 1, 6, 112), (4, 5, 2, 6, 192), (1, 3, 1, 6, 320)),
)
"""Blocks, kernel, stride of the first block, expansion and filters of each stage."""
STEM, HEAD, CLASSES = 32, 1280, 1000
SMALLEST = 32


def efficientnet_lite0(side: int = 224) -> keras.Model:
    """EfficientNet-lite0 for ImageNet's 1,000 classes: 4,652,008 trained parameters.

    The stages are those of EfficientNet-B0 (Tan and Le 2019, table 1). The lite variants have
    neither squeeze-and-excitation nor swish, so that they run in integer arithmetic, and keep stem
    and head as they are.

    Parameters
    ----------
    side : int
        Of the square images in pixels; at least 32.

    Returns
    -------
    keras.Model
        From pixels 0 … 255 in red, green, blue, (n, side, side, 3), to class probabilities. Its
        first layer scales the pixels to (x − 127) / 128.

    Raises
    ------
    ValueError
        If the side is too small.

    References
    ----------
    .. [1] M. Tan, Q. Le: EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks.
       ICML 2019, arXiv:1905.11946.
    """
    if side < SMALLEST:
        raise ValueError(f"side is {side}; expected at least {SMALLEST} pixels")
    image = keras.Input((side, side, 3), name="pixels")
    x = layers.Rescaling(1 / 128, offset=-127 / 128, name="scale")(image)
    x = _convolution(x, "stem", STEM, kernel=3, stride=2)
    number = count()
    for blocks, kernel, stride, expansion, filters in STAGES:
        for first in [True] + [False] * (blocks - 1):
            name = f"block{next(number)}"
            x = _block(x, name, kernel, stride if first else 1, expansion, filters)
    x = _convolution(x, "head", HEAD)
    x = layers.GlobalAveragePooling2D(name="average")(x)
    x = layers.Dropout(0.2, name="dropout")(x)
    x = layers.Dense(CLASSES, activation="softmax", name="classes")(x)
    return keras.Model(image, x, name="efficientnet_lite0")


def _block(x, name: str, kernel: int, stride: int, expansion: int, filters: int):
    """Inverted residual block: expand, filter each channel, project."""
    given, channels = x, x.shape[-1]
    if expansion > 1:
        x = _convolution(x, f"{name}_expand", expansion * channels)
    x = layers.DepthwiseConv2D(
        kernel, stride, padding="same", use_bias=False, name=f"{name}_depthwise"
    )(x)
    x = layers.ReLU(6, name=f"{name}_depthwise_relu6")(_normalised(x, f"{name}_depthwise"))
    x = layers.Conv2D(filters, 1, use_bias=False, name=f"{name}_project")(x)
    x = _normalised(x, f"{name}_project")
    same = stride == 1 and channels == filters
    return layers.Add(name=f"{name}_add")([given, x]) if same else x


def _convolution(x, name: str, filters: int, kernel: int = 1, stride: int = 1):
    x = layers.Conv2D(filters, kernel, stride, padding="same", use_bias=False, name=name)(x)
    return layers.ReLU(6, name=f"{name}_relu6")(_normalised(x, name))


def _normalised(x, name: str):
    return layers.BatchNormalization(epsilon=1e-3, name=f"{name}_normalised")(x)


def with_weights(model: keras.Model, arrays: Mapping[str, np.ndarray]) -> keras.Model:
    """The network with the weights of a PyTorch checkpoint, every one of which must fit.

    Parameters
    ----------
    model : keras.Model
        From `efficientnet_lite0`.
    arrays : mapping of array
        ``_conv_stem.weight``, ``_blocks.0._bn1.weight``, …, as `read_checkpoint` gives them.

    Raises
    ------
    ValueError
        Naming an array that is missing, left over or of another shape.
    """
    left = {name: a for name, a in arrays.items() if not name.endswith("num_batches_tracked")}
    for layer in model.layers:
        if not layer.weights:
            continue
        names = names_of_weights(layer)
        missing = [name for name in names if name not in left]
        if missing:
            raise ValueError(f"the checkpoint has no {missing[0]}")
        values = [_axes_of_keras(layer, left.pop(name)) for name in names]
        try:
            layer.set_weights(values)
        except ValueError as error:
            raise ValueError(f"{names[0]} does not fit: {error}") from None
    if left:
        raise ValueError(f"the checkpoint has {next(iter(left))}, which EfficientNet-lite0 has not")
    return model


_NORMALISED = {"expand": "_bn0", "depthwise": "_bn1", "project": "_bn2", "stem": "_bn0"}
_PLAIN = {"stem": "_conv_stem", "head": "_conv_head", "classes": "_fc"}


def names_of_weights(layer: keras.Layer) -> list[str]:
    """Names in the checkpoint of the weights of a layer, in the order of Keras; [] without any."""
    if not layer.weights:
        return []
    own, normalised = layer.name.removesuffix("_normalised"), layer.name.endswith("_normalised")
    block, _, part = own.rpartition("_")
    part = part or own
    if block:
        name = _NORMALISED[part] if normalised else f"_{part}_conv"
        name = f"_blocks.{block.removeprefix('block')}.{name}"
    else:
        name = {"stem": "_bn0", "head": "_bn1"}[own] if normalised else _PLAIN[own]
    ends = ["weight", "bias", "running_mean", "running_var"]
    return [f"{name}.{end}" for end in ends[: len(layer.weights)]]


def _axes_of_keras(layer: keras.Layer, array: np.ndarray) -> np.ndarray:
    """PyTorch has the outputs of a kernel first, Keras last (depthwise: channels, then 1)."""
    if array.ndim == 2:
        return array.T
    if array.ndim == 4:
        depthwise = isinstance(layer, layers.DepthwiseConv2D)
        return array.transpose(2, 3, 0, 1) if depthwise else array.transpose(2, 3, 1, 0)
    return array
