"""Sanity check of attribution maps: they must change when the weights are randomised."""

import random
from typing import Literal, get_args

import keras
import numpy as np
from scipy.stats import rankdata

RandomisedLayers = Literal["last layer", "all layers"]
RANDOMISED_LAYERS: tuple[RandomisedLayers, ...] = get_args(RandomisedLayers)


def with_random_weights(model: keras.Model, layers: RandomisedLayers, seed: int) -> keras.Model:
    """A copy of the network with initial instead of trained weights in these layers."""
    # Keras draws its seeds here; setting TensorFlow's own would discard all traced functions.
    random.seed(seed)
    drawn = keras.models.clone_model(model)
    if layers == "last layer":
        for own, trained in zip(drawn.layers[:-1], model.layers[:-1], strict=True):
            own.set_weights(trained.get_weights())
    return drawn


def map_correlation(maps: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Rank correlation (Spearman) of the two maps of each sample.

    Parameters
    ----------
    maps, others : (n, …) arrays

    Returns
    -------
    (n,) array
        NaN where a map is constant.

    References
    ----------
    J. Adebayo et al.: Sanity checks for saliency maps. NeurIPS 2018, 9505-9515.
    """
    ranks = [rankdata(each.reshape(len(each), -1), axis=1) for each in (maps, others)]
    ranks = [each - each.mean(axis=1, keepdims=True) for each in ranks]
    length = np.sqrt((ranks[0] ** 2).sum(axis=1) * (ranks[1] ** 2).sum(axis=1))
    with np.errstate(invalid="ignore"):
        return (ranks[0] * ranks[1]).sum(axis=1) / length
