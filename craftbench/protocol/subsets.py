"""Nested subsets of the pool: the training and validation samples of each training size."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from craftbench.errors import CraftbenchError

CANDIDATES = 3


@dataclass(frozen=True)
class Draw:
    """Rows of the training and the validation part of one subset."""

    train: np.ndarray
    validation: np.ndarray


def largest_size(pool: pd.DataFrame) -> int:
    """Groups in the pool, or samples where there are no groups."""
    return pool["group"].nunique() if "group" in pool else len(pool)


def draw(pool: pd.DataFrame, size: int, validation_share: float, seed: int) -> Draw:
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

    Returns
    -------
    Draw
        Row numbers within `pool`, sorted.

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
    order = _order_groups if "group" in pool else _order_samples
    rows, held_out = order(pool, size, validation_share, rng)
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


def _order_groups(
    pool: pd.DataFrame, size: int, validation_share: float, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """All rows of the first `size` groups, and which are held out: every (1/share)-th group.

    Groups are in random order, except that the next one is the best of three: the one that
    brings the class shares so far nearest to the pool's (in the χ² distance, which gives rare
    classes weight).
    """
    counts = pd.crosstab(pool["group"], pool["label"])
    shares = counts.to_numpy().sum(axis=0) / len(pool)
    waiting = list(rng.permutation(len(counts)))
    so_far = np.zeros(counts.shape[1])
    chosen: list[int] = []
    while len(chosen) < size:
        sums = so_far + counts.to_numpy()[waiting[:CANDIDATES]]
        distance = ((sums / sums.sum(axis=1, keepdims=True) - shares) ** 2 / shares).sum(axis=1)
        chosen.append(waiting.pop(int(distance.argmin())))
        so_far += counts.to_numpy()[chosen[-1]]
    places = np.arange(size)
    group_held_out = np.floor((places + 1) * validation_share + 0.5) > np.floor(
        places * validation_share + 0.5
    )
    groups = counts.index[chosen]
    place_of_row = groups.get_indexer(pool["group"])
    rows = np.flatnonzero(place_of_row >= 0)
    return rows, group_held_out[place_of_row[rows]]
