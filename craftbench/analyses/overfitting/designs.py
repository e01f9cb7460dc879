"""Random designs of hand-crafted features, and cross-validation that selects the best of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

from craftbench.config.analyses import DesignOptimismSettings
from models import MODELS
from models.classical import logistic_regression, rbf_svm
from models.search_space import Setting, candidate_settings
from models.standardisation import Standardisation

CLASSIFIERS = {"logistic_regression": logistic_regression, "rbf_svm": rbf_svm}
"""By name in `MODELS`; imported here, so that the step depends on their code."""
Fold = tuple[np.ndarray, np.ndarray]
"""Rows that are trained on, and rows that are tested on."""
Score = Callable[[np.ndarray, np.ndarray], float]
"""Of true and predicted class codes."""


@dataclass(frozen=True)
class Design:
    """One possible choice of a designer: columns, a classifier and its setting."""

    columns: np.ndarray
    model: str
    setting: Setting


def random_designs(
    sets: Sequence[np.ndarray], count: int, most_features: int, rng: np.random.Generator
) -> list[Design]:
    """Designs in random order, so that the first k of them are k random designs.

    Parameters
    ----------
    sets : sequence of arrays
        Column numbers of each feature set.
    count : int
        Number of designs.
    most_features : int
        Maximum number of columns of a design.
    rng : Generator
        For each design it draws the feature sets, half of their columns, and a classifier with a
        setting of its search space.
    """
    settings = [
        (model, setting)
        for model in CLASSIFIERS
        for setting in candidate_settings(MODELS[model].space, count // len(CLASSIFIERS) + 1)
    ]
    designs = []
    for choice in rng.permutation(len(settings))[:count]:
        used = rng.choice(len(sets), rng.integers(1, len(sets) + 1), replace=False)
        columns = np.concatenate([sets[i] for i in used])
        half = min(most_features, max(1, len(columns) // 2))
        designs.append(Design(rng.choice(columns, half, replace=False), *settings[choice]))
    return designs


def selected_and_nested(
    x: np.ndarray,
    y: np.ndarray,
    groups: np.ndarray | None,
    designs: Sequence[Design],
    settings: DesignOptimismSettings,
    seed: int,
    score: Score,
) -> dict[int, tuple[np.ndarray, np.ndarray]]:
    """Class codes that the best of the first k designs predicts, in two estimates, by k.

    Parameters
    ----------
    x, y : (n, d) and (n,) arrays
        Features and class codes of the design samples.
    groups : (n,) array or None
        No group is in both parts of a fold.
    designs : sequence of Design
        In the order in which they are tried.
    settings : DesignOptimismSettings
        Numbers of designs k, and of folds.
    seed : int
        Seed of the folds.
    score : callable
        By which designs are compared: of true and predicted class codes.

    Returns
    -------
    dict of two (n,) int arrays
        *Selected*: cross-validated predictions of the design with the best cross-validated score,
        which is the score that a designer sees. *Nested*: predictions on each outer fold by the
        design with the best score in an inner cross-validation of the other folds. Both train on
        the same samples, so that they agree for k = 1.

    References
    ----------
    S. Varma, R. Simon: Bias in error estimation when using cross-validation for model selection.
    BMC Bioinformatics 7 (2006) 91. G. Cawley, N. Talbot: On over-fitting in model selection. J.
    Mach. Learn. Res. 11 (2010) 2079-2107.
    """
    predicted = np.zeros((len(designs), len(y)), int)
    outer = _folds(y, groups, settings.outer_folds, seed)
    inner = []
    for number, (train, tested) in enumerate(outer):
        of_train = None if groups is None else groups[train]
        folds = _folds(y[train], of_train, settings.inner_folds, seed + 1 + number)
        inner.append([_score(x[train], y[train], d, folds, score) for d in designs])
        for i, design in enumerate(designs):
            predicted[i, tested] = _predicted(x, y, design, (train, tested))
    seen = [score(y, codes) for codes in predicted]
    found = {}
    for k in settings.designs:
        if k > len(designs):
            continue
        selected = predicted[np.argmax(seen[:k])]
        nested = np.zeros(len(y), int)
        for (_, tested), of_designs in zip(outer, inner, strict=True):
            nested[tested] = predicted[np.argmax(of_designs[:k]), tested]
        found[k] = (selected, nested)
    return found


def _folds(y: np.ndarray, groups: np.ndarray | None, count: int, seed: int) -> list[Fold]:
    if groups is None:
        return list(StratifiedKFold(count, shuffle=True, random_state=seed).split(y, y))
    splitter = StratifiedGroupKFold(count, shuffle=True, random_state=seed)
    return list(splitter.split(y, y, groups))


def _score(x: np.ndarray, y: np.ndarray, design: Design, folds: list[Fold], score: Score) -> float:
    predicted = np.concatenate([_predicted(x, y, design, fold) for fold in folds])
    true = np.concatenate([y[tested] for _, tested in folds])
    return score(true, predicted)


def _predicted(x: np.ndarray, y: np.ndarray, design: Design, fold: Fold) -> np.ndarray:
    train, tested = fold
    known = np.unique(y[train])
    if len(known) == 1:
        return np.full(len(tested), known[0])
    used = x[:, design.columns]
    standardise = Standardisation.fit(used[train])
    prepared = standardise(used[train])
    estimator = CLASSIFIERS[design.model](0, prepared.shape, **design.setting)
    fitted = estimator.fit(prepared, y[train])
    return fitted.predict(standardise(used[tested]))
