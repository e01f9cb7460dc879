"""The Pareto front: points that no other point beats in both cost and score."""

import numpy as np


def pareto_front(cost: np.ndarray, score: np.ndarray) -> np.ndarray:
    """Which points are not dominated.

    A point is dominated if another one costs no more and scores no less, and is better in at least
    one of the two. Along the front, sorted by cost, scores rise.

    Parameters
    ----------
    cost, score : (n,) arrays
        Less cost is better, and so is more score. Points with a NaN are not on the front.

    Returns
    -------
    (n,) bool array
    """
    cost, score = np.asarray(cost, float), np.asarray(score, float)
    no_dearer = cost <= cost[:, None]
    no_worse = score >= score[:, None]
    better = (cost < cost[:, None]) | (score > score[:, None])
    dominated = (no_dearer & no_worse & better).any(axis=1)
    return ~dominated & ~np.isnan(cost) & ~np.isnan(score)
