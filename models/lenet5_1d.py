"""LeNet-5 for signals."""

import keras
from keras import layers


def lenet5_1d(input_shape: tuple[int, int], classes: int) -> keras.Model:
    """LeNet-5 with convolutions and poolings along time.

    Parameters
    ----------
    input_shape : (T, leads)
        At least 16 samples.
    classes : int
        Number of outputs.

    Returns
    -------
    keras.Model
        From signals to class probabilities, not compiled.

    Raises
    ------
    ValueError
        If the signals are too short.
    """
    if input_shape[0] < 16:
        raise ValueError(
            f"LeNet-5 for signals needs at least 16 samples, found {input_shape[0]}; "
            "cut longer windows"
        )
    return keras.Sequential(
        [
            keras.Input(input_shape),
            layers.Conv1D(6, 5, activation="tanh"),
            layers.AveragePooling1D(2),
            layers.Conv1D(16, 5, activation="tanh"),
            layers.AveragePooling1D(2),
            layers.Flatten(),
            layers.Dense(120, activation="relu"),
            layers.Dense(84, activation="relu"),
            layers.Dense(classes, activation="softmax"),
        ],
        name="lenet5_1d",
    )
