"""Folds of a small subset: every sample is validated once."""

from typing import Literal

import numpy as np
import pandas as pd

from craftbench.protocol.subsets import Draw

Folds = Literal["auto"] | int
AUTO_FOLDS = 3
FEW_SAMPLES, FEW_GROUPS = 30, 3
"""A held-out validation part with fewer samples, or fewer groups, is too small to choose by."""


def fold_count(folds: Folds, size: int, validation_share: float, grouped: bool) -> int:
    """Number of folds of a subset; 1 for a held-out validation part.

    Parameters
    ----------
    folds : "auto" or int
        Of the card; "auto" is 3 where a held-out validation part of the share would have fewer than
        30 samples or 3 groups, otherwise 1.
    size : int
        Samples of the subset, or groups.
    validation_share : float
        Share of the subset in a held-out validation part.
    grouped : bool
        Whether samples have groups.
    """
    if folds != "auto":
        return min(folds, size)
    few = FEW_GROUPS if grouped else FEW_SAMPLES
    return min(AUTO_FOLDS, size) if size * validation_share < few else 1


def cut_in_folds(pool: pd.DataFrame, drawn: Draw, folds: int, seed: int) -> list[Draw]:
    """The subset cut in training and validation once for each fold.

    Parameters
    ----------
    pool : DataFrame
        Rows for training: ``label`` and, where there are groups, ``group``.
    drawn : Draw
        The subset with its held-out validation part.
    folds : int
        Number of folds.
    seed : int
        Of the assignment to folds.

    Returns
    -------
    list of Draw
        Every sample of the subset is in the validation part of one fold. Folds are made of whole
        groups or, without groups, stratified by class. For one fold, or if the training part of a
        fold would have a single class, it is the held-out part alone.
    """
    if folds == 1:
        return [drawn]
    rows = np.sort(np.concatenate([drawn.train, drawn.validation]))
    labels = pool["label"].to_numpy()[rows]
    rng = np.random.default_rng([seed, folds])
    fold = (
        _of_groups(pool["group"].to_numpy()[rows], folds, rng)
        if "group" in pool
        else (_of_samples(labels, folds, rng))
    )
    cut = [Draw(rows[fold != k], rows[fold == k]) for k in range(folds)]
    classes = [len(np.unique(labels[fold != k])) for k in range(folds)]
    return cut if min(classes) > 1 and all(len(one.validation) for one in cut) else [drawn]


def _of_groups(groups: np.ndarray, folds: int, rng: np.random.Generator) -> np.ndarray:
    names, number = np.unique(groups, return_inverse=True)
    return (rng.permutation(len(names)) % folds)[number]


def _of_samples(labels: np.ndarray, folds: int, rng: np.random.Generator) -> np.ndarray:
    """The classes one after the other, each in random order, dealt to the folds in turn."""
    order = np.lexsort((rng.random(len(labels)), labels))
    fold = np.empty(len(labels), int)
    fold[order] = np.arange(len(labels)) % folds
    return fold
