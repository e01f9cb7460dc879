"""The trained network opened: its input, its layers and what they put out."""

import json
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np
from pydantic import TypeAdapter

from benchmark.cards import ImageView, SignalView, View
from benchmark.errors import CraftbenchError
from benchmark.primer.unrolled import UnrolledLesson, unrolled_matrix, unrolled_output
from benchmark.views import show
from models.standardisation import Standardisation


@dataclass(frozen=True)
class OpenedNetwork:
    """A stored network with what prepares its input.

    Parameters
    ----------
    model : keras.Model
    view : ImageView or SignalView
    standardisation : Standardisation
    classes : list of str
    training_size : int
        That it was trained on.
    """

    model: keras.Model
    view: ImageView | SignalView
    standardisation: Standardisation
    classes: list[str]
    training_size: int

    def prepare(self, values: np.ndarray) -> np.ndarray:
        """Stored samples (n, …) as the network takes them, float32."""
        return self.standardisation(show(values, self.view))


def open_network(model: Path, preparation: Path) -> OpenedNetwork:
    """Read a network, in Keras' safe mode, and the ``.json`` beside it.

    Raises
    ------
    CraftbenchError
        If the file does not say how one view is prepared.
    """
    prepared = json.loads(preparation.read_text(encoding="utf-8"))
    views = list(prepared["views"].values())
    if len(views) != 1:
        raise CraftbenchError(
            f"{preparation}: expected one view, found {len(views)}; the primer opens networks on "
            "images or signals only"
        )
    fitted = {name: np.asarray(value) for name, value in prepared["standardisation"].items()}
    return OpenedNetwork(
        keras.models.load_model(model, compile=False, safe_mode=True),
        TypeAdapter(View).validate_python(views[0]),
        Standardisation(**fitted),
        prepared["classes"],
        prepared["training_size"],
    )


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
    """What a convolution computes on (n, …, channels) before its activation."""
    kernels, bias = convolution_weights(layer)
    sums = keras.ops.conv(x, kernels, strides=layer.strides, padding=layer.padding)
    return np.asarray(sums) + bias


def layer_outputs(model: keras.Model, x: np.ndarray) -> list[np.ndarray]:
    """Output of every layer on (n, …, channels) samples, sample first."""
    inner = keras.Model(model.inputs, [layer.output for layer in model.layers])
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
