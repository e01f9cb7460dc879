"""Ridge regression on class codes, with the penalty chosen by leave-one-out."""

from typing import NamedTuple

import numpy as np
from scipy.linalg import cho_factor, cho_solve, eigh

from models.temperature import fit_temperature

PENALTIES = np.logspace(-6, 2, 17)
LEFT_OUT = 4000
COLUMNS = 256


class Ridge(NamedTuple):
    """A fitted ridge regression with one output per class.

    Parameters
    ----------
    coefficients : (d, k) float32 array
        Of the features as they are: standardisation is folded in.
    intercept : (k,) float32 array
    penalty : float
        Per feature, see `fit_ridge`.
    temperature : float
        Divides the decision values before their softmax.
    """

    coefficients: np.ndarray
    intercept: np.ndarray
    penalty: float
    temperature: float


def fit_ridge(
    features: np.ndarray,
    y: np.ndarray,
    weight: np.ndarray,
    *,
    penalty: float | None = None,
    seed: int = 0,
) -> Ridge:
    """Regress the class codes −1 and +1 on standardised features.

    Parameters
    ----------
    features : (n, d) float32 array
        Of the training part; overwritten, since there may be 10,000 features of many samples.
    y : (n,) array of int
        Codes 0 … k − 1; every class has a sample.
    weight : (n,) array
        Weight of each sample.
    penalty : float, optional
        Per feature: α = penalty · d. By default the one of `PENALTIES` with the smallest squared
        leave-one-out error, on at most 4,000 random samples.
    seed : int
        Of the choice of these samples.

    Notes
    -----
    Minimises Σ wᵢ‖yᵢ − xᵢβ − b‖² + α‖β‖². With the hat matrix H of that problem, a fit without
    sample i predicts it as yᵢ − (yᵢ − ŷᵢ)/(1 − Hᵢᵢ). Features have the scale of all samples, also
    when one is left out. The temperature minimises the cross-entropy of the softmax of the
    leave-one-out decision values, so probabilities are as sure as those values were right. Where
    samples belong to groups, leaving out one sample does not leave out its group: the penalty is
    then rather too small and the probabilities are too sure.

    References
    ----------
    G. Golub, M. Heath, G. Wahba: Generalized cross-validation as a method for choosing a good ridge
    parameter. Technometrics 21 (1979) 215-223.
    """
    mean, scale = _standardise(features, weight)
    targets = 2.0 * (y[:, None] == np.arange(y.max() + 1)) - 1
    rows = np.arange(len(y))
    if len(y) > LEFT_OUT:
        rows = np.sort(np.random.default_rng(seed).choice(len(y), LEFT_OUT, replace=False))
    tried = PENALTIES if penalty is None else np.array([penalty])
    left_out = _leave_one_out(features[rows], targets[rows], weight[rows], tried)
    error = [weight[rows] @ ((targets[rows] - one) ** 2).sum(axis=1) for one in left_out]
    best = int(np.argmin(error))
    temperature = fit_temperature(left_out[best], y[rows], weight[rows])
    y_mean, root = weight @ targets / weight.sum(), np.sqrt(weight)[:, None]
    features *= root.astype(np.float32)
    coefficients = _solve(features, (targets - y_mean) * root, tried[best] * features.shape[1])
    coefficients /= scale[:, None]
    return Ridge(
        coefficients.astype(np.float32),
        (y_mean - mean @ coefficients).astype(np.float32),
        float(tried[best]),
        temperature,
    )


def _standardise(features: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weighted means and scales (d,) that were taken off, a few columns at a time."""
    share, d = weight / weight.sum(), features.shape[1]
    mean, scale = np.zeros(d), np.ones(d)
    for start in range(0, d, COLUMNS):
        part = slice(start, start + COLUMNS)
        block = features[:, part].astype(np.float64)
        mean[part] = share @ block
        block -= mean[part]
        spread = np.sqrt(share @ block**2)
        varies = spread > 1e-6 * np.maximum(1, np.abs(mean[part]))
        scale[part] = np.where(varies, spread, 1)
        features[:, part] = block / scale[part]
    return mean, scale


def _leave_one_out(
    features: np.ndarray, targets: np.ndarray, weight: np.ndarray, penalties: np.ndarray
) -> list[np.ndarray]:
    """Decision values (n, k) of each sample by fits without it, for each penalty."""
    own, root = weight / weight.sum(), np.sqrt(weight)[:, None]
    x_mean, y_mean = own.astype(np.float32) @ features, own @ targets
    x, y = (features - x_mean) * root.astype(np.float32), (targets - y_mean) * root
    n, d = x.shape
    if n <= d:
        values, vectors = eigh((x @ x.T).astype(np.float64))
    else:
        values, directions = eigh((x.T @ x).astype(np.float64))
        vectors = x @ directions / np.sqrt(np.maximum(values, 1e-9 * values.max() + 1e-30))
    values = np.maximum(values, 0)
    found = []
    for alpha in penalties * d:
        shrunk = values / (values + alpha)
        fitted = vectors @ (shrunk[:, None] * (vectors.T @ y))
        hat = np.minimum((vectors**2) @ shrunk + own, 1 - 1e-9)
        residual = (y - fitted) / (1 - hat[:, None])
        found.append(y_mean + (y - residual) / root)
    return found


def _solve(x: np.ndarray, y: np.ndarray, alpha: float) -> np.ndarray:
    """Coefficients (d, k) of centred features (n, d) and outputs (n, k)."""
    n, d = x.shape
    gram = (x @ x.T if n <= d else x.T @ x).astype(np.float64)
    gram.flat[:: len(gram) + 1] += alpha
    factor = cho_factor(gram, overwrite_a=True)
    if n > d:
        return cho_solve(factor, x.T @ y)
    return x.T @ cho_solve(factor, y)
