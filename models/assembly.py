"""Building a network from its layers, with or without hand-crafted features as a second input."""

from collections.abc import Sequence

import keras
from keras import layers


def assemble(
    name: str,
    input_shape: tuple[int, ...],
    maps: Sequence[layers.Layer],
    dense: Sequence[layers.Layer],
    features: int,
) -> keras.Model:
    """A network from a list of layers.

    Parameters
    ----------
    name : str
        Name of the network.
    input_shape : tuple of int
        Shape of one sample.
    maps, dense : sequence of Layer
        From samples to a vector, and from this vector to class probabilities.
    features : int
        Number of hand-crafted features joined to the vector, see `join_features`.

    Returns
    -------
    keras.Model
        Sequential without features, else with the inputs [samples, features].
    """
    samples = keras.Input(input_shape, name="samples")
    if features == 0:
        return keras.Sequential([samples, *maps, *dense], name=name)
    return join_features(name, samples, through(maps, samples), dense, features)


def join_features(
    name: str,
    samples: keras.KerasTensor,
    vector: keras.KerasTensor,
    dense: Sequence[layers.Layer],
    features: int,
) -> keras.Model:
    """A functional network with hand-crafted features joined before its dense layers.

    Parameters
    ----------
    name : str
        Name of the network.
    samples, vector : KerasTensor
        The input, and the vector (n, v) computed from it.
    dense : sequence of Layer
        From the joined vector, (n, v + features), to class probabilities.
    features : int
        Length of the second input, named "features"; 0 leaves it out.

    Raises
    ------
    ValueError
        If `features` is negative.
    """
    if features < 0:
        raise ValueError(f"{name}: expected 0 features or more, found {features}")
    if features == 0:
        return keras.Model(samples, through(dense, vector), name=name)
    beside = keras.Input((features,), name="features")
    joined = layers.Concatenate(name="join_features")([vector, beside])
    return keras.Model([samples, beside], through(dense, joined), name=name)


def through(sequence: Sequence[layers.Layer], tensor: keras.KerasTensor) -> keras.KerasTensor:
    """Apply the layers of a sequence in order."""
    for layer in sequence:
        tensor = layer(tensor)
    return tensor
