"""A multilayer perceptron on all pixels."""

import keras
from keras import layers

from models.assembly import assemble
from models.chosen_layers import activation_function, dropout_layers


def pixel_mlp(
    input_shape: tuple[int, ...],
    classes: int,
    *,
    features: int = 0,
    activation: str = "relu",
    dropout: float = 0.0,
) -> keras.Model:
    """One hidden layer of 84 units on every pixel, or every sample of a signal.

    86,950 parameters for 32 × 32 × 1 and 10 classes, 258,982 for three channels. Compared with
    LeNet-5, it shows the effect of convolutions.

    Parameters
    ----------
    input_shape : (H, W, channels) or (T, leads)
        Any size.
    classes : int
        Number of outputs.
    features : int
        Number of hand-crafted features in a second input, joined to the pixels.
    activation : {"relu", "leaky_relu", "tanh", "sigmoid"}
        Activation of the hidden layer.
    dropout : float
        Share of units dropped after the hidden layer.

    Returns
    -------
    keras.Model
        From images or signals to class probabilities, not compiled.

    Raises
    ------
    ValueError
        If an option has an unknown value.
    """
    dense = [
        layers.Dense(84, activation=activation_function(activation)),
        *dropout_layers(dropout),
        layers.Dense(classes, activation="softmax"),
    ]
    return assemble("pixel_mlp", input_shape, [layers.Flatten()], dense, features)
