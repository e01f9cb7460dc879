"""Inception modules for signals: convolutions of three lengths beside a pooling.

One network of the ensemble of five that InceptionTime is. With the defaults and one lead it has the
420,192 trained weights before the softmax that the authors of LITE count.

References
----------
H. Ismail Fawaz, B. Lucas, G. Forestier et al.: InceptionTime: finding AlexNet for time series
classification. Data Min. Knowl. Discov. 34 (2020) 1936-1962, doi:10.1007/s10618-020-00710-y.
A. Ismail-Fawaz, M. Devanne, S. Berretti, J. Weber, G. Forestier: LITE: light inception with
boosting techniques for time series classification. DSAA 2023, for the number of weights.
"""

import keras
from keras import layers

from models.assembly import join_features, through
from models.chosen_layers import dropout_layers
from models.input_size import require_size
from models.options import DEPTH, FILTERS

KERNELS = (40, 20, 10)
MODULES_OF_A_SHORTCUT = 3


def inception_time(
    input_shape: tuple[int, int],
    classes: int,
    *,
    features: int = 0,
    dropout: float = 0.0,
    depth: int = 6,
    filters: int = 32,
) -> keras.Model:
    """Inception modules with a shortcut around every three, and global averaging.

    Parameters
    ----------
    input_shape : (T, leads)
        At least 8 samples.
    classes : int
        Number of outputs.
    features : int
        Number of hand-crafted features in a second input, joined before the softmax.
    dropout : float
        Share of the averaged maps dropped before the softmax.
    depth : int
        Inception modules, 1 to 12.
    filters : int
        Filters of each of the four branches of a module, and of its bottleneck; 4 to 128.

    Returns
    -------
    keras.Model
        From signals to class probabilities, not compiled; 422,756 weights for one lead and 4
        classes.

    Raises
    ------
    ValueError
        If the signals are too short, or an option has an unknown value.
    """
    remedy = "cut longer windows"
    require_size("InceptionTime", input_shape, axes=1, needed=8, remedy=remedy)
    DEPTH.check(depth)
    FILTERS.check(filters)
    samples = keras.Input(input_shape, name="samples")
    maps = kept = samples
    for module in range(1, depth + 1):
        maps = _inception_module(maps, filters)
        if module % MODULES_OF_A_SHORTCUT == 0:
            shortcut = [
                layers.Conv1D(4 * filters, 1, use_bias=False),
                layers.BatchNormalization(momentum=0.9),
            ]
            maps = layers.ReLU()(layers.Add()([maps, through(shortcut, kept)]))
            kept = maps
    averaged = layers.GlobalAveragePooling1D()(maps)
    dense = [*dropout_layers(dropout), layers.Dense(classes, activation="softmax")]
    return join_features("inception_time", samples, averaged, dense, features)


def _inception_module(maps: keras.KerasTensor, filters: int) -> keras.KerasTensor:
    """Four branches on the same maps; one lead needs no bottleneck."""
    given = layers.Conv1D(filters, 1, use_bias=False)(maps) if maps.shape[-1] > 1 else maps
    pooled = layers.MaxPooling1D(3, strides=1, padding="same")(maps)
    branches = [
        *(layers.Conv1D(filters, k, padding="same", use_bias=False)(given) for k in KERNELS),
        layers.Conv1D(filters, 1, use_bias=False)(pooled),
    ]
    joined = layers.BatchNormalization(momentum=0.9)(layers.Concatenate()(branches))
    return layers.ReLU()(joined)
