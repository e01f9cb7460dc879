"""Confusion matrices of one arm at one training size, observed and resampled."""

from dataclasses import dataclass

import numpy as np

from craftbench.analyses.study import Study
from craftbench.stats.group_bootstrap import bootstrap_confusions, group_confusions
from craftbench.stats.intervals import (
    RepeatMultipliers,
    draws_of_mean,
    interval,
    interval_of_share,
)


@dataclass(frozen=True)
class Resampled:
    """Confusion matrices of one arm at one training size.

    ``observed`` is (repeats, classes, classes), ``drawn`` (resamples, repeats, classes, classes),
    ``groups`` the number of test groups, ``groups_of_class`` (classes,) of those that have the
    class, and ``multipliers`` are those of `craftbench.stats.intervals.RepeatMultipliers`.
    """

    observed: np.ndarray
    drawn: np.ndarray
    groups: int
    groups_of_class: np.ndarray
    multipliers: RepeatMultipliers | None

    @classmethod
    def of(cls, study: Study, arm: str, size: int) -> "Resampled":
        tested = study.tested[arm, size]
        repeats, classes = len(tested.predicted), len(study.contest.classes)
        group = study.groups_of(tested.samples)
        confusions = group_confusions(tested.true, tested.predicted, group, classes)
        pairs = np.unique(np.column_stack([group, tested.true]), axis=0)
        return cls(
            np.asarray(confusions.sum(axis=0)).reshape(repeats, classes, classes),
            bootstrap_confusions(confusions, repeats, classes, study.weights),
            study.test_groups,
            np.bincount(pairs[:, 1], minlength=classes),
            study.multipliers(tested.repeats),
        )

    @property
    def repeats(self) -> int:
        return len(self.observed)

    def bounds(
        self,
        observed: np.ndarray,
        drawn: np.ndarray,
        limits: tuple[float, float] | None = (0, 1),
        groups: int | np.ndarray | None = None,
    ) -> tuple[np.ndarray, np.ndarray]:
        """95 % interval of the mean over repeats of a score, by `draws_of_mean`.

        A score between 0 and 1 that is at one of them gets the bound of `interval_of_share`.
        """
        groups = self.groups if groups is None else groups
        draws = draws_of_mean(observed, drawn, groups, self.multipliers, limits)
        if limits == (0, 1):
            return interval_of_share(observed.mean(axis=0), draws, groups)
        return interval(draws)
