"""One data set with the results of all its arms, and how a row of a table begins."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from craftbench.analyses.selection import best_arm
from craftbench.analyses.test_predictions import Tested, tested_by_size
from craftbench.config.contest import Contest
from craftbench.stats.group_bootstrap import group_weights, resampled_sums
from craftbench.stats.intervals import (
    RepeatMultipliers,
    draws_of_mean,
)
from craftbench.stats.seeds import seed_of


@dataclass(frozen=True)
class ArmResult:
    """What the runs of one arm left behind.

    Parameters
    ----------
    runs : DataFrame
        From `craftbench.runs.scoring.score_runs`.
    predictions : DataFrame
        ``training_size, repeat, role, sample, predicted``.
    probabilities : callable, optional
        Reads a table ``repeat, role, sample`` and ``p_{class}`` of the validation and test samples
        at the largest training size: one arm at a time, since together they may be large.
    """

    runs: pd.DataFrame
    predictions: pd.DataFrame
    probabilities: Callable[[], pd.DataFrame] | None = None


@dataclass(frozen=True)
class Accuracy:
    """Accuracy of one arm at one training size.

    ``observed`` (repeats,) on the test part, ``drawn`` (resamples, repeats) on resampled test
    groups, ``validation`` (repeats,) on the validation part; ``repeats`` are their numbers.
    """

    observed: np.ndarray
    drawn: np.ndarray
    validation: np.ndarray
    repeats: np.ndarray

    def of_repeats(self, repeats: np.ndarray) -> "Accuracy":
        """Of some of the repeats only, by their numbers."""
        kept = np.isin(self.repeats, repeats)
        return Accuracy(
            self.observed[kept], self.drawn[:, kept], self.validation[kept], self.repeats[kept]
        )


@dataclass(frozen=True)
class Study:
    """One data set with the results of all its arms.

    Parameters
    ----------
    dataset : str
        Name of the card.
    card : Card
        The card.
    samples : DataFrame
        ``label, role`` and, where there are groups, ``group``.
    arms : dict of ArmResult
        In the order of the card.
    extraction : DataFrame
        ``feature_set, seconds_per_sample``: one row a timed chunk of samples.
    resamples, seed : int
        Of the bootstrap.
    values : (n, …) array, optional
        The samples, memory-mapped: for checks of duplicates.
    facts : DataFrame, optional
        By arm, from `craftbench.analyses.cost.cost.arm_facts`.
    """

    dataset: str
    contest: Contest
    samples: pd.DataFrame
    arms: dict[str, ArmResult]
    extraction: pd.DataFrame
    resamples: int
    seed: int
    values: np.ndarray | None = None
    facts: pd.DataFrame | None = None

    @property
    def has_groups(self) -> bool:
        """Whether training sizes and resampling count groups."""
        return "group" in self.samples

    @property
    def size_unit(self) -> str:
        """What training sizes count."""
        return "groups" if self.has_groups else "samples"

    @property
    def largest_size(self) -> int:
        """The training size that tables without a size of their own speak of."""
        return self.contest.training_sizes[-1]

    @property
    def bootstrap_seed(self) -> int:
        """One for all arms and sizes: they are resampled together."""
        return seed_of(self.seed, self.dataset, "bootstrap")

    @cached_property
    def weights(self) -> np.ndarray:
        """How often each resample takes each test group, (resamples, test groups)."""
        return group_weights(self.test_groups, self.resamples, self.bootstrap_seed)

    def row_of(self, arm: str, size: int) -> dict[str, Any]:
        """What every row about an arm at a training size begins with."""
        return {
            "dataset": self.dataset,
            "arm": arm,
            "family": self.contest.family(arm),
            "training_size": size,
            "size_unit": self.size_unit,
        }

    @cached_property
    def tested(self) -> dict[tuple[str, int], Tested]:
        """Test predictions by arm and training size."""
        labels, classes = self.samples["label"], self.contest.classes
        return {
            (arm, size): found
            for arm, result in self.arms.items()
            for size, found in tested_by_size(
                result.predictions, labels, classes, f"{self.dataset} {arm}"
            ).items()
        }

    def groups_of(self, samples: np.ndarray) -> np.ndarray:
        """Codes 0, 1 … of what is resampled: test groups, or samples where there are no groups."""
        if self.has_groups:
            return pd.factorize(self.samples["group"].iloc[samples])[0]
        return np.unique(samples, return_inverse=True)[1]

    @cached_property
    def test_groups(self) -> int:
        """Number of test groups, or of test samples where there are no groups."""
        test = self.samples[self.samples["role"] == "test"]
        return test["group"].nunique() if self.has_groups else len(test)

    @cached_property
    def accuracies(self) -> dict[tuple[str, int], Accuracy]:
        """Accuracy by arm and training size, all on the same resampled test groups."""
        return {key: self._accuracy(*key, tested) for key, tested in self.tested.items()}

    def _accuracy(self, arm: str, size: int, tested: Tested) -> Accuracy:
        right = tested.predicted == tested.true
        group = self.groups_of(tested.samples)
        sums = [np.bincount(group, weights) for weights in right.astype(float)]
        counts = np.column_stack([*sums, np.bincount(group)])
        drawn = resampled_sums(counts, self.weights)
        runs = self.arms[arm].runs
        runs = runs[(runs["training_size"] == size) & (runs["role"] == "validation")]
        validation = runs.set_index("repeat")["accuracy"].reindex(tested.repeats).to_numpy()
        return Accuracy(
            right.mean(axis=1), drawn[:, :-1] / drawn[:, -1:], validation, tested.repeats
        )

    def multipliers(self, repeats: np.ndarray) -> RepeatMultipliers | None:
        """For `draws_of_mean`; the same for all arms and sizes that have these repeats."""
        return RepeatMultipliers.draw(len(repeats), self.resamples, self.bootstrap_seed + 1)

    def draws(self, arm: str, size: int) -> np.ndarray:
        """Draws of the expected accuracy, (resamples,)."""
        accuracy = self.accuracies[arm, size]
        return draws_of_mean(
            accuracy.observed,
            accuracy.drawn,
            self.test_groups,
            self.multipliers(accuracy.repeats),
            limits=(0, 1),
        )

    def difference(self, arm: str, other: str, size: int) -> tuple[float, np.ndarray]:
        """Accuracy of `arm` minus that of `other` in the repeats that both have, and draws of it.

        Both see the same test samples and, in a repeat, the same training samples: the
        differences are taken within each.
        """
        first, second = self.accuracies[arm, size], self.accuracies[other, size]
        shared = np.intersect1d(first.repeats, second.repeats)
        first, second = first.of_repeats(shared), second.of_repeats(shared)
        observed = first.observed - second.observed
        drawn = draws_of_mean(
            observed, first.drawn - second.drawn, self.test_groups, self.multipliers(shared)
        )
        return float(observed.mean()), np.clip(drawn, -1, 1)

    def limits_of_interval(self, arm: str, size: int) -> list[str]:
        """What the intervals of an arm at a size cannot cover, in words; mostly nothing."""
        notes = []
        if self.test_groups < 2:
            notes.append(f"one test {self.size_unit[:-1]} only: no interval")
        if (arm, size) not in self.tested:
            return [*notes, f"no run of training size {size}"]
        missing = self.contest.repeats - len(self.tested[arm, size].repeats)
        if missing > 0:
            notes.append(f"{missing} of {self.card.repeats} repeats are missing")
        if len(self.tested[arm, size].repeats) < 2:
            notes.append("one repeat only: the interval leaves out the training subset's chance")
        return notes

    def best_arm(self, family: str, size: int) -> str | None:
        """The arm of a family with the highest mean validation accuracy; None if none has run."""
        mean = {
            arm: self.accuracies[arm, size].validation.mean()
            for arm in self.arms
            if (arm, size) in self.accuracies
        }
        return best_arm(self.contest, mean, family)
