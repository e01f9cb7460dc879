"""How a network is put together, with or without hand-crafted features beside its samples."""

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
        Of the network.
    input_shape : tuple of int
        Of one sample.
    maps, dense : sequence of Layer
        From samples to a vector, and from this vector to class probabilities.
    features : int
        Hand-crafted features that are joined to the vector, see `join_features`.

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
    """Join hand-crafted features to what a network made of its samples, before its dense layers.

    Parameters
    ----------
    name : str
        Of the network.
    samples, vector : KerasTensor
        The input, and what the layers before the dense ones make of it: (n, v).
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
    """`tensor` after all layers of a sequence."""
    for layer in sequence:
        tensor = layer(tensor)
    return tensor
