"""One data set with the results of all its arms."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from craftbench.analyses.arm_result import ArmResult
from craftbench.analyses.drawn_score import DrawnScore
from craftbench.analyses.selection import Selection
from craftbench.analyses.test_predictions import TestPredictions
from craftbench.config.analyses import AnalysisSettings
from craftbench.config.contest import Contest
from craftbench.stats.bootstrap import NONE, Bootstrap
from craftbench.stats.metrics import class_scores
from craftbench.stats.primary_metric import PrimaryMetric
from craftbench.stats.seeds import seed_of


@dataclass(frozen=True, eq=False)
class Study:
    """One data set with the results of all its arms.

    Parameters
    ----------
    dataset : str
        Name of the data set.
    contest : Contest
        Classes, training sizes and arms.
    samples : DataFrame
        ``label, source, role`` and, where there are groups, ``group``.
    arms : dict of ArmResult
        In the order of the card.
    selection : Selection
        Which arm stands for its family.
    extraction : DataFrame
        ``feature_set, seconds_per_sample``: one row a timed chunk of samples.
    resamples, seed : int
        Of the bootstrap.
    settings : AnalysisSettings
        Of the analyses.
    values : (n, …) array, optional
        The samples, memory-mapped: for checks of duplicates.
    architectures : DataFrame, optional
        ``arm, multiply_adds`` of every layer.
    models : mapping of Path, optional
        Stored model of each arm.
    """

    dataset: str
    contest: Contest
    samples: pd.DataFrame
    arms: dict[str, ArmResult]
    selection: Selection
    extraction: pd.DataFrame
    resamples: int
    seed: int
    settings: AnalysisSettings = AnalysisSettings()
    values: np.ndarray | None = None
    architectures: pd.DataFrame | None = None
    models: Mapping[str, Path] = field(default_factory=dict)
    kept: dict[Any, Any] = field(init=False, repr=False, default_factory=dict)
    """Intermediate results, see `craftbench.analyses.once`."""

    @property
    def has_groups(self) -> bool:
        """Whether training sizes and the bootstrap count groups."""
        return "group" in self.samples

    @property
    def size_unit(self) -> str:
        """What training sizes count."""
        return "groups" if self.has_groups else "samples"

    @property
    def largest_size(self) -> int:
        """The training size of tables that have one row an arm."""
        return self.contest.training_sizes[-1]

    def row_of(self, arm: str, size: int) -> dict[str, Any]:
        """The first columns of every row about an arm at a training size."""
        return {
            "dataset": self.dataset,
            "arm": arm,
            "family": self.contest.family(arm),
            "training_size": size,
            "size_unit": self.size_unit,
        }

    def rows_of(self, role: str) -> np.ndarray:
        """Sample numbers of the ``pool`` or of the ``test`` part."""
        return np.flatnonzero((self.samples["role"] == role).to_numpy())

    @cached_property
    def bootstrap(self) -> Bootstrap:
        """Draws test groups, the same for all arms and sizes; samples where there are no groups."""
        test = self.rows_of("test")
        group = self.samples["group"].iloc[test] if self.has_groups else test
        return Bootstrap(group, self.resamples, seed_of(self.seed, self.dataset, "bootstrap"))

    @property
    def test_groups(self) -> Any:
        """Number of test groups, for tables; empty where there are no groups."""
        return self.bootstrap.groups if self.has_groups else pd.NA

    def places_of(self, samples: np.ndarray) -> np.ndarray:
        """Rows of the bootstrap that belong to test samples."""
        return np.searchsorted(self.rows_of("test"), samples)

    @cached_property
    def predictions(self) -> dict[tuple[str, int], TestPredictions]:
        """Test predictions by arm and training size."""
        labels, classes = self.samples["label"], self.contest.classes
        return {
            (arm, size): found
            for arm, result in self.arms.items()
            for size, found in TestPredictions.by_size(
                result.predictions, labels, classes, f"{self.dataset} {arm}"
            ).items()
        }

    @cached_property
    def metric(self) -> PrimaryMetric:
        """By which everything is decided."""
        return self.contest.primary_metric(self.samples)

    @cached_property
    def class_groups(self) -> int:
        """Number of test groups behind a mean over classes, see `Bootstrap.groups_of_mean`."""
        labels = self.samples["label"].iloc[self.rows_of("test")]
        true = pd.Categorical(labels, categories=self.contest.classes).codes
        return self.bootstrap.groups_of_mean(true, len(self.contest.classes))

    @property
    def score_groups(self) -> int:
        """Number of test groups behind the primary metric."""
        return self.class_groups if self.metric.over_classes else self.bootstrap.groups

    @cached_property
    def scores(self) -> dict[tuple[str, int], DrawnScore]:
        """Test score by the primary metric, by arm and training size."""
        found = {}
        for key, given in self.predictions.items():
            observed, drawn = map(self.metric.score, self.confusions(*key))
            found[key] = DrawnScore(observed, drawn, given.repeats)
        return found

    def accuracy(self, arm: str, size: int) -> DrawnScore:
        """Test accuracy, whatever the primary metric is."""
        given = self.predictions[arm, size]
        places = [self.places_of(given.samples)] * len(given.repeats)
        return DrawnScore(*self.bootstrap.means(given.correct, places), given.repeats)

    def f1_scores(self, arm: str, size: int) -> DrawnScore:
        """F1 score of every class in a last axis; NaN on drawn groups without the class."""
        observed, drawn = (class_scores(one)["f1"] for one in self.confusions(arm, size))
        return DrawnScore(observed, drawn, self.predictions[arm, size].repeats)

    def confusions(self, arm: str, size: int) -> tuple[np.ndarray, np.ndarray]:
        """Confusion matrices, see `Bootstrap.confusions`."""
        given = self.predictions[arm, size]
        return self.bootstrap.confusions(given.true, given.predicted, len(self.contest.classes))

    def draws(self, arm: str, size: int) -> np.ndarray:
        """Draws of the expected score, (resamples,)."""
        score = self.scores[arm, size]
        return self.bootstrap.draws(score.observed, score.drawn, (0, 1), self.score_groups)

    def difference(self, arm: str, other: str, size: int) -> tuple[float, np.ndarray]:
        """Score of `arm` minus that of `other` in the repeats that both have, and draws of it.

        Both see the same test samples and, in a repeat, the same training samples: differences
        are taken within each.
        """
        key = "difference", arm, other, size
        if key not in self.kept:
            observed, drawn = self.differences(arm, other, size)
            stream = self.contest.training_sizes.index(size)
            groups = self.score_groups
            draws = self.bootstrap.draws_of_difference(observed, drawn, stream, groups)
            self.kept[key] = float(observed.mean()), draws
        return self.kept[key]

    def differences(self, arm: str, other: str, size: int) -> tuple[np.ndarray, np.ndarray]:
        """The same in each repeat that both have, (repeats,), and on drawn groups."""
        first, second = self.scores[arm, size], self.scores[other, size]
        shared = np.intersect1d(first.repeats, second.repeats)
        first, second = first.of_repeats(shared), second.of_repeats(shared)
        return first.observed - second.observed, first.drawn - second.drawn

    def covers(self, arm: str, size: int) -> str:
        """What the interval of an arm's score covers; ``none`` without a run of that size."""
        given = self.predictions.get((arm, size))
        return NONE if given is None else self.bootstrap.covers(len(given.repeats))
