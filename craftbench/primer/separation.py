"""Separation of classes in a representation: nearest neighbours and a linear probe."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, StratifiedKFold
from sklearn.neighbors import KNeighborsClassifier

from craftbench.stats.bootstrap import Bootstrap
from models.standardisation import Standardisation

FOLDS = 5
NEIGHBOURS = 5
RESAMPLES = 1000
"""Of the bootstrap over groups, or over samples where there are none."""
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
        No group is in both parts of a fold.
    prepare : callable
        ``prepare(train, test)`` returns both parts scaled, fitted on the first part only.
    seed : int
        Seed of the folds and of the bootstrap.
    """
    return _score(lambda n: KNeighborsClassifier(min(NEIGHBOURS, n)), x, y, groups, prepare, seed)


def probe_accuracy(
    x: np.ndarray, y: np.ndarray, groups: np.ndarray | None, prepare: Prepare, seed: int
) -> Score:
    """Cross-validated accuracy of logistic regression; parameters as in `neighbour_accuracy`."""
    return _score(lambda n: LogisticRegression(max_iter=1000), x, y, groups, prepare, seed)


def one_unit(train: np.ndarray, test: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Leave values unchanged: pixels, or units of one layer."""
    return train, test


def own_units(train: np.ndarray, test: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Scale columns to unit variance and replace NaN by the median, both as in the first part."""
    standardise = Standardisation.fit(train)
    return standardise(train), standardise(test)


def folds(
    y: np.ndarray, groups: np.ndarray | None, seed: int
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Training and tested rows of up to five folds: whole groups, or stratified samples.

    Raises
    ------
    ValueError
        If there is only one group, or every class has fewer samples than there are folds.
    """
    if groups is None:
        stratified = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
        return list(stratified.split(y, y))
    count = min(FOLDS, np.unique(groups).size)
    if count < 2:
        raise ValueError("all test samples are of one group; folds need at least two")
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
    group = np.arange(len(y)) if groups is None else groups
    bootstrap = Bootstrap(group, RESAMPLES, seed)
    observed, drawn = bootstrap.means([predicted == y])
    low, high = bootstrap.interval(observed, drawn)
    return Score(float(observed[0]), float(low), float(high))
