"""LeNet-5, the first convolutional network in wide use."""

import keras
from keras import layers


def lenet5(input_shape: tuple[int, int, int], classes: int) -> keras.Model:
    """LeNet-5 as the lecture draws it: 61,706 parameters for 32 × 32 × 1 and 10 classes.

    Parameters
    ----------
    input_shape : (H, W, channels)
        At least 16 × 16 pixels, so that something is left after the second pooling.
    classes : int
        Number of outputs.

    Returns
    -------
    keras.Model
        From images to class probabilities, not compiled.

    Raises
    ------
    ValueError
        If the images are too small.

    Notes
    -----
    Unlike the original, the second convolution sees all six maps, pooling has no weights, the
    dense layers use ReLU and the output is a softmax.

    References
    ----------
    Y. LeCun, L. Bottou, Y. Bengio, P. Haffner: Gradient-based learning applied to document
    recognition. Proc. IEEE 86 (1998) 2278-2324.
    """
    if min(input_shape[:2]) < 16:
        raise ValueError(
            f"LeNet-5 needs images of at least 16 × 16 pixels, found {input_shape[0]} × "
            f"{input_shape[1]}; enlarge them in the view of the card, to 32 × 32 for instance"
        )
    return keras.Sequential(
        [
            keras.Input(input_shape),
            layers.Conv2D(6, 5, activation="tanh"),
            layers.AveragePooling2D(2),
            layers.Conv2D(16, 5, activation="tanh"),
            layers.AveragePooling2D(2),
            layers.Flatten(),
            layers.Dense(120, activation="relu"),
            layers.Dense(84, activation="relu"),
            layers.Dense(classes, activation="softmax"),
        ],
        name="lenet5",
    )
