"""Accuracies of an experiment with intervals over groups of samples and repeats."""

import numpy as np
import pandas as pd

from craftbench.stats.group_bootstrap import group_weights, resampled_sums
from craftbench.stats.intervals import (
    RepeatMultipliers,
    bounded,
    draws_of_mean,
    interval,
    interval_of_share,
)

Answers = list[tuple[np.ndarray, np.ndarray]]
"""For each repeat: rows (n,) of the data set, and whether each was answered rightly (n,)."""


class Resampling:
    """Draws groups, or samples where there are no groups, the same ones for every arm.

    Parameters
    ----------
    table : DataFrame
        Of the data set, with ``group`` where there are groups.
    rows : (n,) array
        Rows of the data set that answers are about, in any repeat.
    resamples, seed : int
        Of the bootstrap.
    """

    def __init__(self, table: pd.DataFrame, rows: np.ndarray, resamples: int, seed: int) -> None:
        self.rows = np.unique(rows)
        names = table["group"].iloc[self.rows] if "group" in table else self.rows
        self.group = pd.factorize(np.asarray(names))[0]
        self.groups = int(self.group.max()) + 1
        self.weights = group_weights(self.groups, resamples, seed)
        self.resamples, self.seed = resamples, seed

    def accuracies(self, answers: Answers) -> tuple[np.ndarray, np.ndarray]:
        """Accuracy of each repeat (repeats,), and on resampled groups (resamples, repeats)."""
        drawn = []
        for rows, right in answers:
            group = self.group[np.searchsorted(self.rows, rows)]
            sums = [np.bincount(group, w, self.groups) for w in (right.astype(float), None)]
            hits, asked = resampled_sums(np.column_stack(sums), self.weights).T
            with np.errstate(invalid="ignore"):
                drawn.append(hits / asked)
        observed = np.array([right.mean() for _, right in answers])
        return observed, np.column_stack(drawn)

    def multipliers(self, repeats: int) -> RepeatMultipliers | None:
        """For `draws_of_mean`; the same for all arms."""
        return RepeatMultipliers.draw(repeats, self.resamples, self.seed + 1)

    def accuracy(self, name: str, answers: Answers) -> dict[str, float]:
        """Mean accuracy over repeats with its interval."""
        observed, drawn = self.accuracies(answers)
        return self._bounded(name, observed, drawn, (0, 1))

    def difference(self, name: str, first: Answers, second: Answers) -> dict[str, float]:
        """Accuracy of the first minus that of the second, taken within each repeat."""
        (observed, drawn), (other, other_drawn) = map(self.accuracies, (first, second))
        return self._bounded(name, observed - other, drawn - other_drawn, (-1, 1))

    def _bounded(self, name, observed, drawn, limits) -> dict[str, float]:
        multipliers = self.multipliers(len(observed))
        draws = draws_of_mean(observed, drawn, self.groups, multipliers, limits)
        if limits == (0, 1):
            return bounded(
                name, observed.mean(), interval_of_share(observed.mean(), draws, self.groups)
            )
        return bounded(name, observed.mean(), interval(draws))


def bounded_over_repeats(
    name: str,
    scores: np.ndarray,
    resampling: Resampling,
    limits: tuple[float, float] | None = (0, 1),
) -> dict[str, float]:
    """Mean of (repeats,) scores in which no resampled group has a part; Student's t interval."""
    scores = np.asarray(scores, float)
    multipliers = resampling.multipliers(len(scores))
    if multipliers is None:
        return bounded(name, scores.mean(), (np.nan, np.nan))
    draws = draws_of_mean(scores, scores[None], np.inf, multipliers, limits)
    return bounded(name, scores.mean(), interval(draws))
