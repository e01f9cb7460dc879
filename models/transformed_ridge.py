"""Ridge regression on a transform of the samples, as one classifier."""

from typing import Protocol

import numpy as np

from models.model_input import Samples
from models.prepared_rows import blocks_of
from models.ridge import fit_ridge
from models.temperature import log_softmax


class Transform(Protocol):
    """From samples to features: fixed filters, or the samples as they are."""

    def fit(self, x: Samples) -> "Transform":
        """Set whatever depends on the training part; labels are not used."""

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """Features (n, d) float32 of samples (n, …, channels)."""

    @property
    def parameters(self) -> int:
        """Number of values that `fit` took from the training part."""


class TransformedRidge:
    """A transform and ridge regression, with the interface of a scikit-learn classifier.

    Parameters
    ----------
    transform : Transform
        Fitted on the training part of each fit.
    penalty : float, optional
        Of `models.ridge.fit_ridge`; by default chosen by leave-one-out.
    seed : int
        Of `models.ridge.fit_ridge`.
    """

    def __init__(self, transform: Transform, penalty: float | None = None, seed: int = 0) -> None:
        self.transform = transform
        self.penalty = penalty
        self.seed = seed

    def fit(
        self, x: Samples, y: np.ndarray, sample_weight: np.ndarray | None = None
    ) -> "TransformedRidge":
        """Fit on samples (n, …, channels) and labels (n,) of the training part."""
        self.classes_, codes = np.unique(y, return_inverse=True)
        weight = np.ones(len(y)) if sample_weight is None else np.asarray(sample_weight, float)
        features = self._transformed(self.transform.fit(x), x)
        found = fit_ridge(features, codes, weight, penalty=self.penalty, seed=self.seed)
        self.coefficients, self.intercept = found.coefficients, found.intercept
        self.fitted_penalty, self.temperature = found.penalty, found.temperature
        return self

    @staticmethod
    def _transformed(transform: Transform, x: Samples) -> np.ndarray:
        """Features of the training part; those of more than a block are computed in blocks."""
        if isinstance(x, np.ndarray):
            return transform(x)
        features, start = np.empty(0, np.float32), 0
        for block in blocks_of(x):
            part = transform(block)
            if not start:
                features = np.empty((len(x), part.shape[1]), np.float32)
            features[start : start + len(part)] = part
            start += len(part)
        return features

    def decision_function(self, x: np.ndarray) -> np.ndarray:
        """Outputs of the regression, (n, classes): about +1 for the class, −1 for the others."""
        return self.transform(x) @ self.coefficients + self.intercept

    def predict_proba(self, x: np.ndarray) -> np.ndarray:
        """Softmax of the decision values over the temperature, (n, classes).

        The temperature is calibrated on leave-one-out decision values of the training part.
        """
        return np.exp(log_softmax(self.decision_function(x) / self.temperature))

    def predict(self, x: np.ndarray) -> np.ndarray:
        """The class with the highest decision value, (n,)."""
        return self.classes_[self.decision_function(x).argmax(axis=1)]

    @property
    def parameters(self) -> int:
        """Coefficients, intercepts, temperature, and what the transform took from training."""
        return self.coefficients.size + self.intercept.size + 1 + self.transform.parameters
