"""What the interactive panels compute with: samples, outputs of all layers and filters, packed."""

import base64
from collections.abc import Sequence
from typing import Any

import keras
import numpy as np

from craftbench.analyses.cost.architecture.stages import Stage
from craftbench.primer.activations import LEAK
from craftbench.primer.network import convolution_weights, layer_outputs

MOST_SAMPLES = 10
MOST_CHANNELS = 16
MOST_VALUES = 600_000
"""Of all samples and layers together: 1.6 MB on the page."""
SAME_OUTPUT = ("Dropout", "SpatialDropout1D", "SpatialDropout2D", "GaussianNoise")
"""Kinds of layers that change nothing after training; they are not offered."""
LARGEST_CODE = 2**15 - 1


def explorer(
    model: keras.Model,
    walked: Sequence[Stage],
    layer: keras.layers.Layer,
    x: np.ndarray,
    about: Sequence[dict[str, Any]],
    classes: Sequence[str],
) -> dict[str, Any]:
    """Everything that the interactive panels need, ready for JSON.

    Parameters
    ----------
    model : keras.Model
        The trained network.
    walked : sequence of Stage
        Its input and layers.
    layer : Conv1D or Conv2D
        The first convolution of the network.
    x : (n, …, channels) array
        Samples as the network sees them.
    about : sequence of dict
        ``sample, label`` of each.
    classes : sequence of str
        In the order of the outputs.

    Returns
    -------
    dict
        ``samples``: ``sample, label`` and ``values``, one packed array for each of ``layers``;
        ``layers``: ``name, kind, shape, channels`` (stored ones) and ``field``, the receptive
        field of the units or None; ``convolution``: the first one; ``first``: the place of its
        output among the layers; ``classes``.
    """
    outputs = layer_outputs(model, x)
    offered = [i for i, stage in enumerate(walked) if stage.kind not in SAME_OUTPUT]
    values = [x if i == 0 else outputs[i - 1] for i in offered]
    stored = [one[..., :MOST_CHANNELS] if one.ndim > 2 else one for one in values]
    names = [walked[i].name for i in offered]
    return {
        "samples": [
            {**one, "values": [packed(array[row]) for array in stored]}
            for row, one in enumerate(about)
        ],
        "layers": [
            _described(walked[i], array.shape[1:]) for i, array in zip(offered, stored, strict=True)
        ],
        "convolution": _convolution(layer),
        "first": names.index(layer.name),
        "classes": list(classes),
    }


def shown_rows(y: np.ndarray, values_per_sample: int) -> np.ndarray:
    """Rows of the samples to choose from: the classes in turn, the first row first.

    Parameters
    ----------
    y : (n,) array
        Class codes.
    values_per_sample : int
        Stored for each of them; with many, fewer samples are offered (at least one).
    """
    turn = np.zeros(len(y), int)
    for code in np.unique(y):
        turn[y == code] = np.arange((y == code).sum())
    order = np.lexsort((np.arange(len(y)), turn))
    count = int(np.clip(MOST_VALUES // max(values_per_sample, 1), 1, MOST_SAMPLES))
    return order[:count]


def stored_values(walked: Sequence[Stage]) -> int:
    """Values that are stored for each sample."""
    shapes = [stage.output_shape for stage in walked if stage.kind not in SAME_OUTPUT]
    kept = [(*s[:-1], min(s[-1], MOST_CHANNELS)) if len(s) > 1 else s for s in shapes]
    return sum(int(np.prod(shape)) for shape in kept)


def packed(array: np.ndarray) -> dict[str, Any]:
    """An array as 16-bit integers and their unit, at most half a unit from its values.

    Returns
    -------
    dict
        ``shape``; ``unit``: the largest absolute value / 32767; ``codes``: little-endian integers
        in base64, so that value = code · unit.
    """
    array = np.asarray(array, float)
    unit = float(np.abs(array).max(initial=0)) / LARGEST_CODE or 1.0
    codes = np.rint(array / unit).astype("<i2")
    return {
        "shape": list(array.shape),
        "unit": unit,
        "codes": base64.b64encode(codes.tobytes()).decode("ascii"),
    }


def _described(stage: Stage, stored: tuple[int, ...]) -> dict[str, Any]:
    field = stage.field and [
        {"first": one.first, "last": one.last, "jump": one.jump, "units": one.units}
        for one in stage.field
    ]
    return {
        "name": stage.name,
        "kind": stage.kind.removesuffix("Layer"),
        "shape": list(stage.output_shape),
        "channels": stored[-1] if len(stored) > 1 else 1,
        "field": field or None,
    }


def _convolution(layer: keras.layers.Layer) -> dict[str, Any]:
    kernels, bias = convolution_weights(layer)
    return {
        "kernels": packed(kernels),
        "bias": [float(one) for one in bias],
        "padding": layer.padding,
        "stride": int(layer.strides[0]),
        "activation": _name(layer.activation),
    }


def _name(activation: Any) -> str:
    """``relu``, ``leaky_relu``, ``tanh``, ``sigmoid``, ``linear`` or another name."""
    if isinstance(activation, keras.layers.LeakyReLU):
        return "leaky_relu" if activation.negative_slope == LEAK else activation.name
    return str(getattr(activation, "__name__", activation))
