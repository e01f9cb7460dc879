"""Linear discriminants with equal priors, alone or as a product over equal parts of the columns."""

import numpy as np
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

SHRINKAGE = 1e-6


class LinearDiscriminants:
    """Gaussian classes with one covariance and equal priors; their posteriors are multiplied.

    Parameters
    ----------
    parts : int
        Equal consecutive parts of the columns, such as the features of each lead. Each part has
        discriminants of its own.

    Notes
    -----
    The covariance is the mean of the covariances of the classes, so that each class counts the
    same however many samples it has; weights of samples change nothing and are ignored. With the
    parts ``x_p``, ``P(k|x) ∝ Π_p P(k|x_p)``: the Bayesian product of de Chazal et al. (2004). A
    diagonal of 10⁻⁶ of the mean variance keeps constant or repeated columns from making the
    covariance singular.

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
            LinearDiscriminantAnalysis("lsqr", shrinkage=SHRINKAGE, priors=priors).fit(part, y)
            for part in self._parts(x)
        ]
        return self

    def predict_proba(self, x: np.ndarray) -> np.ndarray:
        """Normalised product of the posteriors of the parts, (n, classes)."""
        each = zip(self.discriminants, self._parts(x), strict=True)
        log = sum(one.predict_log_proba(part) for one, part in each)
        product = np.exp(log - log.max(axis=1, keepdims=True))
        return product / product.sum(axis=1, keepdims=True)

    def predict(self, x: np.ndarray) -> np.ndarray:
        """The class with the highest posterior, (n,)."""
        return self.classes_[self.predict_proba(x).argmax(axis=1)]

    @property
    def parameters(self) -> int:
        """Coefficients and intercepts."""
        return sum(one.coef_.size + one.intercept_.size for one in self.discriminants)

    def _parts(self, x: np.ndarray) -> list[np.ndarray]:
        return np.split(np.asarray(x, float), self.parts, axis=1)
