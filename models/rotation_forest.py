"""Rotation forest: trees on features that principal components of random groups have rotated."""

from typing import NamedTuple

import numpy as np
from sklearn.tree import DecisionTreeClassifier

TREES = 200
SAMPLED = 0.5


def rotation_forest(
    seed: int, shape: tuple[int, int], *, leaf: int = 1, group: int = 3
) -> "RotationForest":
    """200 trees, each on a rotation of its own, from principal components of groups of 3 features.

    `leaf` is the minimum number of samples in a leaf, `group` the number of features in a group.

    References
    ----------
    J. Rodriguez, L. Kuncheva, C. Alonso: Rotation forest: a new classifier ensemble method. IEEE
    Trans. Pattern Anal. Mach. Intell. 28 (2006) 1619-1630. A. Bagnall et al.: Is rotation forest
    the best classifier for problems with continuous features? arXiv:1809.06705, for 200 trees and
    halves of the samples.
    """
    return RotationForest(min(group, shape[1]), leaf, seed)


class Rotation(NamedTuple):
    """A rotation of the features in disjoint groups of equal size.

    Parameters
    ----------
    order : (groups, size) array of int
        Features of each group. The last group is filled up with features of the others.
    axes : (groups, size, size) float32 array
        Principal components of each group, in columns.
    """

    order: np.ndarray
    axes: np.ndarray

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """Rotated features (n, groups · size) of features (n, d)."""
        rotated = np.einsum("ngk,gkl->ngl", x[:, self.order], self.axes, optimize=True)
        return rotated.reshape(len(x), -1)


def draw_rotation(x: np.ndarray, y: np.ndarray, size: int, rng: np.random.Generator) -> Rotation:
    """Random groups of features and their principal components.

    The components of a group are those of a random half of the samples of a random subset of the
    classes, so that trees differ though each is fitted on all samples.

    Parameters
    ----------
    x : (n, d) float32 array
        Standardised features.
    y : (n,) array of int
        Codes of the classes.
    size : int
        Features in a group, at most d.
    rng : Generator
    """
    d = x.shape[1]
    order = rng.permutation(d)
    others = rng.choice(order[: d - d % size], -d % size, replace=False)
    order = np.concatenate([order, others]).reshape(-1, size)
    classes = y.max() + 1
    taken = rng.random((len(order), classes)) < 0.5
    taken[np.arange(len(order)), rng.integers(classes, size=len(order))] = True
    chosen = taken[:, y] & (rng.random((len(order), len(y))) < SAMPLED)
    weight = (chosen / np.maximum(chosen.sum(axis=1, keepdims=True), 1)).astype(np.float32)
    grouped = x[:, order].transpose(1, 0, 2)
    mean = np.einsum("gn,gnk->gk", weight, grouped, optimize=True)
    centred = grouped - mean[:, None]
    covariance = centred.transpose(0, 2, 1) @ (centred * weight[..., None])
    _, axes = np.linalg.eigh(covariance.astype(np.float64))
    return Rotation(order, axes.astype(np.float32))


class RotationForest:
    """The forest, with the interface of a scikit-learn classifier.

    Parameters
    ----------
    group : int
        Features in a group.
    leaf : int
        Minimum number of samples in a leaf.
    seed : int
        Of groups, components and trees.
    """

    def __init__(self, group: int, leaf: int, seed: int) -> None:
        self.group = group
        self.leaf = leaf
        self.seed = seed

    def fit(
        self, x: np.ndarray, y: np.ndarray, sample_weight: np.ndarray | None = None
    ) -> "RotationForest":
        """Fit on standardised features (n, d) and labels (n,) of the training part."""
        rng = np.random.default_rng(self.seed)
        self.classes_, codes = np.unique(y, return_inverse=True)
        x = np.asarray(x, np.float32)
        self.orders, self.axes, self.trees = [], [], []
        for _ in range(TREES):
            rotation = draw_rotation(x, codes, self.group, rng)
            tree = DecisionTreeClassifier(
                criterion="entropy",
                min_samples_leaf=self.leaf,
                random_state=int(rng.integers(2**31)),
            )
            self.trees.append(tree.fit(rotation(x), codes, sample_weight))
            self.orders.append(rotation.order)
            self.axes.append(rotation.axes)
        return self

    def predict_proba(self, x: np.ndarray) -> np.ndarray:
        """Class shares at the leaves, averaged over the trees, (n, classes)."""
        x = np.asarray(x, np.float32)
        rotations = map(Rotation, self.orders, self.axes)
        shares = (
            tree.predict_proba(rotation(x))
            for tree, rotation in zip(self.trees, rotations, strict=True)
        )
        return sum(shares, start=np.zeros((len(x), len(self.classes_)))) / len(self.trees)

    def predict(self, x: np.ndarray) -> np.ndarray:
        """The class with the highest probability, (n,)."""
        return self.classes_[self.predict_proba(x).argmax(axis=1)]

    @property
    def parameters(self) -> int:
        """Split features, thresholds and class shares of the trees, and the rotations."""
        nodes = np.array([tree.tree_.node_count for tree in self.trees])
        leaves = (nodes + 1) // 2
        of_trees = 2 * (nodes - leaves) + len(self.classes_) * leaves
        return int(of_trees.sum()) + sum(axes.size for axes in self.axes)
