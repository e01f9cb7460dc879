"""Scores from confusion matrices, for any number of them at once."""

import numpy as np

MEANS_OF_CLASSES = ("balanced_accuracy", "macro_f1")
"""Scores in which every class counts the same, however few samples it has."""


def confusion_matrix(true: np.ndarray, predicted: np.ndarray, classes: int) -> np.ndarray:
    """Counts (classes, classes): row true class, column predicted class, both as codes."""
    cells = np.asarray(true, np.int64) * classes + np.asarray(predicted, np.int64)
    return np.bincount(cells, minlength=classes**2).reshape(classes, classes)


def scores(confusion: np.ndarray) -> dict[str, np.ndarray]:
    """Overall scores.

    Parameters
    ----------
    confusion : (…, classes, classes) array
        Counts, row true class.

    Returns
    -------
    dict
        ``accuracy``; ``balanced_accuracy``, the mean sensitivity; ``macro_f1``, the mean F1 score;
        ``kappa``, Cohen's (1960) (p₀ − pₑ)/(1 − pₑ) with the agreement p₀ and the one pₑ that the
        marginal sums give by chance; each of shape (…). The means are over the classes that have
        samples; NaN where there are none at all. κ is NaN where pₑ is 1: one class only, and
        always predicted.
    """
    classes = class_scores(confusion)
    n = confusion.sum(axis=(-2, -1))
    with np.errstate(invalid="ignore", divide="ignore"):
        accuracy = np.trace(confusion, axis1=-2, axis2=-1) / n
        chance = (confusion.sum(axis=-1) * confusion.sum(axis=-2) / n[..., None] ** 2).sum(axis=-1)
        kappa = np.where(chance < 1, (accuracy - chance) / (1 - chance), np.nan)[()]
    return {
        "accuracy": accuracy,
        "balanced_accuracy": _mean_of_present(classes["sensitivity"]),
        "macro_f1": _mean_of_present(classes["f1"]),
        "kappa": kappa,
    }


def class_scores(confusion: np.ndarray) -> dict[str, np.ndarray]:
    """Scores of each class.

    Parameters
    ----------
    confusion : (…, classes, classes) array
        Counts, row true class.

    Returns
    -------
    dict
        ``sensitivity`` TP/(TP+FN), NaN for a class without samples; ``precision`` TP/(TP+FP), NaN
        for a class that was never predicted; ``f1`` 2·TP/(2·TP+FP+FN), NaN for a class without
        samples; each of shape (…, classes).
    """
    correct = np.diagonal(confusion, axis1=-2, axis2=-1)
    of_class, as_class = confusion.sum(axis=-1), confusion.sum(axis=-2)
    with np.errstate(invalid="ignore", divide="ignore"):
        sensitivity = correct / of_class
        precision = correct / as_class
        f1 = np.where(of_class > 0, 2 * correct / (of_class + as_class), np.nan)
    return {"sensitivity": sensitivity, "precision": precision, "f1": f1}


def _mean_of_present(of_class: np.ndarray) -> np.ndarray:
    present = ~np.isnan(of_class)
    with np.errstate(invalid="ignore"):
        return np.where(present, of_class, 0).sum(axis=-1) / present.sum(axis=-1)
