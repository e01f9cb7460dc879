"""How well classes lie apart in a representation: neighbours and a linear probe."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, StratifiedKFold
from sklearn.neighbors import KNeighborsClassifier

from craftbench.stats.intervals import interval
from models.standardisation import Standardisation

FOLDS = 5
NEIGHBOURS = 5
Prepare = Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True)
class Score:
    """An accuracy with its 95 % interval; NaN, with the reason in `note`, where there is none."""

    value: float
    low: float
    high: float
    note: str = ""


def neighbour_accuracy(
    x: np.ndarray, y: np.ndarray, groups: np.ndarray | None, prepare: Prepare, seed: int
) -> Score:
    """Cross-validated accuracy of the majority among the nearest neighbours, Euclidean.

    Parameters
    ----------
    x : (n, d) array
        One representation of the samples.
    y : (n,) array
        Class codes.
    groups : (n,) array or None
        No group is in the training and the tested part of a fold.
    prepare : callable
        ``prepare(train, test)`` returns both parts scaled; it must learn from the first only.
    seed : int
        Of the folds and of the bootstrap.
    """
    return _score(lambda n: KNeighborsClassifier(min(NEIGHBOURS, n)), x, y, groups, prepare, seed)


def probe_accuracy(
    x: np.ndarray, y: np.ndarray, groups: np.ndarray | None, prepare: Prepare, seed: int
) -> Score:
    """Cross-validated accuracy of logistic regression; parameters as in `neighbour_accuracy`."""
    return _score(lambda n: LogisticRegression(max_iter=1000), x, y, groups, prepare, seed)


def one_unit(train: np.ndarray, test: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Leave values as they are: pixels, or units of one layer."""
    return train, test


def own_units(train: np.ndarray, test: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Scale every column to unit variance, and put the median for NaN, as on the first part."""
    standardise = Standardisation.fit(train)
    return standardise(train), standardise(test)


def folds(
    y: np.ndarray, groups: np.ndarray | None, seed: int
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Training and tested rows of up to five folds: whole groups, or stratified samples.

    Raises
    ------
    ValueError
        If there is only one group, or no class has as many samples as there are folds.
    """
    if groups is None:
        stratified = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
        return list(stratified.split(y, y))
    count = min(FOLDS, np.unique(groups).size)
    if count < 2:
        raise ValueError("all test samples are of one group, which cannot be kept apart")
    return list(GroupKFold(count).split(y, y, groups))


def _score(
    model: Callable, x: np.ndarray, y: np.ndarray, groups: np.ndarray | None, prepare: Prepare,
    seed: int,
) -> Score:  # fmt: skip
    predicted = np.full(len(y), -1)
    try:
        for train, test in folds(y, groups, seed):
            known, asked = prepare(x[train], x[test])
            predicted[test] = model(len(train)).fit(known, y[train]).predict(asked)
    except ValueError as error:
        nan = float("nan")
        return Score(nan, nan, nan, str(error))
    right = predicted == y
    return Score(float(right.mean()), *_bounds(right, groups, seed))


def _bounds(right: np.ndarray, groups: np.ndarray | None, seed: int) -> tuple[float, float]:
    """Bootstrap over groups, or samples where there are none."""
    unit = np.arange(len(right)) if groups is None else np.unique(groups, return_inverse=True)[1]
    hits, count = np.bincount(unit, right), np.bincount(unit)
    weights = np.random.default_rng(seed).multinomial(
        len(count), np.full(len(count), 1 / len(count)), size=1000
    )
    low, high = interval(weights @ hits / (weights @ count))
    return float(low), float(high)
