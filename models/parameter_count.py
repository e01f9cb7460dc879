"""Number of fitted values of a classifier."""

from typing import Any

from sklearn.decomposition import PCA
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import (
    ExtraTreesClassifier,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
)
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.svm import SVC


def count_parameters(estimator: Any) -> int:
    """Number of fitted values that a prediction uses.

    Coefficients and intercepts of a linear model; support vectors, their weights and the
    intercepts of a support vector machine; a forest's split features, thresholds and class shares
    at the leaves; split features, thresholds and leaf values of gradient boosting; the class prior
    of the majority baseline; of a classifier of this package, what its `parameters` says.
    """
    if isinstance(estimator, Pipeline):
        return sum(count_parameters(step) for _, step in estimator.steps)
    if isinstance(estimator, PCA):
        return estimator.components_.size + estimator.mean_.size
    if isinstance(estimator, LogisticRegression):
        return estimator.coef_.size + estimator.intercept_.size
    if isinstance(estimator, SVC):
        vectors = estimator.support_vectors_.size + estimator.dual_coef_.size
        return vectors + estimator.intercept_.size
    if isinstance(estimator, (RandomForestClassifier, ExtraTreesClassifier)):
        trees = [tree.tree_ for tree in estimator.estimators_]
        leaves = [(tree.node_count + 1) // 2 for tree in trees]
        splits = sum(tree.node_count for tree in trees) - sum(leaves)
        return 2 * splits + len(estimator.classes_) * sum(leaves)
    if isinstance(estimator, HistGradientBoostingClassifier):
        nodes = [tree.nodes for trees in estimator._predictors for tree in trees]
        values = sum(int(table["is_leaf"].sum()) for table in nodes)
        return 2 * (sum(len(table) for table in nodes) - values) + values
    if isinstance(estimator, DummyClassifier):
        return len(estimator.class_prior_)
    if hasattr(estimator, "parameters"):
        return int(estimator.parameters)
    raise TypeError(f"no rule to count the parameters of {type(estimator).__name__}")
