"""Intervals: the bootstrap over test groups and repeats."""

from collections.abc import Callable

import numpy as np
from scipy.sparse import csr_array

LEVEL = 0.95
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
    repeats, n = predicted.shape
    cell = np.arange(repeats)[:, None] * classes**2 + true * classes + predicted
    rows = np.broadcast_to(group, (repeats, n))
    shape = (int(group.max()) + 1, repeats * classes**2)
    return csr_array((np.ones(repeats * n), (rows.ravel(), cell.ravel())), shape=shape)


def bootstrap_confusions(
    confusions: csr_array, repeats: int, classes: int, resamples: int, seed: int
) -> np.ndarray:
    """Confusion matrices of resampled test groups, (resamples, repeats, classes, classes).

    Every resample draws as many groups as there are, with replacement, the same for all repeats.
    """
    rng = np.random.default_rng(seed)
    groups = confusions.shape[0]
    parts = []
    for start in range(0, resamples, _CHUNK):
        count = min(_CHUNK, resamples - start)
        weights = rng.multinomial(groups, np.full(groups, 1 / groups), size=count)
        parts.append((confusions.T @ weights.T.astype(float)).T)
    return np.concatenate(parts).reshape(resamples, repeats, classes, classes)


def resampled_repeats(repeats: int, resamples: int, seed: int) -> np.ndarray:
    """Repeats drawn with replacement, (resamples, repeats)."""
    return np.random.default_rng(seed).integers(repeats, size=(resamples, repeats))


def mean_over_repeats(score: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """Mean of (resamples, repeats, …) scores over the repeats chosen in each resample."""
    return np.take_along_axis(
        score, chosen.reshape(*chosen.shape, *(1,) * (score.ndim - 2)), axis=1
    ).mean(axis=1)


def interval(estimates: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Percentile interval at 95 % over the first axis.

    Resamples in which the estimate does not exist are left out; with none left it is NaN.
    """
    tails = 50 * (1 - LEVEL), 100 - 50 * (1 - LEVEL)
    exists = ~np.isnan(estimates).all(axis=0)
    filled = np.where(exists, estimates, 0.0)
    low, high = np.nanpercentile(filled, tails, axis=0)
    return np.where(exists, low, np.nan), np.where(exists, high, np.nan)


def bootstrap_mean(
    values: np.ndarray, resamples: int, seed: int, statistic: Callable = np.mean
) -> tuple[float, float]:
    """Percentile interval of a statistic of (n,) values; NaN for a single value."""
    if len(values) < 2:
        return float("nan"), float("nan")
    chosen = resampled_repeats(len(values), resamples, seed)
    low, high = interval(statistic(np.asarray(values)[chosen], axis=1))
    return float(low), float(high)
