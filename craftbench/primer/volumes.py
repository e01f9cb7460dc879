"""How volumes shrink and deepen from layer to layer."""

from dataclasses import dataclass

import keras
import numpy as np

from craftbench.primer.network import computing_layers


@dataclass(frozen=True)
class Volume:
    """The output of one layer.

    Parameters
    ----------
    layer, kind : str
        Name and class of the layer; the input comes first.
    shape : tuple of int
        Of one sample: rows, columns and channels; time and channels; or values.
    weights : int
        Of the layer.
    """

    layer: str
    kind: str
    shape: tuple[int, ...]
    weights: int

    @property
    def values(self) -> int:
        """Numbers in the output."""
        return int(np.prod(self.shape))

    @property
    def positions(self) -> int:
        """Places at which each channel has a value; 1 behind the flattening."""
        return int(np.prod(self.shape[:-1]))

    @property
    def channels(self) -> int:
        """Values at each place."""
        return self.shape[-1]


def volumes(model: keras.Model) -> list[Volume]:
    """The input and the output of every layer."""
    first = Volume("input", "Input", tuple(model.input_shape[1:]), 0)
    return [first] + [
        Volume(
            layer.name,
            type(layer).__name__,
            tuple(layer.output.shape[1:]),
            layer.count_params(),
        )
        for layer in computing_layers(model)
    ]


@dataclass(frozen=True)
class VolumeFacts:
    """What the table of volumes says in sum.

    Parameters
    ----------
    first, last : Volume
        The input, and the last volume that still has places.
    weights : int
        Of the whole network.
    convolution_weights : int
        Of its convolutions.
    multiplications, convolution_multiplications : int
        For one sample, in all layers with kernels and in the convolutions.
    """

    first: Volume
    last: Volume
    weights: int
    convolution_weights: int
    multiplications: int
    convolution_multiplications: int


def volume_facts(model: keras.Model) -> VolumeFacts:
    """Sums over the layers of a network."""
    table = volumes(model)
    kinds = (keras.layers.Conv2D, keras.layers.Conv1D)
    convolutions = [layer for layer in model.layers if isinstance(layer, kinds)]
    dense = [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]
    in_convolutions = sum(_multiplications(layer) for layer in convolutions)
    return VolumeFacts(
        table[0],
        [volume for volume in table if len(volume.shape) > 1][-1],
        model.count_params(),
        sum(layer.count_params() for layer in convolutions),
        in_convolutions + sum(_multiplications(layer) for layer in dense),
        in_convolutions,
    )


def _multiplications(layer: keras.layers.Layer) -> int:
    """Every weight of the kernel is used once at every place of the output."""
    places = int(np.prod(layer.output.shape[1:-1]))
    return int(np.prod(layer.kernel.shape)) * places
