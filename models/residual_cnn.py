"""A small residual CNN for images of 16 to about 100 pixels.

Three stages of basic blocks, as He et al. use them for images of 32 × 32 pixels (section 4.2): the
filters double where the image halves. An image of 48 pixels or more is halved once before the
first stage, one of 96 or more twice, which saves three quarters of the multiply-adds each time.
With ``blocks=2`` and ``width=32`` or ``64`` it has the depth and the filters of the wide residual
networks WRN-16-2 and WRN-16-4, with normalisation after rather than before each convolution.

References
----------
K. He, X. Zhang, S. Ren, J. Sun: Deep residual learning for image recognition. CVPR 2016.
S. Ioffe, C. Szegedy: Batch normalization. ICML 2015.
S. Zagoruyko, N. Komodakis: Wide residual networks. BMVC 2016.
"""

import keras
from keras import layers

from models.assembly import join_features, through
from models.chosen_layers import activation_layer, dropout_layers
from models.input_size import require_size
from models.options import BLOCKS, STEM, WIDTH


def residual_cnn(
    input_shape: tuple[int, int, int],
    classes: int,
    *,
    features: int = 0,
    activation: str = "relu",
    dropout: float = 0.0,
    width: int = 16,
    blocks: int = 1,
    stem: str = "auto",
) -> keras.Model:
    """Residual blocks of `width`, twice and four times as many filters, and global averaging.

    Parameters
    ----------
    input_shape : (H, W, channels)
        At least 16 × 16 pixels.
    classes : int
        Number of outputs.
    features : int
        Number of hand-crafted features in a second input, joined before the softmax.
    activation : {"relu", "leaky_relu", "tanh", "sigmoid"}
        Activation after each batch normalisation and after each sum.
    dropout : float
        Share of the averaged maps dropped before the softmax.
    width : int
        Filters of the first stage, 4 to 128.
    blocks : int
        Residual blocks of each stage, 1 to 6.
    stem : {"auto", "full", "half", "quarter"}
        Side of the first stage compared with the image; "auto" chooses it by the shorter side:
        full below 48 pixels, half below 96, else a quarter.

    Returns
    -------
    keras.Model
        From images to class probabilities, not compiled; 78,403 weights for four channels, 3
        classes, ``width=16`` and ``blocks=1``.

    Raises
    ------
    ValueError
        If the images are too small, or an option has an unknown value.
    """
    remedy = "enlarge them in the view of the card"
    require_size("the residual CNN", input_shape, axes=2, needed=16, remedy=remedy)
    WIDTH.check(width)
    BLOCKS.check(blocks)
    samples = keras.Input(input_shape, name="samples")
    maps = through(_stem(width, _halvings(stem, input_shape), activation), samples)
    for stage, filters in enumerate((width, 2 * width, 4 * width)):
        for block in range(blocks):
            halves = stage > 0 and block == 0
            maps = _basic_block(maps, filters, 2 if halves else 1, activation)
    averaged = layers.GlobalAveragePooling2D()(maps)
    dense = [*dropout_layers(dropout), layers.Dense(classes, activation="softmax")]
    return join_features("residual_cnn", samples, averaged, dense, features)


def _halvings(stem: str, input_shape: tuple[int, int, int]) -> int:
    STEM.check(stem)
    if stem != "auto":
        return ("full", "half", "quarter").index(stem)
    side = min(input_shape[:2])
    return (side >= 48) + (side >= 96)


def _stem(width: int, halvings: int, activation: str) -> list[layers.Layer]:
    """A convolution, with a stride for the first halving and a pooling for the second."""
    pooling = [layers.MaxPooling2D(3, strides=2, padding="same")] if halvings > 1 else []
    return [*_convolution(width, 3, 2 if halvings else 1), activation_layer(activation), *pooling]


def _basic_block(
    maps: keras.KerasTensor, filters: int, strides: int, activation: str
) -> keras.KerasTensor:
    change = [
        *_convolution(filters, 3, strides),
        activation_layer(activation),
        *_convolution(filters, 3, 1),
    ]
    same_shape = strides == 1 and maps.shape[-1] == filters
    kept = maps if same_shape else through(_convolution(filters, 1, strides), maps)
    return activation_layer(activation)(layers.Add()([through(change, maps), kept]))


def _convolution(filters: int, kernel: int, strides: int) -> list[layers.Layer]:
    """A convolution and its batch normalisation, which makes a bias superfluous."""
    return [
        layers.Conv2D(
            filters,
            kernel,
            strides=strides,
            padding="same",
            use_bias=False,
            kernel_initializer="he_normal",
        ),
        layers.BatchNormalization(momentum=0.9),
    ]
