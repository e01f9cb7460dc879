"""Nested subsets of the pool: the training and validation samples of each training size."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from craftbench.errors import CraftbenchError

Drawing = Literal["random", "stratified"]
"""How groups are drawn: ``random``, as a user meets new patients; ``stratified``: the next one is
the best of three random ones by the labels of the pool. Samples are always stratified."""
CANDIDATES = 3


@dataclass(frozen=True)
class Draw:
    """Rows of the training and the validation part of one subset."""

    train: np.ndarray
    validation: np.ndarray


def largest_size(pool: pd.DataFrame) -> int:
    """Groups in the pool, or samples where there are no groups."""
    return pool["group"].nunique() if "group" in pool else len(pool)


def draw(
    pool: pd.DataFrame,
    size: int,
    validation_share: float,
    seed: int,
    drawing: Drawing = "random",
) -> Draw:
    """The subset of a training size in the repeat of `seed`, cut in training and validation.

    Parameters
    ----------
    pool : DataFrame
        Rows for training: ``label`` and, where there are groups, ``group``.
    size : int
        Number of samples, or of groups.
    validation_share : float
        Share of the subset that is held out for validation.
    seed : int
        Subsets of the same seed are nested: the training part of a smaller size is part of that of
        a larger one, and so is the validation part.
    drawing : {"random", "stratified"}
        Of groups, see `Drawing`.

    Returns
    -------
    Draw
        Row numbers within `pool`, sorted. A class of the pool may have no training sample.

    Raises
    ------
    CraftbenchError
        If the pool is smaller than `size`, the training part has only one class, or the
        validation part is empty.
    """
    what = "groups" if "group" in pool else "samples"
    if size > largest_size(pool):
        raise CraftbenchError(
            f"training size {size}: the pool has only {largest_size(pool)} {what}; "
            "lower training_sizes"
        )
    rng = np.random.default_rng(seed)
    if "group" in pool:
        rows, held_out = _draw_groups(pool, size, validation_share, rng, drawing)
    else:
        rows, held_out = _order_samples(pool, size, validation_share, rng)
    drawn = Draw(np.sort(rows[~held_out]), np.sort(rows[held_out]))
    found = pool["label"].iloc[drawn.train].unique()
    if len(found) < 2 or not len(drawn.validation):
        raise CraftbenchError(
            f"training size {size}: the {len(drawn.train)} training samples of a repeat have "
            f"{len(found)} class(es) and {len(drawn.validation)} are left for validation, expected "
            f"two classes and a sample at least; raise the smallest of training_sizes ({what})"
        )
    return drawn


def _order_samples(
    pool: pd.DataFrame, size: int, validation_share: float, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """The first `size` rows in an order with stratified prefixes, and which are held out.

    The i-th of m shuffled samples of a class stands at (i + ½)/m, so that every prefix has each
    class's share within one sample. In each class every (1/share)-th sample is held out, counted
    from another phase for each class, but never the first.
    """
    labels = pool["label"].to_numpy()
    shuffled = rng.permutation(len(pool))
    classes = pd.unique(labels)
    phase = dict(zip(classes, rng.permutation(len(classes)) / len(classes), strict=True))
    ordered = pd.DataFrame({"row": shuffled, "label": labels[shuffled]})
    by_class = ordered.groupby("label", sort=False)["row"]
    rank = by_class.cumcount().to_numpy()
    place = (rank + 0.5) / by_class.transform("size").to_numpy()
    start = ordered["label"].map(phase).to_numpy()
    held_out = np.floor((rank + 1) * validation_share + start) > np.floor(
        rank * validation_share + start
    )
    held_out &= rank > 0
    prefix = np.lexsort((np.arange(len(place)), place))[:size]
    return shuffled[prefix], held_out[prefix]


def _draw_groups(
    pool: pd.DataFrame,
    size: int,
    validation_share: float,
    rng: np.random.Generator,
    drawing: Drawing,
) -> tuple[np.ndarray, np.ndarray]:
    """All rows of the first `size` groups of an order, and which are held out.

    Every (1/share)-th group is held out.
    """
    counts = pd.crosstab(pool["group"], pool["label"])
    order = rng.permutation(len(counts))
    if drawing == "stratified":
        order = _nearest_to_the_pool(counts.to_numpy(), order)
    places = np.arange(len(order))
    held_out = np.floor((places + 1) * validation_share + 0.5) > np.floor(
        places * validation_share + 0.5
    )
    chosen = _with_a_second_class(counts.to_numpy() > 0, order, held_out, size)
    place_of_row = counts.index[chosen].get_indexer(pool["group"])
    rows = np.flatnonzero(place_of_row >= 0)
    return rows, held_out[place_of_row[rows]]


def _nearest_to_the_pool(counts: np.ndarray, waiting: np.ndarray) -> np.ndarray:
    """An order in which the next group is the best of the first three that wait.

    The best brings the class shares so far nearest to the pool's, in the χ² distance, which gives
    rare classes weight.
    """
    shares = counts.sum(axis=0) / counts.sum()
    left, so_far, order = list(waiting), np.zeros(counts.shape[1]), []
    while left:
        sums = so_far + counts[left[:CANDIDATES]]
        distance = ((sums / sums.sum(axis=1, keepdims=True) - shares) ** 2 / shares).sum(axis=1)
        order.append(left.pop(int(distance.argmin())))
        so_far += counts[order[-1]]
    return np.array(order)


def _with_a_second_class(
    has: np.ndarray, order: np.ndarray, held_out: np.ndarray, size: int
) -> np.ndarray:
    """The first `size` groups of an order, with two classes for training if the pool has them.

    Nobody trains on a single class. If the training groups have only one, the last of them is
    exchanged for the next group of the order that has another one. Subsets stay nested.

    Parameters
    ----------
    has : (groups, classes) bool array
        Which classes a group has.
    order : (groups,) array of int
        All groups.
    held_out : (groups,) bool array
        Which places of the order are held out.
    size : int
        Number of groups.
    """
    chosen = order[:size].copy()
    training = np.flatnonzero(~held_out)
    drawn, later = training[training < size], training[training >= size]
    seen = has[order[drawn]].any(axis=0)
    if len(drawn) and seen.sum() == 1:
        other = later[has[order[later]][:, ~seen].any(axis=1)]
        if len(other):
            chosen[drawn[-1]] = order[other[0]]
    return chosen
