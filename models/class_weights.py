"""Weight of each class in the loss."""

from typing import Literal

import numpy as np

ClassWeighting = Literal["none", "sqrt", "balanced"]


def class_weights(y: np.ndarray, classes: int, weighting: ClassWeighting) -> np.ndarray:
    """Weight of each class in the loss, from the labels of the training part.

    Parameters
    ----------
    y : (n,) array of int
        Labels 0 … classes − 1 of the training part.
    classes : int
        Number of classes.
    weighting : {"none", "sqrt", "balanced"}
        Formula, see Notes.

    Returns
    -------
    (classes,) array of float32
        The mean weight of a training sample is 1. A class without training samples has weight 1,
        which only affects validation samples.

    Notes
    -----
    ``balanced``: :math:`w_c = n / (k n_c)` for the `k` classes present, so that each class has the
    same total weight. ``sqrt``: :math:`\\sqrt{w_c}` divided by its mean over the training samples,
    a compromise for rare classes with too few samples to carry their full weight.

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
