"""Permutation importance."""

from collections.abc import Callable

import numpy as np

Probabilities = Callable[[np.ndarray], np.ndarray]


def correct_without(
    probabilities: Probabilities,
    x: np.ndarray,
    true: np.ndarray,
    block: np.ndarray,
    permutations: int,
    seed: int,
) -> np.ndarray:
    """Share of permutations of a block in which each sample is still predicted correctly.

    Parameters
    ----------
    probabilities : callable
        From (n, d) features to (n, classes).
    x : (n, d) array
        Standardised features of samples that were not trained on.
    true : (n,) int array
        Class codes.
    block : int array
        Columns that are permuted together, so that they stay consistent with each other.
    permutations : int
        Number of permutations.
    seed : int
        Seed of the permutations.

    Returns
    -------
    (n,) float array
        The importance of the block is the accuracy minus its mean.

    References
    ----------
    L. Breiman: Random forests. Machine Learning 45 (2001) 5-32.
    """
    rng = np.random.default_rng(seed)
    shuffled = np.tile(x, (permutations, 1))
    for start in range(0, len(shuffled), len(x)):
        shuffled[start : start + len(x), block] = x[rng.permutation(len(x))][:, block]
    predicted = probabilities(shuffled).argmax(axis=1).reshape(permutations, len(x))
    return (predicted == true).mean(axis=0)
