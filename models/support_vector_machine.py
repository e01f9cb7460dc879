"""Support vector machine whose probabilities are calibrated on decision values out of fold."""

from typing import Any

import numpy as np
from sklearn.decomposition import PCA
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.svm import SVC

from models.temperature import fit_temperature, log_softmax

COMPONENTS = 100
FOLDS = 5
CALIBRATED_ON = 1000


class SupportVectorMachine:
    """RBF kernel, leading principal components of many features, one temperature.

    Parameters
    ----------
    c : float
        Penalty of errors.
    width : float, optional
        γ = width / features; by default 1 / (features · variance).
    seed : int
        Of the principal components and of the folds.

    Notes
    -----
    A support vector machine has no probabilities, only decision values. Their softmax at the
    temperature 1 is far from how often they are right: with k classes they count won duels between
    classes, whatever the problem. `calibrate` therefore fits one temperature to decision values of
    machines that were fitted without the sample, as Platt (1999) fits a sigmoid: in five folds of
    at most 1,000 random training samples, stratified by class. A temperature has no intercept, so
    that predictions stay those of the machine. Folds do not know groups: where samples belong to
    groups, probabilities are rather too sure.

    References
    ----------
    J. Platt: Probabilistic outputs for support vector machines and comparisons to regularized
    likelihood methods. Advances in Large Margin Classifiers, MIT Press 1999, 61-74.
    """

    def __init__(self, c: float = 5.0, width: float | None = None, seed: int = 0) -> None:
        self.c, self.width, self.seed = c, width, seed
        self.temperature = 1.0

    def fit(
        self, x: np.ndarray, y: np.ndarray, sample_weight: np.ndarray | None = None
    ) -> "SupportVectorMachine":
        """Fit on samples (n, features) and labels (n,); without a temperature."""
        self.machine = self._fitted(x, y, sample_weight)
        self.classes_ = self.machine.classes_
        return self

    def calibrate(
        self, x: np.ndarray, y: np.ndarray, sample_weight: np.ndarray | None = None
    ) -> "SupportVectorMachine":
        """Fit the temperature on the samples that the machine was fitted on."""
        rows, fold = folds(y, self.seed)
        weight = np.ones(len(y)) if sample_weight is None else np.asarray(sample_weight, float)
        x, y, weight = x[rows], np.searchsorted(self.classes_, y[rows]), weight[rows]
        known = np.unique(y)
        left_out = [np.flatnonzero(fold == one) for one in range(FOLDS) if (fold == one).any()]
        if len(known) < 2 or not left_out:
            return self
        decision = np.concatenate(
            [_decision(self._fitted(*_without(own, x, y, weight)), x[own]) for own in left_out]
        )
        own = np.concatenate(left_out)
        codes = np.searchsorted(known, y[own])
        self.temperature = fit_temperature(decision, codes, weight[own])
        return self

    def decision_function(self, x: np.ndarray) -> np.ndarray:
        """Decision value of each class, (n, classes)."""
        return _decision(self.machine, x)

    def predict_proba(self, x: np.ndarray) -> np.ndarray:
        """Softmax of the decision values over the temperature, (n, classes)."""
        return np.exp(log_softmax(self.decision_function(x) / self.temperature))

    def predict(self, x: np.ndarray) -> np.ndarray:
        """The class with the highest decision value, (n,)."""
        return self.classes_[self.decision_function(x).argmax(axis=1)]

    @property
    def svm(self) -> SVC:
        """The machine behind the principal components, if there are any."""
        return self.machine.steps[-1][1] if isinstance(self.machine, Pipeline) else self.machine

    @property
    def fit_status_(self) -> int:
        """0 where the solver finished."""
        return self.svm.fit_status_

    @property
    def parameters(self) -> int:
        """Support vectors, their weights, intercepts, components and their means, temperature."""
        svm = self.svm
        count = svm.support_vectors_.size + svm.dual_coef_.size + svm.intercept_.size + 1
        if isinstance(self.machine, Pipeline):
            pca = self.machine.steps[0][1]
            count += pca.components_.size + pca.mean_.size
        return count

    def _fitted(self, x: np.ndarray, y: np.ndarray, sample_weight: np.ndarray | None) -> Any:
        samples, features = x.shape
        gamma = "scale" if self.width is None else self.width / features
        svm = SVC(C=self.c, gamma=gamma, cache_size=500, break_ties=True)
        if features <= COMPONENTS:
            return svm.fit(x, y, sample_weight)
        pca = PCA(min(COMPONENTS, samples), random_state=self.seed)
        return make_pipeline(pca, svm).fit(x, y, svc__sample_weight=sample_weight)


def folds(y: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Samples to calibrate on, at most 1,000, and the fold of each, stratified by class.

    The only sample of a class is in no fold (−1), so that each fit knows all of these classes.
    """
    rows = np.random.default_rng(seed).permutation(len(y))[:CALIBRATED_ON]
    fold = np.empty(len(rows), int)
    for label in np.unique(y[rows]):
        own = np.flatnonzero(y[rows] == label)
        fold[own] = np.arange(len(own)) % FOLDS if len(own) > 1 else -1
    return rows, fold


def _without(own: np.ndarray, *arrays: np.ndarray) -> list[np.ndarray]:
    return [np.delete(array, own, axis=0) for array in arrays]


def _decision(machine: Any, x: np.ndarray) -> np.ndarray:
    """Decision values (n, classes); those of two classes are the halves of their one value."""
    found = machine.decision_function(x)
    return np.stack([-found, found], axis=1) / 2 if found.ndim == 1 else found
