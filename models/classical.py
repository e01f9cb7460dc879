"""The scikit-learn classifiers, and how one is fitted.

A classifier is built from a seed and the shape (samples, features) of its training part; its
keyword arguments can be tuned.
"""

from pathlib import Path
from typing import Any

import numpy as np
from sklearn.base import ClassifierMixin
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import (
    ExtraTreesClassifier,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
)
from sklearn.linear_model import LogisticRegression

from models.class_weights import ClassWeighting, class_weights
from models.identity import Identity
from models.linear_discriminants import LinearDiscriminants
from models.model_input import Samples
from models.parameter_count import count_parameters
from models.prepared_rows import PreparedRows, blocks_of
from models.support_vector_machine import SupportVectorMachine
from models.transformed_ridge import TransformedRidge


def _tried_features(shape: tuple[int, int], tried: float) -> int:
    return max(1, int(shape[1] ** tried))


def majority(seed: int, shape: tuple[int, int]) -> ClassifierMixin:
    """The most frequent class of the training part, whatever the input."""
    return DummyClassifier(strategy="prior")


def logistic_regression(seed: int, shape: tuple[int, int], *, c: float = 1.0) -> ClassifierMixin:
    """Multinomial logistic regression with an L2 penalty, C = 1."""
    return LogisticRegression(C=c, max_iter=2000)


def rbf_svm(
    seed: int, shape: tuple[int, int], *, c: float = 5.0, width: float | None = None
) -> ClassifierMixin:
    """Support vector machine with an RBF kernel, C = 5, γ = 1 / (features · variance).

    With a `width`, γ is width / features; 1 is about the default on standardised features.

    More than 100 features are first projected onto their 100 leading principal components, fitted
    on the training part: as accurate on gradient histograms and ten times as fast. Its
    probabilities are the softmax of its decision values over a temperature that is fitted out of
    fold, see `SupportVectorMachine`.
    """
    return SupportVectorMachine(c, width, seed)


def random_forest(
    seed: int, shape: tuple[int, int], *, leaf: int = 1, tried: float = 0.5
) -> ClassifierMixin:
    """100 trees grown to leaves of one sample, with √features tried at each node.

    `leaf` is the minimum number of samples in a leaf; features to the power of `tried` are tried.
    """
    return RandomForestClassifier(
        n_estimators=100,
        min_samples_leaf=leaf,
        max_features=_tried_features(shape, tried),
        random_state=seed,
    )


def extra_trees(
    seed: int, shape: tuple[int, int], *, leaf: int = 1, tried: float = 0.5
) -> ClassifierMixin:
    """200 extremely randomised trees on the whole training part, split at random thresholds.

    `leaf` is the minimum number of samples in a leaf; features to the power of `tried` are tried at
    each node, by default √features. A leaf of one sample has one class: class weights have little
    effect unless `leaf` is larger. P. Geurts, D. Ernst, L. Wehenkel: Extremely randomized trees.
    Machine Learning 63 (2006) 3-42.
    """
    return ExtraTreesClassifier(
        n_estimators=200,
        min_samples_leaf=leaf,
        max_features=_tried_features(shape, tried),
        random_state=seed,
    )


def ridge(seed: int, shape: tuple[int, int], *, penalty: float | None = None) -> Any:
    """Ridge regression on class codes, with a penalty that it chooses by leave-one-out errors.

    Its probabilities are the softmax of its decision values over a temperature that is fitted on
    leave-one-out predictions, see `models.ridge.fit_ridge`.
    """
    return TransformedRidge(Identity(), penalty, seed)


def gradient_boosting(
    seed: int, shape: tuple[int, int], *, shrinkage: float = 0.06, leaves: int = 15
) -> ClassifierMixin:
    """150 rounds of trees of 15 leaves on histograms, learning rate 0.06 (`shrinkage`).

    Histograms have 32 bins instead of 255, which is three and a half times as fast with weighted
    classes, where scikit-learn searches each bin edge separately. On simulated heartbeats this
    costs no accuracy with 20 patients; with 3 the result is inconclusive (docs/ecg-simulator.md).
    """
    return HistGradientBoostingClassifier(
        max_iter=150,
        max_bins=32,
        learning_rate=shrinkage,
        max_leaf_nodes=leaves,
        min_samples_leaf=min(20, max(1, shape[0] // 20)),
        early_stopping=False,
        random_state=seed,
    )


def linear_discriminants(seed: int, shape: tuple[int, int]) -> Any:
    """Linear discriminants with one covariance and equal priors, see `LinearDiscriminants`."""
    return LinearDiscriminants()


def linear_discriminants_of_leads(seed: int, shape: tuple[int, int]) -> Any:
    """The same for each half of the columns, one a lead; their posteriors are multiplied."""
    return LinearDiscriminants(parts=2)


class FittedClassifier:
    """A fitted classifier whose probabilities cover all classes of the card.

    Parameters
    ----------
    estimator : ClassifierMixin
        Fitted on labels 0 … classes − 1, not necessarily on all of them.
    classes : int
        Number of classes of the card.
    """

    def __init__(self, estimator: Any, classes: int) -> None:
        self.estimator = estimator
        self.classes = classes

    def probabilities(self, x: Samples) -> np.ndarray:
        """Class probabilities, (n, classes) float32.

        A class without training samples gets 0.
        """
        probabilities = np.zeros((len(x), self.classes), np.float32)
        if isinstance(x, PreparedRows):
            known = np.concatenate([self.estimator.predict_proba(one) for one in blocks_of(x)])
        else:
            known = self.estimator.predict_proba(x)
        probabilities[:, self.estimator.classes_] = known
        return probabilities

    @property
    def parameters(self) -> float:
        """Number of fitted values, see `count_parameters`."""
        return count_parameters(self.estimator)

    @property
    def training_facts(self) -> dict[str, Any]:
        """How the fit ended, for the facts of a run: ``solved``, or at its iteration limit."""
        return {"ended": "solved" if _is_solved(self.estimator) else "iteration limit"}

    def save(self, path: Path) -> None:
        """Write the estimator in skops format, which loads without pickle."""
        import skops.io

        skops.io.dump(self.estimator, path)


def fit_classifier(
    estimator: Any,
    x: Samples,
    y: np.ndarray,
    classes: int,
    weighting: ClassWeighting = "none",
) -> FittedClassifier:
    """Fit on the input (n, …) and labels 0 … classes − 1 of the training part.

    `weighting` sets the class weights, see `models.class_weights.class_weights`; the majority
    baseline ignores them.
    """
    weight = None
    if weighting != "none" and not isinstance(estimator, DummyClassifier):
        weight = class_weights(y, classes, weighting)[y]
    fitted = estimator.fit(x, y) if weight is None else estimator.fit(x, y, sample_weight=weight)
    if isinstance(fitted, SupportVectorMachine):
        assert isinstance(x, np.ndarray)
        fitted.calibrate(x, y, weight)
    return FittedClassifier(fitted, classes)


def _is_solved(estimator: Any) -> bool:
    """Whether the solver of a classifier finished."""
    if isinstance(estimator, LogisticRegression):
        return bool((estimator.n_iter_ < estimator.max_iter).all())
    return not getattr(estimator, "fit_status_", 0)
