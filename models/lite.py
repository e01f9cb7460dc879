"""LITE: a light inception network for signals, with fixed filters beside learned ones.

With the defaults and one lead it has the 9,814 weights before the softmax that its authors count,
2.3 % of InceptionTime's; one network of the ensemble of five that they call LITETime.

References
----------
A. Ismail-Fawaz, M. Devanne, S. Berretti, J. Weber, G. Forestier: LITE: light inception with
boosting techniques for time series classification. DSAA 2023, doi:10.1109/DSAA60987.2023.10302569.
"""

import keras
from keras import layers

from models.assembly import join_features, through
from models.chosen_layers import dropout_layers
from models.input_size import require_size
from models.lite_filters import FIXED_LENGTH, lite_filters
from models.options import FILTERS

KERNELS = (40, 20, 10)


def lite(
    input_shape: tuple[int, int],
    classes: int,
    *,
    features: int = 0,
    dropout: float = 0.0,
    filters: int = 32,
) -> keras.Model:
    """Convolutions of three lengths and fixed filters, then two dilated separable convolutions.

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
    filters : int
        Filters of each length and of each separable convolution, 4 to 128.

    Returns
    -------
    keras.Model
        From signals to class probabilities, not compiled; 11,932 weights for one lead and 4
        classes, of which 1,632 are fixed filters with their padding.

    Raises
    ------
    ValueError
        If the signals are too short, or an option has an unknown value.
    """
    remedy = "cut longer windows"
    require_size("LITE", input_shape, axes=1, needed=8, remedy=remedy)
    FILTERS.check(filters)
    samples = keras.Input(input_shape, name="samples")
    branches = [
        *(layers.Conv1D(filters, k, padding="same", use_bias=False)(samples) for k in KERNELS),
        _fixed_convolution()(samples),
    ]
    after = [
        *_normalised(),
        *_separable(filters, KERNELS[1], dilation=2),
        *_separable(filters, KERNELS[2], dilation=4),
        layers.GlobalAveragePooling1D(),
    ]
    averaged = through(after, layers.Concatenate()(branches))
    dense = [*dropout_layers(dropout), layers.Dense(classes, activation="softmax")]
    return join_features("lite", samples, averaged, dense, features)


def _fixed_convolution() -> layers.Layer:
    """The same filters on every lead, summed over the leads; never trained."""
    filters = lite_filters()
    return layers.Conv1D(
        filters.shape[1],
        FIXED_LENGTH,
        padding="same",
        use_bias=False,
        kernel_initializer=keras.initializers.Constant(filters[:, None, :].tolist()),
        trainable=False,
        name="fixed_filters",
    )


def _separable(filters: int, kernel: int, dilation: int) -> list[layers.Layer]:
    convolution = layers.SeparableConv1D(
        filters, kernel, dilation_rate=dilation, padding="same", use_bias=False
    )
    return [convolution, *_normalised()]


def _normalised() -> list[layers.Layer]:
    return [layers.BatchNormalization(momentum=0.9), layers.ReLU()]
