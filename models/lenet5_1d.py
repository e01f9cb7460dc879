"""LeNet-5 for signals."""

import keras
from keras import layers

from models.assembly import assemble
from models.chosen_layers import activation_function, dropout_layers, pooling_layer
from models.input_size import require_size
from models.options import PADDING


def lenet5_1d(
    input_shape: tuple[int, int],
    classes: int,
    *,
    features: int = 0,
    activation: str = "tanh",
    pooling: str = "average",
    padding: str = "valid",
    dropout: float = 0.0,
) -> keras.Model:
    """LeNet-5 with convolutions and poolings along time.

    Parameters
    ----------
    input_shape : (T, leads)
        At least 16 samples; 4 with padding "same".
    classes : int
        Number of outputs.
    features, activation, pooling, padding, dropout
        As of `models.lenet5.lenet5`.

    Returns
    -------
    keras.Model
        From signals to class probabilities, not compiled.

    Raises
    ------
    ValueError
        If the signals are too short, or an option has an unknown value.
    """
    PADDING.check(padding)
    needed = 16 if padding == "valid" else 4
    remedy = "cut longer windows, or pad: padding same"
    require_size("LeNet-5 for signals", input_shape, axes=1, needed=needed, remedy=remedy)
    maps = [
        layers.Conv1D(6, 5, padding=padding, activation=activation_function(activation)),
        pooling_layer(pooling, axes=1),
        layers.Conv1D(16, 5, padding=padding, activation=activation_function(activation)),
        pooling_layer(pooling, axes=1),
        layers.Flatten(),
    ]
    dense = [
        layers.Dense(120, activation="relu"),
        *dropout_layers(dropout),
        layers.Dense(84, activation="relu"),
        *dropout_layers(dropout),
        layers.Dense(classes, activation="softmax"),
    ]
    return assemble("lenet5_1d", input_shape, maps, dense, features)
