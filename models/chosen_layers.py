"""The Keras layers that the values of a network's options stand for."""

from collections.abc import Callable

from keras import layers

from models.options import ACTIVATION, DROPOUT, POOLING

LEAKY_SLOPE = 0.01
POOLINGS: dict[tuple[str, int], type[layers.Layer]] = {
    ("average", 1): layers.AveragePooling1D,
    ("average", 2): layers.AveragePooling2D,
    ("max", 1): layers.MaxPooling1D,
    ("max", 2): layers.MaxPooling2D,
}


def activation_function(name: str) -> str | Callable:
    """The `activation` argument of a convolution or dense layer.

    Keras' own ``leaky_relu`` has a negative slope of 0.2; here it is the usual 0.01.
    """
    ACTIVATION.check(name)
    return layers.LeakyReLU(negative_slope=LEAKY_SLOPE) if name == "leaky_relu" else name


def activation_layer(name: str) -> layers.Layer:
    """The activation as a separate layer, to follow batch normalisation."""
    ACTIVATION.check(name)
    if name == "leaky_relu":
        return layers.LeakyReLU(negative_slope=LEAKY_SLOPE)
    return layers.ReLU() if name == "relu" else layers.Activation(name)


def pooling_layer(name: str, axes: int) -> layers.Layer:
    """Pooling by 2 along the one axis of a signal or the two axes of an image."""
    POOLING.check(name)
    return POOLINGS[name, axes](2)


def dropout_layers(share: float) -> list[layers.Layer]:
    """One dropout layer, or none for a share of 0."""
    DROPOUT.check(share)
    return [layers.Dropout(share)] if share else []
