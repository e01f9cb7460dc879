"""A trained network as a feature extractor."""

import keras
from keras import layers


def penultimate(model: keras.Model) -> keras.Model:
    """The network without its softmax layer, which gives learned features.

    Parameters
    ----------
    model : keras.Model
        Must end in a dense layer with a softmax, as every network in `MODELS` does.

    Returns
    -------
    keras.Model
        Same inputs and shared weights; its output is the input of the softmax layer, (n, v).

    Raises
    ------
    ValueError
        If the network ends in another layer.
    """
    last = model.layers[-1]
    if not isinstance(last, layers.Dense) or last.activation is not keras.activations.softmax:
        raise ValueError(
            f"{model.name} ends in {last.name} ({type(last).__name__}); expected a dense layer "
            "with a softmax"
        )
    inputs = model.inputs if len(model.inputs) > 1 else model.inputs[0]
    return keras.Model(inputs, last.input, name=f"{model.name}_penultimate")
