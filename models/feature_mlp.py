"""A multilayer perceptron on hand-crafted features."""

import keras
from keras import layers

from models.assembly import assemble
from models.chosen_layers import activation_function, dropout_layers


def feature_mlp(
    input_shape: tuple[int],
    classes: int,
    *,
    features: int = 0,
    activation: str = "relu",
    dropout: float = 0.0,
) -> keras.Model:
    """One hidden layer of 84 units on a vector of hand-crafted features.

    Parameters
    ----------
    input_shape : (features,)
        Number of features.
    classes : int
        Number of outputs.
    features : int
        Always 0: the samples are features already.
    activation : {"relu", "leaky_relu", "tanh", "sigmoid"}
        Activation of the hidden layer.
    dropout : float
        Share of units dropped after the hidden layer.

    Returns
    -------
    keras.Model
        From features to class probabilities, not compiled.

    Raises
    ------
    ValueError
        If the input is not a vector, features would be joined, or an option has an unknown value.
    """
    if len(input_shape) != 1:
        raise ValueError(
            f"the feature MLP needs a vector of features, found the shape {tuple(input_shape)}; "
            "the pixel MLP takes images and signals"
        )
    if features:
        raise ValueError(
            f"the feature MLP joins no second input, found {features} features; name all feature "
            "sets in the representation instead"
        )
    dense = [
        layers.Dense(84, activation=activation_function(activation)),
        *dropout_layers(dropout),
        layers.Dense(classes, activation="softmax"),
    ]
    return assemble("feature_mlp", input_shape, [], dense, features)
