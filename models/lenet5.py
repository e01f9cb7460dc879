"""LeNet-5, the first convolutional network in wide use."""

import keras
from keras import layers

from models.assembly import assemble
from models.chosen_layers import activation_function, dropout_layers, pooling_layer
from models.input_size import require_size
from models.options import PADDING


def lenet5(
    input_shape: tuple[int, int, int],
    classes: int,
    *,
    features: int = 0,
    activation: str = "tanh",
    pooling: str = "average",
    padding: str = "valid",
    dropout: float = 0.0,
) -> keras.Model:
    """LeNet-5 as the lecture draws it: 61,706 parameters for 32 × 32 × 1 and 10 classes.

    Parameters
    ----------
    input_shape : (H, W, channels)
        At least 16 × 16 pixels, so that something is left after the second pooling; 4 × 4 with
        padding "same".
    classes : int
        Number of outputs.
    features : int
        Hand-crafted features of a second input, joined before the dense layers.
    activation : {"relu", "leaky_relu", "tanh", "sigmoid"}
        Of the convolutions; the hidden dense layers keep ReLU.
    pooling : {"average", "max"}
        After each convolution.
    padding : {"valid", "same"}
        Of the convolutions.
    dropout : float
        Share of units dropped after each hidden dense layer.

    Returns
    -------
    keras.Model
        From images to class probabilities, not compiled.

    Raises
    ------
    ValueError
        If the images are too small, or an option has an unknown value.

    Notes
    -----
    Unlike the original, the second convolution sees all six maps, pooling has no weights, the
    dense layers use ReLU and the output is a softmax.

    References
    ----------
    Y. LeCun, L. Bottou, Y. Bengio, P. Haffner: Gradient-based learning applied to document
    recognition. Proc. IEEE 86 (1998) 2278-2324.
    """
    PADDING.check(padding)
    needed = 16 if padding == "valid" else 4
    remedy = "enlarge them in the view of the card, to 32 × 32 for instance, or pad: padding same"
    require_size("LeNet-5", input_shape, axes=2, needed=needed, remedy=remedy)
    maps = [
        layers.Conv2D(6, 5, padding=padding, activation=activation_function(activation)),
        pooling_layer(pooling, axes=2),
        layers.Conv2D(16, 5, padding=padding, activation=activation_function(activation)),
        pooling_layer(pooling, axes=2),
        layers.Flatten(),
    ]
    dense = [
        layers.Dense(120, activation="relu"),
        *dropout_layers(dropout),
        layers.Dense(84, activation="relu"),
        *dropout_layers(dropout),
        layers.Dense(classes, activation="softmax"),
    ]
    return assemble("lenet5", input_shape, maps, dense, features)
