"""Two random forests, one on the last feature set and one on all others; their mean."""

from collections.abc import Sequence

import numpy as np

from models.classical import random_forest
from models.parameter_count import count_parameters


class ForestPair:
    """Late fusion of two random forests: the mean of their probabilities.

    Parameters
    ----------
    last : int
        Number of columns of the second forest, the last ones.
    leaf, tried : int, float
        Of both forests, see `models.classical.random_forest`.
    seed : int
        Of both forests.

    Notes
    -----
    Two descriptions of the same samples that were designed apart err on different samples, so that
    the mean of two forests can be better than one forest on all columns (sum rule, Kittler et al.
    1998). The sum rule is less sensitive than the product to a probability of 0, which a forest of
    leaves of one sample often states.

    References
    ----------
    J. Kittler, M. Hatef, R. Duin, J. Matas: On combining classifiers. IEEE Trans. PAMI 20 (1998)
    226-239.
    """

    def __init__(self, last: int, leaf: int = 1, tried: float = 0.5, seed: int = 0) -> None:
        self.last, self.leaf, self.tried, self.seed = last, leaf, tried, seed

    def fit(
        self, x: np.ndarray, y: np.ndarray, sample_weight: np.ndarray | None = None
    ) -> "ForestPair":
        """Fit on samples (n, features) and labels (n,).

        Raises
        ------
        ValueError
            If no column is left for the first forest.
        """
        if not 0 < self.last < x.shape[1]:
            raise ValueError(
                f"forest_pair needs two feature sets or more: the last has {self.last} of "
                f"{x.shape[1]} columns"
            )
        self.classes_ = np.unique(y)
        self.forests = [
            random_forest(self.seed, part.shape, leaf=self.leaf, tried=self.tried).fit(
                part, y, sample_weight=sample_weight
            )
            for part in self._parts(x)
        ]
        return self

    def predict_proba(self, x: np.ndarray) -> np.ndarray:
        """Mean of the probabilities of both forests, (n, classes)."""
        each = zip(self.forests, self._parts(x), strict=True)
        return np.mean([forest.predict_proba(part) for forest, part in each], axis=0)

    def predict(self, x: np.ndarray) -> np.ndarray:
        """The class with the highest mean, (n,)."""
        return self.classes_[self.predict_proba(x).argmax(axis=1)]

    @property
    def parameters(self) -> float:
        """Those of both forests."""
        return sum(count_parameters(forest) for forest in self.forests)

    def _parts(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        x = np.asarray(x)
        return x[:, : -self.last], x[:, -self.last :]


def forest_pair(
    seed: int,
    shape: tuple[int, int],
    *,
    parts: Sequence[int] | None = None,
    leaf: int = 1,
    tried: float = 0.5,
) -> ForestPair:
    """Two random forests, one on the last feature set of the arm, one on the others; their mean.

    Without `parts`, the last set is the second half of the columns.
    """
    return ForestPair(parts[-1] if parts else max(1, shape[1] // 2), leaf, tried, seed)
