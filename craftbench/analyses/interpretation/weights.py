"""Classifiers by distance with a weighted block of features."""

from typing import Literal

import numpy as np
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC

NEIGHBOURS = 15

Metric = Literal["rbf_svm", "nearest_neighbours"]


class WeightedKernel:
    """The RBF SVM of `predicted_with_weight` with many weights: distances are computed once.

    Parameters
    ----------
    x, y : (n, d) array, (n,) int array
        Standardised features and class codes of the training part.
    others : (m, d) array
        Features of the samples to predict.

    Notes
    -----
    With a weight w on the block b, the squared distance is D + (w² − 1)·D_b.
    """

    def __init__(self, x: np.ndarray, y: np.ndarray, others: np.ndarray) -> None:
        self._x, self._y = np.asarray(x, float), y
        self._samples = np.concatenate([self._x, np.asarray(others, float)])
        self._distance = _squared_distances(self._samples, self._x)

    def predicted(self, block: np.ndarray, weight: float) -> np.ndarray:
        """Predictions (m,) of an SVM that is fitted with this weight on the block."""
        distance = self._distance
        if weight != 1:
            of_block = _squared_distances(self._samples[:, block], self._x[:, block])
            distance = distance + (weight**2 - 1) * of_block
        kernel, n = np.exp(-distance / self._x.shape[1]), len(self._x)
        model = SVC(C=5.0, kernel="precomputed", cache_size=500, break_ties=True)
        return model.fit(kernel[:n], self._y).predict(kernel[n:])


def _squared_distances(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    squares = (a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1) - 2 * a @ b.T
    return np.maximum(0, squares)


def predicted_with_weight(
    metric: Metric,
    x: np.ndarray,
    y: np.ndarray,
    test: np.ndarray,
    block: np.ndarray,
    weight: float,
) -> np.ndarray:
    """Predictions of a classifier by distance that is fitted after a block is scaled.

    Parameters
    ----------
    metric : {"rbf_svm", "nearest_neighbours"}
        SVM with C = 5 and γ = 1/d, or the 15 nearest neighbours. γ is the same for all weights.
    x, y : (n, d) array, (n,) int array
        Standardised features and class codes of the training part.
    test : (m, d) array
        Features of the samples to predict.
    block : int array
        Columns that are multiplied by the weight.
    weight : float
        0 removes the block, 1 changes nothing, above 1 the block counts more.

    Returns
    -------
    (m,) int array

    Notes
    -----
    Both classifiers use distances between samples only, ``Σ_j w_j² (x_j − x'_j)²``; a linear model
    or a tree would undo the scaling.
    """
    scale = np.ones(x.shape[1])
    scale[block] = weight
    if metric == "rbf_svm":
        model = SVC(C=5.0, gamma=1 / x.shape[1], cache_size=500, break_ties=True)
    else:
        model = KNeighborsClassifier(min(NEIGHBOURS, len(x)))
    return model.fit(x * scale, y).predict(test * scale)
