"""A multilayer perceptron on hand-crafted features."""

import keras
from keras import layers


def feature_mlp(input_shape: tuple[int], classes: int) -> keras.Model:
    """Input layer of the size of the feature vector, one hidden layer of 84 units.

    Parameters
    ----------
    input_shape : (features,)
        Number of features.
    classes : int
        Number of outputs.

    Returns
    -------
    keras.Model
        From features to class probabilities, not compiled.
    """
    return keras.Sequential(
        [
            keras.Input(input_shape),
            layers.Dense(84, activation="relu"),
            layers.Dense(classes, activation="softmax"),
        ],
        name="feature_mlp",
    )
