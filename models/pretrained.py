"""The output of a layer of a network that was trained elsewhere, as features."""

import keras
from keras import layers, ops

_SHOWN = 8


def feature_extractor(
    model: keras.Model, shape: tuple[int, ...], layer: str | None = None
) -> keras.Model:
    """From samples to the output of one layer, averaged over positions.

    Parameters
    ----------
    model : keras.Model
        With one input.
    shape : tuple of int
        Of a sample; must fit the input of the network.
    layer : str, optional
        Name of the layer. By default the input of the last dense layer if that gives class
        probabilities, else the output of the network.

    Returns
    -------
    keras.Model
        Shared weights; output (n, d).

    Raises
    ------
    ValueError
        If the samples do not fit, there is no such layer, or no default is known.
    """
    _check_input(model, shape)
    output = _before_classes(model) if layer is None else _output_of(model, layer)
    if len(output.shape) > 2:
        output = ops.mean(output, axis=tuple(range(1, len(output.shape) - 1)))
    return keras.Model(model.inputs[0], output, name=f"{model.name}_features")


def _check_input(model: keras.Model, shape: tuple[int, ...]) -> None:
    if len(model.inputs) != 1:
        raise ValueError(f"the network has {len(model.inputs)} inputs; expected one")
    expected = tuple(model.inputs[0].shape[1:])
    fits = len(expected) == len(shape) and all(
        wanted in (None, found) for wanted, found in zip(expected, shape, strict=True)
    )
    if not fits:
        raise ValueError(
            f"the view gives samples of {_sides(shape)}, but the network takes {_sides(expected)}; "
            "change the view of the arm"
        )


def _before_classes(model: keras.Model):
    """The input of the layer that turns features into class scores."""
    last = model.layers[-1]
    if isinstance(last, layers.Dense) and last.activation is keras.activations.softmax:
        return last.input
    softmax = isinstance(last, layers.Softmax) or (
        isinstance(last, layers.Activation) and last.activation is keras.activations.softmax
    )
    if not softmax:
        return model.outputs[0]
    if not isinstance(model.layers[-2], layers.Dense):
        raise ValueError(
            f"no dense layer stands before the softmax; set `layer` to one of {_last_names(model)}"
        )
    return model.layers[-2].input


def _output_of(model: keras.Model, layer: str):
    found = next((one for one in model.layers if one.name == layer), None)
    if found is None:
        raise ValueError(
            f"the network has no layer {layer!r}; its last layers are {_last_names(model)}"
        )
    return found.output


def _last_names(model: keras.Model) -> str:
    return ", ".join(one.name for one in model.layers[-_SHOWN:])


def _sides(shape: tuple[int | None, ...]) -> str:
    return " × ".join("any" if side is None else str(side) for side in shape)
