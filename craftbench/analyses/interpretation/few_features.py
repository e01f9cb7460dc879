"""A rule on a few features, which validation samples choose."""

from collections.abc import Callable, Sequence

import numpy as np
from sklearn.feature_selection import f_classif
from sklearn.tree import DecisionTreeClassifier

MOST_FEATURES = 5
SCREENED = 20
_FEWEST_LEAVES = 8
_LEAST_SHARE = 0.01


def strongest_blocks(
    x: np.ndarray, y: np.ndarray, blocks: Sequence[np.ndarray], most: int
) -> list[np.ndarray]:
    """The blocks with the highest F of the analysis of variance among their features.

    Parameters
    ----------
    x, y : (n, d) array, (n,) int array
        Training samples.
    blocks : sequence of int arrays
        Columns of each block.
    most : int
        Number of blocks; the first has the highest F.

    Returns
    -------
    list of int arrays
        In each block, the column with the highest F comes first.
    """
    f = np.zeros(x.shape[1])
    varies = np.ptp(x, axis=0) > 0
    if varies.any() and len(np.unique(y)) > 1:
        f[varies] = np.nan_to_num(f_classif(x[:, varies], y)[0], posinf=np.finfo(float).max)
    ordered = [block[np.argsort(-f[block], kind="stable")] for block in blocks]
    return sorted(ordered, key=lambda block: -f[block[0]])[:most]


def rule_on_few_features(
    train: tuple[np.ndarray, np.ndarray],
    validation: tuple[np.ndarray, np.ndarray],
    candidates: Sequence[int],
    classes: int,
    score: Callable[[np.ndarray, np.ndarray], float],
) -> tuple[list[int], DecisionTreeClassifier]:
    """A decision tree on at most `MOST_FEATURES` features.

    Parameters
    ----------
    train, validation : (x, y)
        Samples that trees are fitted on, and samples that choose among them.
    candidates : sequence of int
        Columns to choose from; of equally good ones the first is taken.
    classes : int
        Number of classes. A tree has at most two answers a class, and at least eight.
    score : callable
        Validation score of true and predicted class codes.

    Returns
    -------
    columns, tree
        The tree is fitted on these columns of the training samples.

    Notes
    -----
    Forward selection: the feature whose tree has the highest validation score is added, until
    there are `MOST_FEATURES`. Of the trees on one, two, … features the one with the highest
    validation score is returned, of equal ones the shortest.
    """
    (x, y), (x_validation, y_validation) = train, validation
    leaves = max(_FEWEST_LEAVES, 2 * classes)
    least = max(1, round(_LEAST_SHARE * len(x)))

    def fitted(columns: list[int]) -> tuple[float, DecisionTreeClassifier]:
        tree = DecisionTreeClassifier(max_leaf_nodes=leaves, min_samples_leaf=least, random_state=0)
        tree.fit(x[:, columns], y)
        predicted = tree.predict(x_validation[:, columns])
        return score(y_validation, predicted), tree

    chosen: list[int] = []
    best: tuple[float, list[int], DecisionTreeClassifier] | None = None
    for _ in range(min(MOST_FEATURES, len(candidates))):
        tried = [
            (column, *fitted([*chosen, column])) for column in candidates if column not in chosen
        ]
        column, reached, tree = max(tried, key=lambda one: one[1])
        chosen.append(column)
        if best is None or reached > best[0]:
            best = reached, list(chosen), tree
    assert best is not None
    return best[1], best[2]


def mean_overlap(sets: Sequence[set[int]]) -> float:
    """Mean Jaccard index |A ∩ B| / |A ∪ B| over all pairs of sets; NaN without a pair."""
    pairs = [(a, b) for i, a in enumerate(sets) for b in sets[i + 1 :]]
    return float(np.mean([len(a & b) / len(a | b) for a, b in pairs])) if pairs else np.nan
