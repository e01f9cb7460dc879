"""Parameters of a layer with the formula spelled out, and its multiply-adds."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from keras import layers

Dimensions = tuple[int, ...]


@dataclass(frozen=True)
class Weights:
    """Number of parameters of a layer, and the product that gives it.

    Parameters
    ----------
    count : int
        Trained and averaged parameters.
    products : str
        Such as ``16·(5·5·6)+16``; empty for a layer without parameters.
    """

    count: int
    products: str

    @property
    def formula(self) -> str:
        """Such as ``16·(5·5·6)+16 = 2,416``."""
        return f"{self.products} = {self.count:,}" if self.products else ""


NONE = Weights(0, "")


def convolution_weights(
    filters: int, kernel: Dimensions, channels: int, bias: bool = True
) -> Weights:
    """Weights shared by all positions: ``filters · (kernel · channels) + filters``.

    Parameters
    ----------
    filters : int
        Output channels.
    kernel : tuple of int
        Length along each axis.
    channels : int
        Input channels.
    bias : bool
        Whether each filter has a bias.

    Examples
    --------
    >>> convolution_weights(2, (3, 3), 3).formula
    '2·(3·3·3)+2 = 56'
    """
    count = filters * math.prod(kernel) * channels + bias * filters
    return Weights(count, f"{filters}·({_product((*kernel, channels))})" + bias * f"+{filters}")


def dense_weights(units: int, inputs: int, bias: bool = True) -> Weights:
    """Weights of a dense layer: ``units · inputs + units``.

    Examples
    --------
    >>> dense_weights(120, 400).formula
    '120·400+120 = 48,120'
    """
    return Weights(units * (inputs + bias), f"{units}·{inputs}" + bias * f"+{units}")


def _product(factors: Dimensions) -> str:
    return "·".join(map(str, factors))


def convolution(layer: Any, given: Dimensions, made: Dimensions) -> tuple[Weights, int]:
    """Weights and multiply-adds of a convolution between two shapes without the sample axis.

    A multiply-add for each weight of a filter at each position; biases are not counted.
    """
    channels = given[-1] // layer.groups
    weights = convolution_weights(layer.filters, layer.kernel_size, channels, layer.use_bias)
    return weights, math.prod(made) * math.prod(layer.kernel_size) * channels


def dense(layer: Any, given: Dimensions, made: Dimensions) -> tuple[Weights, int]:
    """Weights and multiply-adds of a dense layer."""
    return dense_weights(layer.units, given[-1], layer.use_bias), math.prod(made) * given[-1]


def depthwise_convolution(layer: Any, given: Dimensions, made: Dimensions) -> tuple[Weights, int]:
    """Weights and multiply-adds of a convolution of each channel by itself."""
    channels, kernel = given[-1], math.prod(layer.kernel_size)
    maps = channels * layer.depth_multiplier
    products = f"{maps}·({_product(layer.kernel_size)})" + layer.use_bias * f"+{maps}"
    return Weights(maps * (kernel + layer.use_bias), products), math.prod(made) * kernel


def separable_convolution(layer: Any, given: Dimensions, made: Dimensions) -> tuple[Weights, int]:
    """Weights and multiply-adds of a convolution of each channel, then one of length 1 over all.

    References
    ----------
    F. Chollet: Xception: deep learning with depthwise separable convolutions. CVPR 2017.
    """
    kernel, maps = math.prod(layer.kernel_size), given[-1] * layer.depth_multiplier
    mixing = dense_weights(layer.filters, maps, layer.use_bias)
    products = f"{maps}·({_product(layer.kernel_size)})+{mixing.products}"
    positions = math.prod(made[:-1])
    return (
        Weights(maps * kernel + mixing.count, products),
        positions * maps * (kernel + layer.filters),
    )


def batch_normalisation(layer: Any, given: Dimensions, made: Dimensions) -> tuple[Weights, int]:
    """Scale and shift of each channel are trained, its mean and variance averaged.

    In prediction the four amount to one multiply-add for each value.
    """
    each = layer.scale + layer.center + 2
    return Weights(each * given[-1], f"{each}·{given[-1]}"), math.prod(made)


def no_weights(layer: layers.Layer, given: Dimensions, made: Dimensions) -> tuple[Weights, int]:
    """Pooling, activation and the like have no parameters and no multiply-adds."""
    return NONE, 0


CountRule = Callable[[Any, Dimensions, Dimensions], tuple[Weights, int]]
