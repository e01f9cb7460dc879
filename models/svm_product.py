"""One support vector machine for each feature set; their probabilities are multiplied."""

from collections.abc import Sequence

import numpy as np

from models.support_vector_machine import CALIBRATED_ON, FOLDS, SupportVectorMachine
from models.temperature import log_softmax


class SupportVectorProduct:
    """Late fusion of RBF machines by the product rule.

    Parameters
    ----------
    parts : sequence of int
        Number of columns of each feature set, in order.
    c : float
        Penalty of errors of every machine.
    width : float, optional
        Of every kernel, see `SupportVectorMachine`.
    seed : int
        Of the samples that are drawn, and of the folds of calibration.
    most : int, optional
        Samples of a class that the machines are fitted on, drawn at random. Their weights are
        raised, so that the class keeps its weight in the loss.

    Notes
    -----
    With the features x_p of set p, ``P(k|x) ∝ Π_p P(k|x_p)`` (Kittler et al. 1998: right if the
    sets are independent within each class and classes are equally frequent). The probabilities of a
    machine are calibrated on decision values out of fold. The machines of these folds see at most
    800 samples, whose weights are raised to those of all.

    References
    ----------
    J. Kittler, M. Hatef, R. Duin, J. Matas: On combining classifiers. IEEE Trans. PAMI 20 (1998)
    226-239.
    """

    def __init__(
        self,
        parts: Sequence[int],
        c: float = 5.0,
        width: float | None = None,
        seed: int = 0,
        most: int | None = None,
    ) -> None:
        self.parts, self.c, self.width = tuple(parts), c, width
        self.seed, self.most = seed, most

    def fit(
        self, x: np.ndarray, y: np.ndarray, sample_weight: np.ndarray | None = None
    ) -> "SupportVectorProduct":
        """Fit on samples (n, features) and labels (n,).

        Raises
        ------
        ValueError
            If the parts do not add up to the columns.
        """
        if sum(self.parts) != x.shape[1]:
            raise ValueError(
                f"parts of {', '.join(map(str, self.parts))} columns, but {x.shape[1]} features"
            )
        weight = np.ones(len(y)) if sample_weight is None else np.asarray(sample_weight, float)
        rows, weight = self._drawn(y, weight)
        x, y = x[rows], y[rows]
        self.classes_ = np.unique(y)
        self.machines = []
        raised = weight * max(1.0, len(y) / (min(len(y), CALIBRATED_ON) * (1 - 1 / FOLDS)))
        for part in self._parts(x):
            machine = SupportVectorMachine(self.c, self.width, self.seed).fit(part, y, weight)
            self.machines.append(machine.calibrate(part, y, raised))
        return self

    def predict_proba(self, x: np.ndarray) -> np.ndarray:
        """Normalised product of the probabilities of the machines, (n, classes)."""
        each = zip(self.machines, self._parts(x), strict=True)
        logs = [log_softmax(one.decision_function(part) / one.temperature) for one, part in each]
        return np.exp(log_softmax(np.sum(logs, axis=0)))

    def predict(self, x: np.ndarray) -> np.ndarray:
        """The class with the highest product, (n,)."""
        return self.classes_[self.predict_proba(x).argmax(axis=1)]

    @property
    def fit_status_(self) -> int:
        """0 where every solver finished."""
        return max(machine.fit_status_ for machine in self.machines)

    @property
    def parameters(self) -> int:
        """Those of all machines."""
        return sum(machine.parameters for machine in self.machines)

    def _drawn(self, y: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Rows to fit on, in order, and their weights."""
        if self.most is None:
            return np.arange(len(y)), weight
        random = np.random.default_rng(self.seed)
        rows, weights = [], []
        for label in np.unique(y):
            own = np.flatnonzero(y == label)
            kept = np.sort(random.permutation(own)[: self.most])
            rows.append(kept)
            weights.append(weight[kept] * (weight[own].sum() / weight[kept].sum()))
        return np.concatenate(rows), np.concatenate(weights)

    def _parts(self, x: np.ndarray) -> list[np.ndarray]:
        return np.split(np.asarray(x), np.cumsum(self.parts)[:-1], axis=1)


def svm_product(
    seed: int,
    shape: tuple[int, int],
    *,
    parts: Sequence[int] | None = None,
    c: float = 5.0,
    width: float | None = None,
) -> SupportVectorProduct:
    """An RBF machine for each feature set, C = 5; their probabilities are multiplied.

    Without `parts`, all columns are one.
    """
    return SupportVectorProduct(parts or (shape[1],), c, width, seed)


MONDEJAR_C = 0.004
MONDEJAR_MOST = 2000


def svm_product_mondejar(
    seed: int, shape: tuple[int, int], *, parts: Sequence[int] | None = None
) -> SupportVectorProduct:
    """The same as Mondéjar-Guerra et al. (2019), on at most 2,000 samples of each class.

    Their C is 0.001 with class weights n / n_c, four times those of ``balanced`` with four classes:
    hence 0.004. C and weights have not been checked against the print again. The paper fits on all
    samples. At this C nearly all are support vectors, so that 50,000 of them take hours; weights
    are raised to those of all.
    """
    return SupportVectorProduct(parts or (shape[1],), MONDEJAR_C, None, seed, MONDEJAR_MOST)
