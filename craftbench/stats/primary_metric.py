"""The primary metric of a data set: by it everything is chosen, compared and decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from craftbench.stats.metrics import MEANS_OF_CLASSES, scores

MetricName = Literal["accuracy", "balanced_accuracy", "macro_f1", "expected_cost"]
IN_WORDS: dict[str, str] = {
    "accuracy": "accuracy",
    "balanced_accuracy": "balanced accuracy",
    "macro_f1": "macro F1",
    "expected_cost": "cost score",
}
LEAST, GREATEST = 0.5, 1.5
"""Classes are near balance where each has between half and one and a half times an even share."""


@dataclass(frozen=True)
class PrimaryMetric:
    """A score between 0 and 1, of which more is better.

    Parameters
    ----------
    name : str
        One of `MetricName`.
    reason : str
        Why this one.
    costs : tuple of tuples of float
        Of ``expected_cost``: a row for each true class, a column for each predicted one.
    """

    name: MetricName
    reason: str
    costs: tuple[tuple[float, ...], ...] = ()

    @property
    def words(self) -> str:
        """The name in a sentence."""
        return IN_WORDS[self.name]

    @property
    def over_classes(self) -> bool:
        """Whether every class counts the same, however few samples it has."""
        return self.name in MEANS_OF_CLASSES

    def score(self, confusion: np.ndarray) -> np.ndarray:
        """Of confusion matrices (…, classes, classes), row true class.

        The cost score is 1 − (mean cost of a sample)/(greatest cost of the matrix): accuracy where
        every error costs 1.
        """
        if self.name != "expected_cost":
            return scores(confusion)[self.name]
        costs = np.array(self.costs)
        with np.errstate(invalid="ignore"):
            mean = (confusion * costs).sum(axis=(-2, -1)) / confusion.sum(axis=(-2, -1))
        return 1 - mean / costs.max()


ACCURACY = PrimaryMetric("accuracy", "set in the card")


def primary_metric(
    given: Literal["auto"] | MetricName,
    labels: Sequence[str],
    classes: list[str],
    costs: dict[str, dict[str, float]] | None = None,
) -> PrimaryMetric:
    """The metric that a card sets, or the one that its pool asks for.

    Parameters
    ----------
    given : str
        ``auto``, or the name of a metric.
    labels : sequence of str
        Of the pool. No test sample has a part in the choice.
    classes : list of str
        Class names.
    costs : dict of dict, optional
        Cost by true and predicted class; pairs that are not named cost 0.

    Notes
    -----
    ``auto`` is accuracy where each of K classes has a share of the pool between 0.5/K and 1.5/K,
    and macro F1 otherwise: accuracy would then hardly see a rare class, or would be high for an arm
    that always predicts the frequent one.
    """
    if given == "expected_cost":
        table = tuple(
            tuple(float((costs or {}).get(true, {}).get(as_, 0)) for as_ in classes)
            for true in classes
        )
        return PrimaryMetric(given, "set in the card, with its costs", table)
    if given != "auto":
        assert given in get_args(MetricName)
        return PrimaryMetric(given, "set in the card")
    found = np.asarray(labels)
    shares = np.array([np.mean(found == name) for name in classes]) if len(found) else np.zeros(1)
    even = 1 / len(classes)
    for place, side, kept in (
        (int(shares.argmax()), "above", shares.max() <= GREATEST * even),
        (int(shares.argmin()), "below", shares.min() >= LEAST * even),
    ):
        if not kept:
            bound = even * (GREATEST if side == "above" else LEAST)
            why = f"{classes[place]} is {shares[place]:.1%} of the pool, {side} {bound:.1%}"
            return PrimaryMetric("macro_f1", why)
    why = f"classes are {shares.min():.1%} to {shares.max():.1%} of the pool, near {even:.1%}"
    return PrimaryMetric("accuracy", why)
