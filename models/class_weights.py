"""How much each class counts in the loss of a network."""

from typing import Literal

import numpy as np

ClassWeighting = Literal["none", "sqrt", "balanced"]


def class_weights(y: np.ndarray, classes: int, weighting: ClassWeighting) -> np.ndarray:
    """Weight of each class in the loss, from the labels of the training part.

    Parameters
    ----------
    y : (n,) array of int
        Labels 0 … classes − 1 of the training part only.
    classes : int
        Number of classes.
    weighting : {"none", "sqrt", "balanced"}
        Which formula.

    Returns
    -------
    (classes,) array of float32
        The weights of the training samples have the mean 1. A class without a training sample has
        no weight of its own: it keeps 1, which only a validation sample can meet.

    Notes
    -----
    ``balanced``: :math:`w_c = n / (k n_c)` with `k` classes that are there, so that each of them
    counts the same in all. ``sqrt``: :math:`\\sqrt{w_c}` over its mean over the training samples,
    half-way between, where a rare class has too few samples to carry its full weight.

    References
    ----------
    G. King, L. Zeng: Logistic regression in rare events data. Political Analysis 9 (2001) 137-163.
    """
    weights = np.ones(classes)
    if weighting == "none":
        return weights.astype(np.float32)
    counts = np.bincount(y, minlength=classes)
    there = counts > 0
    weights[there] = len(y) / (there.sum() * counts[there])
    if weighting == "sqrt":
        softened = np.sqrt(weights[there])
        weights[there] = softened * len(y) / (softened @ counts[there])
    return weights.astype(np.float32)
