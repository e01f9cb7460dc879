"""Classifiers by distance with a weighted block of features."""

from typing import Literal

import numpy as np
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC

NEIGHBOURS = 15

Metric = Literal["rbf_svm", "nearest_neighbours"]


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
