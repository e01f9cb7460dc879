"""A trained network: its first convolution, and the outputs of its layers."""

import keras
import numpy as np

from craftbench.primer.unrolled import UnrolledLesson, unrolled_matrix, unrolled_output


def first_convolution(model: keras.Model) -> keras.layers.Layer:
    """The first Conv2D or Conv1D; raises ValueError if there is none."""
    kinds = (keras.layers.Conv2D, keras.layers.Conv1D)
    found = next((layer for layer in model.layers if isinstance(layer, kinds)), None)
    if found is None:
        raise ValueError(f"the network {model.name} has no convolution; choose one that has")
    return found


def convolution_weights(layer: keras.layers.Layer) -> tuple[np.ndarray, np.ndarray]:
    """Kernels (…, channels, filters) and biases (filters,), 0 where the layer has none."""
    kernels = np.asarray(layer.kernel)
    bias = np.asarray(layer.bias) if layer.use_bias else np.zeros(kernels.shape[-1])
    return kernels, bias


def sums_before_activation(layer: keras.layers.Layer, x: np.ndarray) -> np.ndarray:
    """Output of a convolution on (n, …, channels) samples before its activation."""
    kernels, bias = convolution_weights(layer)
    sums = keras.ops.conv(x, kernels, strides=layer.strides, padding=layer.padding)
    return np.asarray(sums) + bias


def layer_outputs(model: keras.Model, x: np.ndarray) -> list[np.ndarray]:
    """Output of every layer after the input on (n, …, channels) samples."""
    layers = [one for one in model.layers if not isinstance(one, keras.layers.InputLayer)]
    inner = keras.Model(model.inputs, [layer.output for layer in layers])
    return [np.asarray(output) for output in inner.predict(x, batch_size=512, verbose=0)]


def unrolled_lesson(layer: keras.layers.Layer, image: np.ndarray) -> UnrolledLesson:
    """Compare a Conv2D on an image (H, W, channels) with its unrolled matrices."""
    kernels, bias = convolution_weights(layer)
    stride = layer.strides[0]
    expected = np.asarray(layer(image[None]))[0]
    sums = unrolled_output(kernels, bias, image, layer.padding, stride)
    found = np.asarray(layer.activation(sums))

    whole_image, whole_kernels = np.rint(8 * image), np.rint(8 * kernels / np.abs(kernels).max())
    whole_expected = keras.ops.conv(
        whole_image[None].astype(np.float32),
        whole_kernels.astype(np.float32),
        strides=layer.strides,
        padding=layer.padding,
    )
    whole = unrolled_output(whole_kernels, np.zeros(len(bias)), whole_image, layer.padding, stride)
    shape = (image.shape[0], image.shape[1], image.shape[2])
    return UnrolledLesson(
        unrolled_matrix(kernels[..., 0], shape, layer.padding, stride),
        float(np.abs(found - expected).max()),
        float(np.abs(expected).max()),
        float(np.abs(whole - np.asarray(whole_expected)[0]).max()),
    )
