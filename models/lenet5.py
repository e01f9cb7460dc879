"""LeNet-5, the first convolutional network in wide use."""

import keras

from models.assembly import assemble
from models.input_size import require_size
from models.lenet5_layers import lenet5_layers, smallest_side


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
        At least 16 × 16 pixels, or 4 × 4 with padding "same", so that one unit is left after the
        second pooling.
    classes : int
        Number of outputs.
    features : int
        Number of hand-crafted features in a second input, joined before the dense layers.
    activation : {"relu", "leaky_relu", "tanh", "sigmoid"}
        Activation of the convolutions; the hidden dense layers keep ReLU.
    pooling : {"average", "max"}
        Pooling after each convolution.
    padding : {"valid", "same"}
        Padding of the convolutions.
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
    Differences from the original: the second convolution is connected to all six maps, pooling has
    no weights, the dense layers use ReLU and the output is a softmax.

    References
    ----------
    Y. LeCun, L. Bottou, Y. Bengio, P. Haffner: Gradient-based learning applied to document
    recognition. Proc. IEEE 86 (1998) 2278-2324.
    """
    remedy = "enlarge them in the view of the card, to 32 × 32 for instance, or pad: padding same"
    require_size("LeNet-5", input_shape, axes=2, needed=smallest_side(padding), remedy=remedy)
    maps, dense = lenet5_layers(2, classes, activation, pooling, padding, dropout)
    return assemble("lenet5", input_shape, maps, dense, features)
