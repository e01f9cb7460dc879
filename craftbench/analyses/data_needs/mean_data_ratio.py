"""How many times the data one curve needs of another one, over all scores that both reach."""

import numpy as np

from craftbench.stats.curve_fit import size_needed

LEVELS = 40


def mean_data_ratio(sizes: np.ndarray, mine: np.ndarray, its: np.ndarray) -> np.ndarray:
    """Geometric mean of the ratio of training sizes at equal scores.

    Parameters
    ----------
    sizes : (sizes,) array
        Training sizes, rising.
    mine, its : (curves, sizes) arrays
        Scores.

    Returns
    -------
    (curves,) array
        Above 1 where `mine` needs more data.

    Notes
    -----
    exp(mean over scores a of log(n_mine(a) / n_its(a))), for 40 scores between the lower
    start of the two curves and the lower of their maxima. n(a) is the size at which a curve first
    reaches a, at least the smallest measured one. Where a curve starts above a, it may need less,
    and the ratio is then nearer to 1 than the true one.
    """
    start = np.minimum(mine[:, 0], its[:, 0])
    end = np.minimum(mine.max(axis=1), its.max(axis=1))
    total = np.zeros(len(mine))
    for share in np.linspace(0, 1, LEVELS):
        accuracy = np.minimum(start + share * (end - start), end)
        needed = [np.maximum(size_needed(sizes, one, accuracy), sizes[0]) for one in (mine, its)]
        total += np.log(needed[0] / needed[1])
    return np.exp(total / LEVELS)
