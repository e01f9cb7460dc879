"""Test groups drawn with replacement, together for all arms and training sizes."""

import numpy as np
from scipy.sparse import csr_array

_CHUNK = 50


def group_confusions(
    true: np.ndarray, predicted: np.ndarray, group: np.ndarray, classes: int
) -> csr_array:
    """Confusion matrix of each test group in each repeat, as one sparse row a group.

    Parameters
    ----------
    true : (n,) array
        Class codes of the test samples.
    predicted : (repeats, n) array
        Predicted codes.
    group : (n,) array
        Group codes 0 … groups − 1; each sample its own group where there are no groups.
    classes : int
        Number of classes.

    Returns
    -------
    (groups, repeats · classes²) sparse array
    """
    groups, cells = int(group.max()) + 1, classes**2
    shape = (groups, len(predicted) * cells)
    total = csr_array(shape, dtype=np.float64)
    for repeat, codes in enumerate(predicted):
        cell = repeat * cells + true * classes + codes
        total = total + csr_array((np.ones(len(true)), (group, cell)), shape=shape)
    return total


def group_weights(groups: int, resamples: int, seed: int) -> np.ndarray:
    """How often each resample takes each group, (resamples, groups) of uint8.

    Every resample draws as many groups as there are, with replacement.
    """
    rng = np.random.default_rng(seed)
    weights = np.empty((resamples, groups), np.uint8)
    for weight in weights:
        weight[:] = np.bincount(rng.integers(groups, size=groups), minlength=groups)
    return weights


def resampled_sums(of_groups: np.ndarray | csr_array, weights: np.ndarray) -> np.ndarray:
    """Sums over resampled groups, (resamples, columns), of (groups, columns) values.

    The same `weights` for arms and training sizes keep these paired.
    """
    chunks = (weights[start : start + _CHUNK] for start in range(0, len(weights), _CHUNK))
    return np.concatenate([(of_groups.T @ chunk.T.astype(float)).T for chunk in chunks])


def bootstrap_confusions(
    confusions: csr_array, repeats: int, classes: int, weights: np.ndarray
) -> np.ndarray:
    """Confusion matrices of resampled test groups, (resamples, repeats, classes, classes)."""
    return resampled_sums(confusions, weights).reshape(-1, repeats, classes, classes)
