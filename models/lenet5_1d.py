"""LeNet-5 for signals."""

import keras

from models.assembly import assemble
from models.input_size import require_size
from models.lenet5_layers import lenet5_layers, smallest_side


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
    """LeNet-5 with convolutions and pooling along time.

    Parameters
    ----------
    input_shape : (T, leads)
        At least 16 samples; 4 with padding "same".
    classes : int
        Number of outputs.
    features, activation, pooling, padding, dropout
        See `models.lenet5.lenet5`.

    Returns
    -------
    keras.Model
        From signals to class probabilities, not compiled.

    Raises
    ------
    ValueError
        If the signals are too short, or an option has an unknown value.
    """
    needed, remedy = smallest_side(padding), "cut longer windows, or pad: padding same"
    require_size("LeNet-5 for signals", input_shape, axes=1, needed=needed, remedy=remedy)
    maps, dense = lenet5_layers(1, classes, activation, pooling, padding, dropout)
    return assemble("lenet5_1d", input_shape, maps, dense, features)
