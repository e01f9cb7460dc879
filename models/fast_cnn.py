"""A plain CNN for photographs of 16 to about 64 pixels that trains fast on a CPU.

Three stages of two convolutions. The image is halved right after the first convolution of each
stage, so that most of the arithmetic is in convolutions of many channels on few pixels, which a
processor does several times faster than those of few channels. Jordan's network for CIFAR-10 has
this form, after Page's ResNet-9.

References
----------
K. Jordan: 94% on CIFAR-10 in 3.29 seconds on a single GPU. arXiv:2404.00498 (2024).
D. Page: How to train your ResNet. Myrtle.ai (2018).
"""

import keras
from keras import layers

from models.assembly import assemble
from models.chosen_layers import activation_layer, dropout_layers
from models.input_size import require_size
from models.options import WIDTH

STEM = 24


def fast_cnn(
    input_shape: tuple[int, int, int],
    classes: int,
    *,
    features: int = 0,
    activation: str = "relu",
    dropout: float = 0.0,
    width: int = 32,
) -> keras.Model:
    """Stages of `width`, four times and four times as many filters, and the largest of each map.

    Parameters
    ----------
    input_shape : (H, W, channels)
        At least 16 × 16 pixels.
    classes : int
        Number of outputs.
    features : int
        Number of hand-crafted features in a second input, joined before the softmax.
    activation : {"relu", "leaky_relu", "tanh", "sigmoid"}
        Activation after each batch normalisation.
    dropout : float
        Share of the maxima dropped before the softmax.
    width : int
        Filters of the first stage, 4 to 128.

    Returns
    -------
    keras.Model
        From images to class probabilities, not compiled; 499,266 weights for three channels, 10
        classes and ``width=32``.

    Raises
    ------
    ValueError
        If the images are too small, or an option has an unknown value.

    Notes
    -----
    Jordan's first layer is fitted on patches of the training images to whiten them, and never
    trained; here it is trained like the others. GELU is replaced by the chosen activation.
    """
    remedy = "enlarge them in the view of the card"
    require_size("the fast CNN", input_shape, axes=2, needed=16, remedy=remedy)
    WIDTH.check(width)
    maps = [layers.Conv2D(STEM, 2), activation_layer(activation)]
    for filters in (width, 4 * width, 4 * width):
        maps += [
            *_convolution(filters, activation, pooled=True),
            *_convolution(filters, activation),
        ]
    maps.append(layers.GlobalMaxPooling2D())
    dense = [*dropout_layers(dropout), layers.Dense(classes, activation="softmax")]
    return assemble("fast_cnn", input_shape, maps, dense, features)


def _convolution(filters: int, activation: str, pooled: bool = False) -> list[layers.Layer]:
    """A convolution, perhaps a pooling, batch normalisation and the activation."""
    return [
        layers.Conv2D(filters, 3, padding="same", use_bias=False, kernel_initializer="he_normal"),
        *([layers.MaxPooling2D(2)] if pooled else []),
        layers.BatchNormalization(momentum=0.9),
        activation_layer(activation),
    ]
