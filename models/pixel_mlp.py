"""A multilayer perceptron on all pixels."""

import keras
from keras import layers


def pixel_mlp(input_shape: tuple[int, ...], classes: int) -> keras.Model:
    """One hidden layer of 84 units on every pixel, or every sample of a signal.

    86,950 parameters for 32 × 32 × 1 and 10 classes: what LeNet-5 is compared with, to see what
    its convolutions bring.

    Parameters
    ----------
    input_shape : (H, W, channels) or (T, leads)
        Any size.
    classes : int
        Number of outputs.

    Returns
    -------
    keras.Model
        From images or signals to class probabilities, not compiled.
    """
    return keras.Sequential(
        [
            keras.Input(input_shape),
            layers.Flatten(),
            layers.Dense(84, activation="relu"),
            layers.Dense(classes, activation="softmax"),
        ],
        name="pixel_mlp",
    )
