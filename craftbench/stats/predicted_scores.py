"""Scores of predicted class codes by the primary metric, observed and on drawn groups."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from craftbench.stats.bootstrap import Bootstrap
from craftbench.stats.metrics import confusion_matrix
from craftbench.stats.primary_metric import PrimaryMetric


@dataclass(frozen=True, eq=False)
class PredictedScores:
    """Scores of several predictions of the same samples.

    Parameters
    ----------
    metric : PrimaryMetric
    bootstrap : Bootstrap
        Of the groups of the samples.
    true : (n,) int array
        Their class codes.
    classes : int
        Number of classes.
    """

    metric: PrimaryMetric
    bootstrap: Bootstrap
    true: np.ndarray
    classes: int

    @cached_property
    def groups(self) -> int:
        """Number of groups behind a score, see `Bootstrap.groups_of_mean`."""
        if self.metric.over_classes:
            return self.bootstrap.groups_of_mean(self.true, self.classes)
        return self.bootstrap.groups

    def score(self, true: np.ndarray, predicted: np.ndarray) -> float:
        """Of (m,) true and predicted class codes of any samples."""
        return float(self.metric.score(confusion_matrix(true, predicted, self.classes)))

    def of(self, predicted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Of (repeats, n) predicted codes: (repeats,), and on drawn groups (resamples, repeats)."""
        confusions = self.bootstrap.confusions(self.true, predicted, self.classes)
        observed, drawn = map(self.metric.score, confusions)
        return observed, drawn

    def bounded(self, name: str, predicted: np.ndarray) -> dict[str, Any]:
        """The mean score over repeats with its bounds."""
        return self.bootstrap.bounded(name, *self.of(predicted), groups=self.groups)

    def bounded_difference(
        self, name: str, predicted: np.ndarray, other: np.ndarray
    ) -> dict[str, Any]:
        """The mean score of `predicted` minus that of `other`, paired, with its bounds."""
        (mine, drawn), (its, drawn_its) = self.of(predicted), self.of(other)
        return self.bootstrap.bounded_difference(name, mine - its, drawn - drawn_its, self.groups)
