"""Networks of the user's own files: built, and checked before they are trained."""

from typing import Any

from craftbench.errors import CraftbenchError
from craftbench.own.loading import called, in_words
from craftbench.own.reference import Reference
from craftbench.own.types import own_layers

ENDING = "layers.Dense(classes, activation='softmax')"


def build_network(
    own: Reference, input_shape: tuple[int, ...], classes: int, **options: Any
) -> Any:
    """The `keras.Model` that an own function returns.

    Parameters
    ----------
    own : Reference
        Of the function.
    input_shape, classes, **options
        Its arguments; ``features`` is passed on only if the function has it.

    Raises
    ------
    CraftbenchError
        For any exception inside, and if it returns no network, or one with other inputs or
        outputs than the samples and the classes.
    """
    import keras

    features = options.pop("features", 0)
    if "features" in own.parameters.all:
        options["features"] = features
    found = called(str(own), own.function, tuple(input_shape), classes, **options)
    if not isinstance(found, keras.Model):
        raise CraftbenchError(
            f"{own} returned {type(found).__name__}, expected a keras.Model; end the function with "
            "`return keras.Sequential([...])` or `return keras.Model(inputs, outputs)`"
        )
    _check_graph(own, found)
    _check_shapes(own, found, tuple(input_shape), features, classes)
    return found


def _check_graph(own: Reference, network: Any) -> None:
    if not getattr(network, "inputs", None) or not getattr(network, "outputs", None):
        raise CraftbenchError(
            f"{own}: the inputs of its network are not known; begin with keras.Input(input_shape), "
            "and return keras.Sequential or keras.Model(inputs, outputs) instead of a subclass"
        )


def _check_shapes(
    own: Reference, network: Any, shape: tuple[int, ...], features: int, classes: int
) -> None:
    expected = [shape, *([(features,)] if features else [])]
    given = [tuple(one.shape[1:]) for one in network.inputs]
    if given != expected:
        raise CraftbenchError(
            f"{own}: its network takes {_shapes(given)}, expected {_shapes(expected)}; use "
            "keras.Input(input_shape)"
        )
    made = [tuple(one.shape[1:]) for one in network.outputs]
    if made != [(classes,)]:
        raise CraftbenchError(
            f"{own}: its network returns {_shapes(made)}, expected a probability of each of the "
            f"{classes} classes; end it with {ENDING}"
        )


def check_network(own: Reference, network: Any) -> None:
    """Try a network before its training.

    Raises
    ------
    CraftbenchError
        If its outputs on zeros are no probabilities, or it could not be stored and read again.
    """
    import numpy as np

    zeros = [np.zeros((2, *one.shape[1:]), np.float32) for one in network.inputs]
    found = called(str(own), network.predict_on_batch, zeros if len(zeros) > 1 else zeros[0])
    found = np.asarray(found)
    if (found < 0).any() or np.abs(found.sum(axis=1) - 1).max() > 1e-3:
        raise CraftbenchError(
            f"{own}: its network returns values that are no probabilities (their sum is "
            f"{found.sum(axis=1)[0]:.3g}, expected 1); end it with {ENDING}"
        )
    _check_storage(own, network)


def _check_storage(own: Reference, network: Any) -> None:
    import keras

    unsafe = [one.name for one in _all_layers(network) if isinstance(one, keras.layers.Lambda)]
    if unsafe:
        raise CraftbenchError(
            f"{own}: the layer {unsafe[0]} is a Lambda, which cannot be read again without running "
            "code from the model's file; write a class of keras.layers.Layer instead"
        )
    try:
        described = keras.saving.serialize_keras_object(network)
        keras.saving.deserialize_keras_object(described, own_layers([str(own)]), safe_mode=True)
    except Exception as error:  # Keras raises whatever the layers do
        raise CraftbenchError(
            f"{own}: its network cannot be stored and read again ({in_words(error)[:300]}); a "
            "layer of your own stands at the top level of the file, and needs a method get_config "
            "that returns its arguments"
        ) from error


def _all_layers(network: Any) -> list[Any]:
    """Also those inside of layers that are networks."""
    if not hasattr(network, "layers"):
        return []
    inner = [one for layer in network.layers for one in _all_layers(layer)]
    return [*network.layers, *inner]


def _shapes(shapes: list[tuple[int, ...]]) -> str:
    return " and ".join("×".join(map(str, one)) for one in shapes)
