"""The layers that LeNet-5 for images and LeNet-5 for signals have in common."""

from keras import layers

from models.chosen_layers import activation_function, dropout_layers, pooling_layer
from models.options import PADDING

CONVOLUTIONS: dict[int, type[layers.Layer]] = {1: layers.Conv1D, 2: layers.Conv2D}


def lenet5_layers(
    axes: int, classes: int, activation: str, pooling: str, padding: str, dropout: float
) -> tuple[list[layers.Layer], list[layers.Layer]]:
    """Two convolutions with a pooling after each, then three dense layers.

    Parameters
    ----------
    axes : int
        1 along time, 2 along the rows and columns of an image.
    classes, activation, pooling, padding, dropout
        See `models.lenet5.lenet5`.

    Returns
    -------
    maps, dense : lists of Layer
        From samples to a vector, and from this vector to class probabilities.
    """
    convolution = CONVOLUTIONS[axes]
    maps = [
        convolution(6, 5, padding=padding, activation=activation_function(activation)),
        pooling_layer(pooling, axes),
        convolution(16, 5, padding=padding, activation=activation_function(activation)),
        pooling_layer(pooling, axes),
        layers.Flatten(),
    ]
    dense = [
        layers.Dense(120, activation="relu"),
        *dropout_layers(dropout),
        layers.Dense(84, activation="relu"),
        *dropout_layers(dropout),
        layers.Dense(classes, activation="softmax"),
    ]
    return maps, dense


def smallest_side(padding: str) -> int:
    """Length of an axis that leaves one unit after the second pooling."""
    PADDING.check(padding)
    return 16 if padding == "valid" else 4
