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
from craftbench.errors import CraftbenchError

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
    layers.Dropout: UNIT_BY_UNIT,
    layers.Add: JOINING,
    layers.Concatenate: JOINING,
}


@dataclass(frozen=True)
class Stage:
    """One layer of a network, or one of its inputs.

    Parameters
    ----------
    name, kind : str
        Of the layer: its name and its class in Keras.
    output_shape : tuple of int
        Without the sample axis.
    weights : Weights
        Its parameters.
    multiply_adds : int
        For one sample.
    field : tuple of Axis
        Receptive field of its units, one entry an axis; empty where the samples have no axes.
    """

    name: str
    kind: str
    output_shape: Dimensions
    weights: Weights
    multiply_adds: int
    field: ReceptiveField

    @property
    def parameters(self) -> int:
        """Number of weights, trained or averaged."""
        return self.weights.count


def stages(model: keras.Model) -> list[Stage]:
    """All inputs and layers of a network, from the first to the last.

    Parameters
    ----------
    model : keras.Model
        Sequential or functional, with a fixed input shape.

    Raises
    ------
    CraftbenchError
        Naming the layer for whose kind there are no rules, that is used twice or whose shape is
        not fixed.
    """
    found: dict[str, Stage] = {}
    for layer, sources in _layers(model):
        missing = [source for source in sources if source not in found]
        if missing:
            raise CraftbenchError(
                f"layer {layer.name} of {model.name} receives {missing[0]}, which is not a layer "
                "of this network; a layer may be used only once"
            )
        found[layer.name] = _stage(layer, [found[source] for source in sources])
    return list(found.values())


def _layers(model: keras.Model) -> Iterator[tuple[layers.Layer, list[str]]]:
    """Inputs and layers, each with the names of the layers that feed it."""
    if isinstance(model, keras.Sequential):
        # A sequential model does not count its input among its layers, a functional one does.
        before = keras.Model(model.inputs, model.outputs).layers[0]
        yield before, []
        for layer in model.layers:
            yield layer, [before.name]
            before = layer
        return
    uses = {layer["name"]: len(layer["inbound_nodes"]) for layer in model.get_config()["layers"]}
    source_of = {id(layer.output): layer.name for layer in model.layers}
    for layer in model.layers:
        if isinstance(layer, layers.InputLayer):
            yield layer, []
            continue
        if uses[layer.name] > 1:
            raise CraftbenchError(
                f"layer {layer.name} of {model.name} is used {uses[layer.name]} times; the "
                "rules are for layers that are used once"
            )
        given = layer.input if isinstance(layer.input, list) else [layer.input]
        yield layer, [source_of.get(id(tensor), tensor.name) for tensor in given]


def _stage(layer: layers.Layer, sources: list[Stage]) -> Stage:
    kind = type(layer).__name__
    if isinstance(layer, layers.InputLayer):
        shape = _fixed(layer.name, layer.output.shape)
        return Stage(layer.name, kind, shape, NONE, 0, field_of_input(shape))
    if type(layer) not in RULES:
        known = ", ".join(known.__name__ for known in RULES)
        raise CraftbenchError(
            f"layer {layer.name}: there are no rules for layers of the kind {kind}, only for "
            f"{known}; add them to RULES in {__name__}"
        )
    if getattr(layer, "data_format", "channels_last") != "channels_last":
        raise CraftbenchError(
            f"layer {layer.name}: expected data_format channels_last, found {layer.data_format}"
        )
    count, see = RULES[type(layer)]
    shape = _fixed(layer.name, layer.output.shape)
    try:
        field = see(layer, [source.field for source in sources], shape)
    except ValueError as error:
        raise CraftbenchError(f"layer {layer.name}: {error}") from error
    parameters, multiply_adds = count(layer, sources[0].output_shape, shape)
    return Stage(layer.name, kind, shape, parameters, multiply_adds, field)


def _fixed(name: str, shape: tuple[int | None, ...]) -> Dimensions:
    lengths = tuple(length for length in shape[1:] if length is not None)
    if len(lengths) < len(shape) - 1:
        raise CraftbenchError(
            f"layer {name}: expected a fixed shape, found {shape[1:]}; build the network for one "
            "input shape"
        )
    return lengths
