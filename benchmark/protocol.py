"""Who is trained on what: the fixed test part, and the subsets of a learning curve."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.model_selection import StratifiedGroupKFold, train_test_split

from benchmark.errors import CraftbenchError

CANDIDATES = 3


@dataclass(frozen=True)
class Draw:
    """Rows of the training and the validation part of one subset."""

    train: np.ndarray
    validation: np.ndarray


def seed_of(seed: int, *names: str | int) -> int:
    """A seed in [0, 2³²) that follows from the benchmark's seed and from `names`."""
    words = [word for name in names for word in str(name).encode()]
    return int(np.random.SeedSequence([seed, len(words), *words]).generate_state(1)[0])


def hold_out(table: pd.DataFrame, share: float, seed: int) -> np.ndarray:
    """Role (``pool`` or ``test``) of each sample: a test part drawn once.

    Stratified by ``label``. Where the table has a column ``group``, no group is in both parts and
    the share is met as nearly as whole groups allow.

    Raises
    ------
    CraftbenchError
        If there are too few samples or groups of a class for two parts.
    """
    smallest = table["label"].value_counts()
    if smallest.iloc[-1] < 2:
        raise CraftbenchError(
            f"class {smallest.index[-1]!r} has a single sample, expected at least two: one for the "
            "pool and one for the test part. Leave the class out of the card or add samples"
        )
    rows = np.arange(len(table))
    if "group" in table:
        parts = max(2, round(1 / share))
        groups = table["group"].nunique()
        if groups < parts:
            raise CraftbenchError(
                f"{groups} groups cannot be split so that {share:.0%} of them are tested on; "
                f"expected at least {parts}. Raise split.share or add groups"
            )
        folds = StratifiedGroupKFold(parts, shuffle=True, random_state=seed)
        _, test = next(iter(folds.split(rows, table["label"], table["group"])))
    else:
        _, test = train_test_split(
            rows, test_size=share, stratify=table["label"], random_state=seed
        )
    return np.where(np.isin(rows, test), "test", "pool")


def largest_size(pool: pd.DataFrame) -> int:
    """Groups in the pool, or samples where there are no groups."""
    return pool["group"].nunique() if "group" in pool else len(pool)


def draw(pool: pd.DataFrame, size: int, validation_share: float, seed: int) -> Draw:
    """The subset of a training size in the repeat of `seed`, cut in training and validation.

    Parameters
    ----------
    pool : DataFrame
        Rows that may be trained on: ``label`` and, where there are groups, ``group``.
    size : int
        Number of samples, or of groups.
    validation_share : float
        Share of the subset that is held out.
    seed : int
        The same seed gives nested subsets: those of a smaller size are part of those of a larger
        one, in training and in validation.

    Returns
    -------
    Draw
        Row numbers within `pool`, sorted.

    Raises
    ------
    CraftbenchError
        If the pool is smaller than `size`, the training part has one class only, or the
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
    """The first `size` rows in an order whose every prefix is stratified, and who is held out.

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
    """All rows of the first `size` groups, and who is held out: every (1/share)-th group.

    Groups come in random order, except that the next one is the best of three: the one that
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
