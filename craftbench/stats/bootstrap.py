"""The one bootstrap behind every interval: groups are drawn, repeats add their spread."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from craftbench.stats.intervals import (
    bounded,
    bounded_by_draws,
    draws_of_mean,
    interval,
)
from craftbench.stats.repeat_multipliers import RepeatMultipliers
from craftbench.stats.unseen import (
    UNSEEN_DEVIATIONS,
    draws_with_unseen,
    interval_of_share,
    weight_of_unseen,
    with_bounds_at_ends,
)

CHUNK = 50
_ROUNDING = 1e-12
GROUPS_AND_REPEATS, GROUPS_ONLY, REPEATS_ONLY, NONE = (
    *("groups and repeats", "groups only", "repeats only"),
    "none",
)
"""What an interval covers: the values of the column ``interval``."""
_PARTS = {
    GROUPS_AND_REPEATS: {"groups", "repeats"},
    GROUPS_ONLY: {"groups"},
    REPEATS_ONLY: {"repeats"},
    NONE: set(),
}


def covered_by_all(*intervals: str) -> str:
    """What all of several intervals cover, for an estimate that is made of all of them."""
    shared = set.intersection(*(_PARTS[one] for one in intervals))
    return next(one for one, parts in _PARTS.items() if parts == shared)


class Bootstrap:
    """Draws groups with replacement, the same ones for every arm and training size.

    Because the draws are shared, differences between arms are paired.

    Parameters
    ----------
    group : (n,) array
        Group of each row: a patient, a batch; where there are no groups, each row its own.
    resamples, seed : int
        Number of draws, and what they follow from.
    """

    def __init__(self, group: np.ndarray | pd.Series, resamples: int, seed: int) -> None:
        self.group = pd.factorize(np.asarray(group))[0]
        self.groups = int(self.group.max()) + 1 if len(self.group) else 0
        self.resamples, self.seed = resamples, seed
        self._multipliers: dict[tuple[int, int], RepeatMultipliers | None] = {}

    @cached_property
    def weights(self) -> np.ndarray:
        """How often each draw takes each group, (resamples, groups) of uint8."""
        rng = np.random.default_rng(self.seed)
        weights = np.empty((self.resamples, self.groups), np.uint8)
        for weight in weights:
            weight[:] = np.bincount(
                rng.integers(self.groups, size=self.groups), minlength=self.groups
            )
        return weights

    def multipliers(self, repeats: int, stream: int = 0) -> RepeatMultipliers | None:
        """Random numbers for the spread of so many repeats, the same for all arms.

        Estimates of another `stream` have others: joint draws are independent in their repeats.
        """
        key = repeats, stream
        if key not in self._multipliers:
            seed = self.seed + 1 + stream
            self._multipliers[key] = RepeatMultipliers.draw(repeats, self.resamples, seed)
        return self._multipliers[key]

    @cached_property
    def unseen(self) -> np.ndarray:
        """Uniform random numbers (resamples,) for the weight of a group that was not seen."""
        return np.random.default_rng([self.seed, 0]).random(self.resamples)

    def covers(self, repeats: int, groups: int | None = None) -> str:
        """What an interval covers, for the column ``interval``.

        Parameters
        ----------
        repeats : int
            Number of repeats behind the estimate.
        groups : int, optional
            Number of groups behind it; those of all rows by default, 0 where no group is drawn.
        """
        groups = self.groups if groups is None else int(groups)
        if groups > 1:
            return GROUPS_AND_REPEATS if repeats > 1 else GROUPS_ONLY
        return REPEATS_ONLY if repeats > 1 and not groups else NONE

    def sums(self, of_groups: np.ndarray | csr_array) -> np.ndarray:
        """Sums over the drawn groups, (resamples, columns), of (groups, columns) values."""
        starts = range(0, self.resamples, CHUNK)
        chunks = (self.weights[start : start + CHUNK] for start in starts)
        return np.concatenate([(of_groups.T @ chunk.T.astype(float)).T for chunk in chunks])

    def means(
        self, values: Sequence[np.ndarray] | np.ndarray, rows: Sequence[np.ndarray] | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Mean of each repeat's values, and the same on drawn groups.

        Parameters
        ----------
        values : (repeats, n) array, or a sequence of one array a repeat
            NaN are left out.
        rows : sequence of int arrays, optional
            For each repeat, which of the rows that the groups were given for its values are of;
            all of them in order by default.

        Returns
        -------
        observed, drawn : (repeats,) and (resamples, repeats) arrays
            NaN where no value is known.
        """
        given = [np.asarray(one, float) for one in values]
        known = [~np.isnan(one) for one in given]
        observed = [
            one[kept].mean() if kept.any() else np.nan
            for one, kept in zip(given, known, strict=True)
        ]
        groups = [self.group] * len(given) if rows is None else [self.group[own] for own in rows]
        of_groups = [
            np.bincount(group[kept], weights, self.groups)
            for one, kept, group in zip(given, known, groups, strict=True)
            for weights in (one[kept], None)
        ]
        drawn = self.sums(np.column_stack(of_groups))
        with np.errstate(invalid="ignore"):
            return np.array(observed), drawn[:, ::2] / drawn[:, 1::2]

    def confusions(
        self, true: np.ndarray, predicted: np.ndarray, classes: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """Confusion matrices of (repeats, n) predicted codes, row true class.

        Returns
        -------
        observed, drawn : (repeats, classes, classes) and (resamples, repeats, classes, classes)
        """
        cells = classes**2
        shape = (self.groups, len(predicted) * cells)
        of_groups = csr_array(shape, dtype=np.float64)
        for repeat, codes in enumerate(predicted):
            cell = repeat * cells + true * classes + codes
            of_groups = of_groups + csr_array((np.ones(len(true)), (self.group, cell)), shape=shape)
        observed = np.asarray(of_groups.sum(axis=0)).reshape(-1, classes, classes)
        return observed, self.sums(of_groups).reshape(-1, len(predicted), classes, classes)

    def groups_of_class(self, true: np.ndarray, classes: int) -> np.ndarray:
        """Number of groups that have a sample of each class, (classes,)."""
        pairs = np.unique(np.column_stack([self.group, true]), axis=0)
        return np.bincount(pairs[:, 1], minlength=classes)

    def groups_of_mean(self, true: np.ndarray, classes: int) -> int:
        """Number of groups behind a mean over classes: of all, or of the rarest times the classes.

        Where n samples of a class are all right, its sensitivity may still be 1 − 3.7/n, which
        lowers the mean over K classes by 3.7/(K·n): as much as if there were K·n samples.
        """
        of_class = self.groups_of_class(true, classes)
        of_class = of_class[of_class > 0]
        rarest = len(of_class) * int(of_class.min()) if len(of_class) else self.groups
        return min(self.groups, rarest)

    def draws(
        self,
        observed: np.ndarray,
        drawn: np.ndarray,
        limits: tuple[float, float] | None = None,
        groups: float | np.ndarray | None = None,
    ) -> np.ndarray:
        """Draws (resamples, …) of the mean over repeats, see `draws_of_mean`.

        `groups` is the number of groups behind each score where it is not that of all.
        """
        groups = self.groups if groups is None else groups
        return draws_of_mean(observed, drawn, groups, self.multipliers(len(observed)), limits)

    def draws_of_difference(
        self, observed: np.ndarray, drawn: np.ndarray, stream: int, groups: int | None = None
    ) -> np.ndarray:
        """Draws (resamples,) of a mean difference of two scores, as if a group were unseen.

        Parameters
        ----------
        observed, drawn : (repeats,) and (resamples, repeats) arrays
            Difference in each repeat, and on drawn groups.
        stream : int
            See `multipliers`.
        groups : int, optional
            Number of groups behind it where it is not that of all.
        """
        groups = self.groups if groups is None else groups
        estimate = float(observed.mean())
        draws = draws_of_mean(
            observed, drawn, groups, self.multipliers(len(observed), stream), None
        )
        distance = 1.0
        spread = max(np.ptp(drawn), np.ptp(observed))
        if self.groups < len(self.group) and spread > _ROUNDING:
            distance = float(UNSEEN_DEVIATIONS * np.sqrt(groups) * drawn.mean(axis=1).std())
        rng = np.random.default_rng([self.seed, 1, stream])
        sign = rng.permutation(np.resize([-1, 1], self.resamples))  # As often on either side.
        weight = sign * weight_of_unseen(self.unseen, groups)
        return draws_with_unseen(estimate, draws, weight, distance)

    def interval(
        self,
        observed: np.ndarray,
        drawn: np.ndarray,
        limits: tuple[float, float] | None = (0, 1),
        groups: float | np.ndarray | None = None,
    ) -> tuple[np.ndarray, np.ndarray]:
        """95 % interval of the mean over repeats of a score; see `bounded_difference` for others.

        A score at one of its `limits` has the bound of `with_bounds_at_ends`.
        """
        groups, mean = self.groups if groups is None else groups, observed.mean(axis=0)
        draws = self.draws(observed, drawn, limits, groups)
        if limits == (0, 1):
            return interval_of_share(mean, draws, groups, self.unseen)
        found = interval(draws)
        return found if limits is None else with_bounds_at_ends(mean, *found, limits, groups)

    def bounded(
        self,
        name: str,
        observed: np.ndarray,
        drawn: np.ndarray,
        limits: tuple[float, float] | None = (0, 1),
        groups: float | None = None,
    ) -> dict[str, Any]:
        """The mean over repeats as ``name``, ``name_low`` and ``name_high``; see `interval`."""
        return bounded(name, observed.mean(), self.interval(observed, drawn, limits, groups))

    def bounded_difference(
        self, name: str, observed: np.ndarray, drawn: np.ndarray, groups: int | None = None
    ) -> dict[str, Any]:
        """The mean difference over repeats with its bounds; see `draws_of_difference`."""
        draws = self.draws_of_difference(observed, drawn, 0, groups)
        return bounded_by_draws(name, float(observed.mean()), draws)

    def bounded_over_repeats(
        self, name: str, scores: np.ndarray, limits: tuple[float, float] | None = (0, 1)
    ) -> dict[str, Any]:
        """The mean of (repeats,) scores that no drawn group has a part in: Student's t interval.

        None where all repeats have the same score: it says nothing of how much others differ.
        """
        scores, multipliers = np.asarray(scores, float), self.multipliers(len(scores))
        if multipliers is None or not np.ptp(scores):
            return bounded(name, scores.mean(), (np.nan, np.nan))
        draws = draws_of_mean(scores, scores[None], np.inf, multipliers, limits)
        return bounded(name, scores.mean(), interval(draws))

    def bounded_count_over_repeats(self, name: str, counts: np.ndarray) -> dict[str, Any]:
        """The mean of (repeats,) positive numbers, with Student's t interval on their logarithms.

        The bounds are those of the geometric mean, times its ratio to the mean: they are positive
        and contain the mean.
        """
        counts = np.asarray(counts, float)
        found = self.bounded_over_repeats(name, np.log(counts), limits=None)
        mean = counts.mean()
        scale = mean / np.exp(found[name])
        return {
            name: float(mean),
            **{
                f"{name}{end}": float(scale * np.exp(found[f"{name}{end}"]))
                for end in ("_low", "_high")
            },
        }
