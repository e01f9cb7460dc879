"""Deletion test of attributions."""

from collections.abc import Callable, Sequence

import numpy as np

from models.model_input import ModelInput


def mean_probability_drop(
    probabilities: Callable[[ModelInput], np.ndarray],
    x: ModelInput,
    target: np.ndarray,
    maps: np.ndarray,
    shares: Sequence[float],
) -> np.ndarray:
    """`probability_drop` averaged over shares of deleted pixels, (n,)."""
    drops = [probability_drop(probabilities, x, target, maps, share) for share in shares]
    return np.mean(drops, axis=0)


def probability_drop(
    probabilities: Callable[[ModelInput], np.ndarray],
    x: ModelInput,
    target: np.ndarray,
    maps: np.ndarray,
    share: float,
) -> np.ndarray:
    """Drop of a class's probability after the most attributed pixels are deleted.

    Parameters
    ----------
    probabilities : callable
        From the model's input to (n, classes).
    x : (n, …, channels) array, or a tuple of it and features
        Samples.
    target : (n,) int array
        Class of each sample.
    maps : (n, …) array
        Attribution of each pixel.
    share : float
        Share of the pixels that are deleted, that is, set to each channel's median of all samples.

    Returns
    -------
    (n,) array

    References
    ----------
    V. Petsiuk, A. Das, K. Saenko: RISE: randomized input sampling for explanation of black-box
    models. BMVC 2018.
    """
    samples = np.asarray(x[0] if isinstance(x, tuple) else x)
    flat = maps.reshape(len(maps), -1)
    count = max(1, round(share * flat.shape[1]))
    chosen = np.argsort(-flat, axis=1, kind="stable")[:, :count]
    deleted = samples.reshape(len(samples), flat.shape[1], -1).copy()
    ground = np.median(deleted, axis=(0, 1))
    deleted[np.arange(len(deleted))[:, None], chosen] = ground
    changed = deleted.reshape(samples.shape)
    rows = np.arange(len(target))
    left = probabilities((changed, x[1]) if isinstance(x, tuple) else changed)[rows, target]
    return probabilities(x)[rows, target] - left


def random_maps(maps: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Random maps of the same shape."""
    return rng.random(maps.shape)


def maps_of_others(maps: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Each sample gets the map of another sample, which is as smooth and as central as its own."""
    return maps[(np.arange(len(maps)) + rng.integers(1, max(2, len(maps)))) % len(maps)]
