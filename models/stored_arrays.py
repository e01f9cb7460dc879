"""Checks of a loaded classifier whose arrays compiled code reads without checks of its own.

Trees and support vector machines are walked by C code that trusts their arrays: a child out of
range reads other memory, a cycle never ends. A file that training wrote passes.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.ensemble._forest import ForestClassifier
from sklearn.pipeline import Pipeline
from sklearn.svm import SVC
from sklearn.tree import BaseDecisionTree

from models.rotation_forest import RotationForest
from models.support_vector_machine import SupportVectorMachine
from models.svm_product import SupportVectorProduct
from models.transformed_ridge import TransformedRidge

LARGEST_SCALES = 12


def check_stored_arrays(estimator: Any) -> None:
    """Raise ValueError unless trees are trees, and machines have the sizes that they state.

    Parameters
    ----------
    estimator : ClassifierMixin
        Any classifier of `models.classical` or of the fixed filters, loaded from a file.
    """
    if isinstance(estimator, ForestClassifier):
        for tree in estimator.estimators_:
            if tree.n_features_in_ != estimator.n_features_in_:
                raise ValueError("trees of one forest differ in their number of features")
            _check_tree(tree)
    elif isinstance(estimator, RotationForest):
        for tree in estimator.trees:
            _check_tree(tree)
    elif isinstance(estimator, HistGradientBoostingClassifier):
        for predictor in (one for each in estimator._predictors for one in each):
            _check_boosted(predictor, estimator.n_features_in_)
    elif isinstance(estimator, SupportVectorMachine):
        _check_machine(estimator.machine)
    elif isinstance(estimator, SupportVectorProduct):
        for one in estimator.machines:
            _check_machine(one.machine)
    elif isinstance(estimator, TransformedRidge):
        scales = getattr(estimator.transform, "scales", 1)
        if not 0 < scales <= LARGEST_SCALES:
            raise ValueError(f"scattering over {scales} scales")
    else:
        for tree in _trees_inside(estimator, set()):
            _check_tree(tree)


def _trees_inside(part: Any, seen: set[int]) -> Iterator[BaseDecisionTree]:
    """Decision trees anywhere in a classifier of another kind, such as one of the user's own."""
    if id(part) in seen:
        return
    seen.add(id(part))
    if isinstance(part, BaseDecisionTree):
        yield part
        return
    inner: list[Any] = []
    if isinstance(part, list | tuple | set):
        inner = list(part)
    elif isinstance(part, dict):
        inner = list(part.values())
    elif isinstance(part, np.ndarray) and part.dtype.hasobject:
        inner = list(part.ravel())
    elif hasattr(part, "__dict__"):
        inner = list(vars(part).values())
    for one in inner:
        yield from _trees_inside(one, seen)


def _check_tree(tree: BaseDecisionTree) -> None:
    found = tree.tree_
    if found.n_features != tree.n_features_in_:
        raise ValueError("a tree states two numbers of features")
    # The arrays below are views of so many nodes: first their number must be that of the memory.
    if not 0 < found.node_count == found.capacity:
        raise ValueError(f"a tree of {found.node_count} nodes with memory for {found.capacity}")
    left, right = found.children_left, found.children_right
    leaf = left < 0
    if (leaf != (right < 0)).any():
        raise ValueError("a node of a tree has only one child")
    _check_nodes(np.stack([left, right])[:, ~leaf], np.flatnonzero(~leaf), len(left))
    _check_splits(found.feature[~leaf], found.threshold[~leaf], found.n_features)
    if found.n_outputs != 1 or not np.isfinite(found.value).all() or (found.value < 0).any():
        raise ValueError("a tree has values that are not finite, or several outputs")


def _check_boosted(predictor: Any, features: int) -> None:
    nodes = predictor.nodes
    if not len(nodes):
        raise ValueError("a tree without nodes")
    inner = nodes["is_leaf"] == 0
    children = np.stack([nodes["left"], nodes["right"]]).astype(np.int64)[:, inner]
    _check_nodes(children, np.flatnonzero(inner), len(nodes))
    _check_splits(nodes["feature_idx"][inner], nodes["num_threshold"][inner], features)
    if nodes["is_categorical"].any() or not np.isfinite(nodes["value"]).all():
        raise ValueError("a tree has categories, or values that are not finite")


def _check_nodes(children: np.ndarray, parents: np.ndarray, count: int) -> None:
    """Children (2, n) of n nodes: each after its parent and the child of one node only.

    Nodes are stored before their children, so that a cycle would have to go back.
    """
    if (children >= count).any():
        raise ValueError(f"a node of a tree has the child {children.max()}, of {count} nodes")
    if (children <= parents).any():
        raise ValueError("a node of a tree has a child before itself: the tree has a cycle")
    if len(np.unique(children)) < children.size:
        raise ValueError("two nodes of a tree have the same child")


def _check_splits(features: np.ndarray, thresholds: np.ndarray, count: int) -> None:
    if ((features < 0) | (features >= count)).any():
        raise ValueError(f"a tree splits a feature that is none of {count}")
    if np.isnan(thresholds).any():
        raise ValueError("a tree splits at a threshold that is no number")


def _check_machine(machine: SVC | Pipeline) -> None:
    svm = machine.steps[-1][1] if isinstance(machine, Pipeline) else machine
    classes, vectors = len(svm.classes_), svm.support_vectors_
    duels = classes * (classes - 1) // 2
    expected = {
        "support_vectors_": (len(vectors), svm.n_features_in_),
        "support_": (len(vectors),),
        "dual_coef_": (classes - 1, len(vectors)),
        "_dual_coef_": (classes - 1, len(vectors)),
        "intercept_": (duels,),
        "_intercept_": (duels,),
        "_n_support": (classes,),
    }
    for name, shape in expected.items():
        if getattr(svm, name).shape != shape:
            raise ValueError(f"{name} of a support vector machine has not the shape {shape}")
    floats = (vectors, svm.dual_coef_, svm._dual_coef_, svm.intercept_, svm._intercept_)
    if any(one.dtype != np.float64 or not np.isfinite(one).all() for one in floats):
        raise ValueError("a support vector machine has values that are not finite")
    if (svm._n_support < 0).any() or svm._n_support.sum() != len(vectors):
        raise ValueError("a support vector machine has another number of support vectors")
    if svm.kernel != "rbf" or svm._sparse or not np.isfinite(svm._gamma):
        raise ValueError("a support vector machine with another kernel than in training")
