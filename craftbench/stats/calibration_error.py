"""Expected calibration error, and temperature scaling."""

import numpy as np
from scipy.optimize import minimize_scalar

BINS = 15
LEAST_PER_BIN = 20
TEMPERATURES = (0.05, 20.0)
_LEAST_PROBABILITY = 1e-7


def equal_mass_bins(confidence: np.ndarray) -> np.ndarray:
    """Bin of each confidence, (n,) codes 0, 1 …: up to 15 bins of equally many samples.

    There are fewer bins where each would have less than 20 samples, or where confidences are equal:
    those share a bin.
    """
    bins = int(np.clip(len(confidence) // LEAST_PER_BIN, 1, BINS))
    edges = np.unique(np.quantile(confidence, np.arange(1, bins) / bins))
    return np.unique(np.searchsorted(edges, confidence, side="right"), return_inverse=True)[1]


def expected_calibration_error(probabilities: np.ndarray, true: np.ndarray) -> float:
    """Expected calibration error of the predicted class with bins of equal mass.

    Parameters
    ----------
    probabilities : (n, classes) array
        Rows sum to 1.
    true : (n,) array
        Class codes.

    Notes
    -----
    ECE = Σ_b n_b/n · |accuracy_b − mean confidence_b|. It is never below 0, and so biased upwards
    where bins are small; compare it with `ece_floor`.

    References
    ----------
    C. Guo, G. Pleiss, Y. Sun, K. Weinberger: On calibration of modern neural networks. ICML 2017.
    J. Nixon et al.: Measuring calibration in deep learning. CVPR Workshops 2019 (equal mass).
    """
    confidence = probabilities.max(axis=1)
    excess = confidence - (probabilities.argmax(axis=1) == true)
    return float(np.abs(np.bincount(equal_mass_bins(confidence), excess)).sum() / len(true))


def ece_floor(confidence: np.ndarray, bins: np.ndarray) -> float:
    """Expected ECE of perfectly calibrated probabilities on as many independent samples.

    In each bin the excess is then nearly normal with the variance Σ p(1 − p), and the mean of its
    absolute value is √(2/π) times the standard deviation.
    """
    variance = np.bincount(bins, confidence * (1 - confidence))
    return float(np.sqrt(2 / np.pi * variance).sum() / len(confidence))


def at_temperature(probabilities: np.ndarray, temperature: float) -> np.ndarray:
    """Probabilities proportional to p^(1/T): the softmax of the logits divided by T."""
    line = np.log(np.maximum(probabilities, _LEAST_PROBABILITY)) / temperature
    line -= line.max(axis=1, keepdims=True)
    powers = np.exp(line)
    return powers / powers.sum(axis=1, keepdims=True)


def fit_temperature(probabilities: np.ndarray, true: np.ndarray) -> float:
    """Temperature between 0.05 and 20 with the least negative log-likelihood (Guo et al. 2017)."""
    line = np.log(np.maximum(probabilities, _LEAST_PROBABILITY))
    of_true = line[np.arange(len(true)), true]

    def loss(log_temperature: float) -> float:
        factor = np.exp(-log_temperature)
        scaled = factor * line
        top = scaled.max(axis=1)
        log_sum = top + np.log(np.exp(scaled - top[:, None]).sum(axis=1))
        return float((log_sum - factor * of_true).mean())

    found = minimize_scalar(loss, bounds=np.log(TEMPERATURES), method="bounded")
    return float(np.exp(found.x))
