"""A temperature for decision values, so that their softmax is as sure as they are right."""

import numpy as np
from scipy.optimize import minimize_scalar

COLDEST, HOTTEST = 0.05, 10.0


def log_softmax(values: np.ndarray) -> np.ndarray:
    """Logarithm of the softmax along the last axis."""
    shifted = values - values.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def fit_temperature(decision: np.ndarray, y: np.ndarray, weight: np.ndarray) -> float:
    """The temperature T that minimises the weighted cross-entropy of softmax(decision / T).

    Parameters
    ----------
    decision : (n, k) array
        Decision values of samples that the classifier was not fitted on.
    y : (n,) array of int
        Codes 0 … k − 1.
    weight : (n,) array
        Weight of each sample.

    Notes
    -----
    A temperature changes how sure a classifier is, never which class it predicts.

    References
    ----------
    C. Guo et al.: On calibration of modern neural networks. ICML 2017.
    """

    def cross_entropy(log_temperature: float) -> float:
        log_p = log_softmax(decision / np.exp(log_temperature))
        return -float(weight @ log_p[np.arange(len(y)), y])

    bounds = (np.log(COLDEST), np.log(HOTTEST))
    return float(np.exp(minimize_scalar(cross_entropy, bounds=bounds, method="bounded").x))
