"""Linear discriminants with equal priors, alone or as a product over equal parts of the columns."""

import numpy as np
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

from models.temperature import log_softmax


class LinearDiscriminants:
    """Gaussian classes with one covariance and equal priors; their posteriors are multiplied.

    Parameters
    ----------
    parts : int
        Equal consecutive parts of the columns, such as the features of each lead. Each part has
        discriminants of its own.

    Notes
    -----
    The covariance is that of all samples about the means of their classes. Weights of samples are
    ignored: equal priors weigh the classes already. With the parts ``x_p``,
    ``P(k|x) ∝ Π_p P(k|x_p)``: the Bayesian product of de Chazal et al. (2004).

    References
    ----------
    P. de Chazal, M. O'Dwyer, R. Reilly: Automatic classification of heartbeats using ECG
    morphology and heartbeat interval features. IEEE Trans. Biomed. Eng. 51 (2004) 1196-1206.
    """

    def __init__(self, parts: int = 1) -> None:
        self.parts = parts

    def fit(
        self, x: np.ndarray, y: np.ndarray, sample_weight: np.ndarray | None = None
    ) -> "LinearDiscriminants":
        """Fit on samples (n, features) and labels (n,).

        Raises
        ------
        ValueError
            If the columns cannot be divided into the parts.
        """
        if x.shape[1] % self.parts:
            raise ValueError(
                f"{x.shape[1]} features cannot be divided into {self.parts} equal parts; expected "
                "a feature set with as many features for each lead"
            )
        self.classes_ = np.unique(y)
        priors = np.full(len(self.classes_), 1 / len(self.classes_))
        self.discriminants = [
            LinearDiscriminantAnalysis(priors=priors).fit(part, y) for part in self._parts(x)
        ]
        return self

    def predict_proba(self, x: np.ndarray) -> np.ndarray:
        """Normalised product of the posteriors of the parts, (n, classes)."""
        each = zip(self.discriminants, self._parts(x), strict=True)
        # The normalisations of the parts cancel.
        scores = [_scores(one, part) for one, part in each]
        return np.exp(log_softmax(np.sum(scores, axis=0)))

    def predict(self, x: np.ndarray) -> np.ndarray:
        """The class with the highest posterior, (n,)."""
        return self.classes_[self.predict_proba(x).argmax(axis=1)]

    @property
    def parameters(self) -> int:
        """Coefficients and intercepts."""
        return sum(one.coef_.size + one.intercept_.size for one in self.discriminants)

    def _parts(self, x: np.ndarray) -> list[np.ndarray]:
        return np.split(np.asarray(x, float), self.parts, axis=1)


def _scores(one: LinearDiscriminantAnalysis, x: np.ndarray) -> np.ndarray:
    """Logarithm of the posterior of each class but for a constant of the sample, (n, classes)."""
    found = one.decision_function(x)
    return np.stack([np.zeros_like(found), found], axis=1) if found.ndim == 1 else found
