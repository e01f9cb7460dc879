"""The simplest convolutional network: one convolution and one dense layer."""

import keras
from keras import layers

from models.assembly import assemble
from models.chosen_layers import activation_function, dropout_layers, pooling_layer
from models.input_size import require_size
from models.options import PADDING, POOLING_OR_NONE


def simple_cnn(
    input_shape: tuple[int, int, int],
    classes: int,
    *,
    features: int = 0,
    activation: str = "relu",
    pooling: str = "max",
    padding: str = "valid",
    dropout: float = 0.0,
) -> keras.Model:
    """The lecture's very simple CNN: 64 filters of 3 × 3, pooling by 2 and a softmax.

    108,810 parameters for 28 × 28 × 1 and 10 classes; 433,290 with ``pooling="none"``, as in the
    summary that the lecture prints. Nearly all are in the softmax layer: 108,170 and 432,650.

    Parameters
    ----------
    input_shape : (H, W, channels)
        At least 4 × 4 pixels.
    classes : int
        Number of outputs.
    features : int
        Number of hand-crafted features in a second input, joined before the softmax.
    activation : {"relu", "leaky_relu", "tanh", "sigmoid"}
        Activation of the convolution.
    pooling : {"average", "max", "none"}
        Pooling after the convolution.
    padding : {"valid", "same"}
        Padding of the convolution.
    dropout : float
        Share of values dropped before the softmax.

    Returns
    -------
    keras.Model
        From images to class probabilities, not compiled.

    Raises
    ------
    ValueError
        If the images are too small, or an option has an unknown value.
    """
    PADDING.check(padding)
    POOLING_OR_NONE.check(pooling)
    remedy = "enlarge them in the view of the card"
    require_size("the simple CNN", input_shape, axes=2, needed=4, remedy=remedy)
    maps = [
        layers.Conv2D(64, 3, padding=padding, activation=activation_function(activation)),
        *([] if pooling == "none" else [pooling_layer(pooling, axes=2)]),
        layers.Flatten(),
    ]
    dense = [*dropout_layers(dropout), layers.Dense(classes, activation="softmax")]
    return assemble("simple_cnn", input_shape, maps, dense, features)
