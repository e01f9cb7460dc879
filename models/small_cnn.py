"""A small modern CNN for images of about 100 × 100 pixels.

Its budget is fewer than 25,000 weights and, on 96 × 96 × 1, 1.8 million multiply-adds. The first
convolution has a stride of four pixels, which doubles the images per second on a CPU compared with
a stride of two. Pooling precedes normalisation, which then handles a quarter of the values and
saves a quarter of the time per update. The filters double while the image halves. Averaging over
the last maps instead of flattening them keeps the dense layer to ``64 · classes`` weights.

References
----------
M. Lin, Q. Chen, S. Yan: Network in network. ICLR 2014.
S. Ioffe, C. Szegedy: Batch normalization. ICML 2015.
"""

import keras
from keras import layers

from models.assembly import assemble
from models.chosen_layers import activation_layer, dropout_layers, pooling_layer
from models.input_size import require_size


def small_cnn(
    input_shape: tuple[int, int, int],
    classes: int,
    *,
    features: int = 0,
    activation: str = "relu",
    pooling: str = "max",
    dropout: float = 0.0,
) -> keras.Model:
    """Three convolutions with batch normalisation, each halving the image, and global averaging.

    Parameters
    ----------
    input_shape : (H, W, channels)
        At least 16 × 16 pixels; made for 96 × 96.
    classes : int
        Number of outputs.
    features : int
        Number of hand-crafted features in a second input, joined before the softmax.
    activation : {"relu", "leaky_relu", "tanh", "sigmoid"}
        Activation after each batch normalisation.
    pooling : {"average", "max"}
        Pooling after the first two convolutions.
    dropout : float
        Share of the averaged maps dropped before the softmax.

    Returns
    -------
    keras.Model
        From images to class probabilities, not compiled; 24,467 weights for one channel and 3
        classes.

    Raises
    ------
    ValueError
        If the images are too small, or an option has an unknown value.
    """
    remedy = "enlarge them in the view of the card"
    require_size("the small CNN", input_shape, axes=2, needed=16, remedy=remedy)
    maps = [
        layers.Conv2D(16, 7, strides=4, padding="same", use_bias=False),
        pooling_layer(pooling, axes=2),
        layers.BatchNormalization(momentum=0.9),
        activation_layer(activation),
        layers.Conv2D(32, 3, padding="same", use_bias=False),
        pooling_layer(pooling, axes=2),
        layers.BatchNormalization(momentum=0.9),
        activation_layer(activation),
        layers.Conv2D(64, 3, padding="same", use_bias=False),
        layers.BatchNormalization(momentum=0.9),
        activation_layer(activation),
        layers.GlobalAveragePooling2D(),
    ]
    dense = [*dropout_layers(dropout), layers.Dense(classes, activation="softmax")]
    return assemble("small_cnn", input_shape, maps, dense, features)
