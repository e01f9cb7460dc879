"""Number of fitted values of a classifier."""

import math
from typing import Any

from sklearn.dummy import DummyClassifier
from sklearn.ensemble import (
    ExtraTreesClassifier,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
)
from sklearn.linear_model import LogisticRegression


def count_parameters(estimator: Any) -> float:
    """Number of fitted values that a prediction uses.

    Coefficients and intercepts of a linear model; a forest's split features, thresholds and class
    shares at the leaves; split features, thresholds and leaf values of gradient boosting; the class
    prior of the majority baseline; of a classifier of this package, what its `parameters` says.
    NaN for any other classifier, whose formula is not known.
    """
    if isinstance(estimator, LogisticRegression):
        return estimator.coef_.size + estimator.intercept_.size
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
    return math.nan
