"""A small residual CNN for signals.

Its budget is fewer than 50,000 weights and, on 281 × 1, 1.1 million multiply-adds. The first
convolution and the pooling leave a quarter of the samples before the first block.

References
----------
K. He, X. Zhang, S. Ren, J. Sun: Deep residual learning for image recognition. CVPR 2016.
S. Ioffe, C. Szegedy: Batch normalization. ICML 2015.
"""

import keras
from keras import layers

from models.assembly import join_features, through
from models.chosen_layers import activation_layer, dropout_layers, pooling_layer
from models.input_size import require_size


def residual_cnn_1d(
    input_shape: tuple[int, int],
    classes: int,
    *,
    features: int = 0,
    activation: str = "relu",
    pooling: str = "max",
    dropout: float = 0.0,
) -> keras.Model:
    """Three residual blocks of 16, 32 and 64 filters along time, and global averaging.

    Parameters
    ----------
    input_shape : (T, leads)
        At least 16 samples; made for windows of about 280.
    classes : int
        Number of outputs.
    features : int
        Number of hand-crafted features in a second input, joined before the softmax.
    activation : {"relu", "leaky_relu", "tanh", "sigmoid"}
        Activation after each batch normalisation and after each sum.
    pooling : {"average", "max"}
        Pooling after the first convolution.
    dropout : float
        Share of the averaged maps dropped before the softmax.

    Returns
    -------
    keras.Model
        From signals to class probabilities, not compiled; 45,236 weights for one lead and 4
        classes.

    Raises
    ------
    ValueError
        If the signals are too short, or an option has an unknown value.
    """
    remedy = "cut longer windows"
    require_size("the residual CNN", input_shape, axes=1, needed=16, remedy=remedy)
    samples = keras.Input(input_shape, name="samples")
    stem = [
        layers.Conv1D(16, 7, strides=2, padding="same", use_bias=False),
        layers.BatchNormalization(momentum=0.9),
        activation_layer(activation),
        pooling_layer(pooling, axes=1),
    ]
    maps = through(stem, samples)
    maps = _residual_block(maps, 16, 1, activation)
    maps = _residual_block(maps, 32, 2, activation)
    maps = _residual_block(maps, 64, 2, activation)
    averaged = layers.GlobalAveragePooling1D()(maps)
    dense = [*dropout_layers(dropout), layers.Dense(classes, activation="softmax")]
    return join_features("residual_cnn_1d", samples, averaged, dense, features)


def _residual_block(
    maps: keras.KerasTensor, filters: int, strides: int, activation: str
) -> keras.KerasTensor:
    change = [
        layers.Conv1D(filters, 5, strides=strides, padding="same", use_bias=False),
        layers.BatchNormalization(momentum=0.9),
        activation_layer(activation),
        layers.Conv1D(filters, 5, padding="same", use_bias=False),
        layers.BatchNormalization(momentum=0.9),
    ]
    shortcut = [
        layers.Conv1D(filters, 1, strides=strides, padding="same", use_bias=False),
        layers.BatchNormalization(momentum=0.9),
    ]
    same_shape = strides == 1 and maps.shape[-1] == filters
    kept = maps if same_shape else through(shortcut, maps)
    return activation_layer(activation)(layers.Add()([through(change, maps), kept]))
