"""A network as a list of stages, each computed by the rules for its kind of layer."""

from collections.abc import Iterator
from dataclasses import dataclass

import keras
from keras import layers

from craftbench.analyses.cost.architecture import receptive_field as fields
from craftbench.analyses.cost.architecture import weights
from craftbench.analyses.cost.architecture.receptive_field import (
    FieldRule,
    ReceptiveField,
    field_of_input,
)
from craftbench.analyses.cost.architecture.weights import NONE, CountRule, Dimensions, Weights

CONVOLUTION = (weights.convolution, fields.convolution)
DEPTHWISE = (weights.depthwise_convolution, fields.convolution)
SEPARABLE = (weights.separable_convolution, fields.convolution)
POOLING = (weights.no_weights, fields.pooling)
GLOBAL_POOLING = (weights.no_weights, fields.whole)
UNIT_BY_UNIT = (weights.no_weights, fields.unchanged)
JOINING = (weights.no_weights, fields.union)

RULES: dict[type[layers.Layer], tuple[CountRule, FieldRule]] = {
    layers.Conv1D: CONVOLUTION,
    layers.Conv2D: CONVOLUTION,
    layers.DepthwiseConv1D: DEPTHWISE,
    layers.DepthwiseConv2D: DEPTHWISE,
    layers.SeparableConv1D: SEPARABLE,
    layers.SeparableConv2D: SEPARABLE,
    layers.Dense: (weights.dense, fields.dense),
    layers.BatchNormalization: (weights.batch_normalisation, fields.unchanged),
    layers.AveragePooling1D: POOLING,
    layers.AveragePooling2D: POOLING,
    layers.MaxPooling1D: POOLING,
    layers.MaxPooling2D: POOLING,
    layers.GlobalAveragePooling1D: GLOBAL_POOLING,
    layers.GlobalAveragePooling2D: GLOBAL_POOLING,
    layers.GlobalMaxPooling1D: GLOBAL_POOLING,
    layers.GlobalMaxPooling2D: GLOBAL_POOLING,
    layers.Flatten: UNIT_BY_UNIT,
    layers.Activation: UNIT_BY_UNIT,
    layers.ReLU: UNIT_BY_UNIT,
    layers.LeakyReLU: UNIT_BY_UNIT,
    layers.ELU: UNIT_BY_UNIT,
    layers.Softmax: UNIT_BY_UNIT,
    layers.Dropout: UNIT_BY_UNIT,
    layers.SpatialDropout1D: UNIT_BY_UNIT,
    layers.SpatialDropout2D: UNIT_BY_UNIT,
    layers.GaussianNoise: UNIT_BY_UNIT,
    layers.Add: JOINING,
    layers.Concatenate: JOINING,
}


NOT_KNOWN = "formula not known"
"""Stands for the product that gives the parameters of a layer without rules."""


@dataclass(frozen=True)
class Stage:
    """One layer of a network, or one of its inputs.

    Parameters
    ----------
    name, kind : str
        Of the layer: its name and its class in Keras.
    output_shape : tuple of int
        Without the sample axis; 0 for a length that is not fixed.
    weights : Weights
        Its parameters; of a layer without rules as Keras counts them.
    multiply_adds : int or None
        For one sample; None where they are not known.
    field : tuple of Axis or None
        Receptive field of its units, one entry an axis; empty where the samples have no axes, None
        where it is not known.
    """

    name: str
    kind: str
    output_shape: Dimensions
    weights: Weights
    multiply_adds: int | None
    field: ReceptiveField | None

    @property
    def parameters(self) -> int:
        """Number of weights, trained or averaged."""
        return self.weights.count


def stages(model: keras.Model) -> list[Stage]:
    """All inputs and layers of a network, from the first to the last.

    Layers without rules, such as a user's own, are counted by Keras. What lies behind them has no
    known receptive field either. The same holds for a layer that is used several times.

    Parameters
    ----------
    model : keras.Model
        Sequential or functional.
    """
    found: dict[str, Stage] = {}
    for layer, sources in _layers(model):
        known = all(source in found for source in sources)
        found[layer.name] = _stage(layer, [found[source] for source in sources] if known else [])
    return list(found.values())


def _layers(model: keras.Model) -> Iterator[tuple[layers.Layer, list[str]]]:
    """Inputs and layers, each with the names of the layers that feed it; none if not known."""
    if isinstance(model, keras.Sequential):
        # A sequential model does not count its input among its layers, a functional one does.
        before = keras.Model(model.inputs, model.outputs).layers[0]
        yield before, []
        for layer in model.layers:
            yield layer, [before.name]
            before = layer
        return
    source_of = {id(tensor): layer.name for layer in model.layers for tensor in _made(layer)}
    several = _used_several_times(model)
    for layer in model.layers:
        known = not isinstance(layer, layers.InputLayer) and layer.name not in several
        given = layer.input if known else []
        given = given if isinstance(given, list | tuple) else [given]
        yield layer, [source_of.get(id(tensor), "") for tensor in given]


def _used_several_times(model: keras.Model) -> set[str]:
    try:
        described = model.get_config()["layers"]
    except (
        KeyError,
        NotImplementedError,
        TypeError,
        ValueError,
    ):  # a layer does not describe itself
        return {layer.name for layer in model.layers}
    return {layer["name"] for layer in described if len(layer["inbound_nodes"]) > 1}


def _made(layer: layers.Layer) -> list[keras.KerasTensor]:
    """Outputs of a layer; none if it has none of a known shape."""
    try:
        made = layer.output
    except (AttributeError, ValueError):
        return []
    return [made] if isinstance(made, keras.KerasTensor) else list(keras.tree.flatten(made))


def _stage(layer: layers.Layer, sources: list[Stage]) -> Stage:
    kind, made = type(layer).__name__, _made(layer)
    shape = tuple(length or 0 for length in made[0].shape[1:]) if made else ()
    if isinstance(layer, layers.InputLayer):
        return Stage(layer.name, kind, shape, NONE, 0, field_of_input(shape))
    fixed = len(made) == 1 and 0 not in shape and all(0 not in one.output_shape for one in sources)
    channels_last = getattr(layer, "data_format", "channels_last") == "channels_last"
    if type(layer) not in RULES or not sources or not fixed or not channels_last:
        weights = Weights(layer.count_params(), NOT_KNOWN) if layer.weights else NONE
        return Stage(layer.name, kind, shape, weights, None, None)
    count, see = RULES[type(layer)]
    weights, multiply_adds = count(layer, sources[0].output_shape, shape)
    return Stage(
        layer.name, kind, shape, weights, multiply_adds, _field(layer, see, sources, shape)
    )


def _field(
    layer: layers.Layer, see: FieldRule, sources: list[Stage], shape: Dimensions
) -> ReceptiveField | None:
    """Not known behind a layer for which it is not, or where branches differ in their steps."""
    given = [source.field for source in sources if source.field is not None]
    if len(given) < len(sources):
        return None
    try:
        return see(layer, given, shape)
    except ValueError:
        return None
