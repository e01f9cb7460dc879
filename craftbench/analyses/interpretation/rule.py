"""A short decision tree in words."""

from dataclasses import dataclass

import numpy as np
from sklearn.tree import DecisionTreeClassifier

DEPTH = 3
"""Maximum number of questions of the rule in the report."""
_LEAST_SHARE = 0.01


@dataclass(frozen=True)
class Rule:
    """A fitted tree in words.

    Parameters
    ----------
    text : str
        One line a question or answer, indented by depth.
    predicted : (n,) int array
        Predicted class codes.
    used : list of int
        Columns that it uses, the most important first.
    """

    text: str
    predicted: np.ndarray
    used: list[int]


def short_rule(
    x: np.ndarray,
    y: np.ndarray,
    test: np.ndarray,
    names: list[str],
    classes: list[str],
    depth: int,
) -> Rule:
    """Fit a tree with few questions.

    Parameters
    ----------
    x, y : (n, d) array, (n,) int array
        Features in their own units, without NaN, and class codes of the training part.
    test : (m, d) array
        Features of the samples to predict.
    names, classes : lists of str
        Of the features, with their units, and of the classes.
    depth : int
        Maximum number of questions before an answer.
    """
    least = max(1, round(_LEAST_SHARE * len(x)))
    tree = DecisionTreeClassifier(max_depth=depth, min_samples_leaf=least, random_state=0)
    tree.fit(x, y)
    known = [classes[code] for code in tree.classes_]
    used = [i for i in np.argsort(-tree.feature_importances_) if tree.feature_importances_[i] > 0]
    text = "\n".join(_lines(tree.tree_, 0, 0, names, known))
    return Rule(text, tree.predict(test), [int(i) for i in used])


def _lines(tree, node: int, depth: int, names: list[str], classes: list[str]) -> list[str]:
    indent = "  " * depth
    if tree.children_left[node] < 0:
        share = tree.value[node][0] / tree.value[node][0].sum()
        best = int(share.argmax())
        n = tree.n_node_samples[node]
        return [f"{indent}{classes[best]} ({100 * share[best]:.0f} % of {n})"]
    name, limit = names[tree.feature[node]], tree.threshold[node]
    return [
        f"{indent}{name} ≤ {limit:.4g}:",
        *_lines(tree, tree.children_left[node], depth + 1, names, classes),
        f"{indent}{name} > {limit:.4g}:",
        *_lines(tree, tree.children_right[node], depth + 1, names, classes),
    ]
