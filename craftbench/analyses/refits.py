"""Fits of the selected arms of one data set under changed conditions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pandas as pd

from craftbench.analyses.refitting.parts import (
    Parts,
    middle_size,
    parts_of_repeat,
    parts_of_repeats,
)
from craftbench.analyses.refitting.refit import Refit
from craftbench.analyses.refitting.shuffled_labels import ShuffledFits, fit_with_shuffled_labels
from craftbench.analyses.samples_table import groups_of
from craftbench.analyses.selection import Selection
from craftbench.analyses.stored import units_beside
from craftbench.config.analyses import AnalysisSettings
from craftbench.config.arms import Family
from craftbench.config.contest import Contest
from craftbench.config.training import Training
from craftbench.datasets.stored_file import read_parquet
from craftbench.runs.arm import ArmData, ArmTask
from craftbench.runs.arm_data import arm_data
from craftbench.stats.bootstrap import Bootstrap
from craftbench.stats.seeds import seed_of

REFITTED: tuple[Family, ...] = ("hand-crafted", "fixed-filter", "pretrained", "learned")
"""Families whose selected arm is trained again."""


@dataclass(frozen=True, eq=False)
class Refits:
    """Samples, selected arms and training histories of a data set, and the fits made from them.

    Parameters
    ----------
    dataset : str
        Name of the data set.
    contest : Contest
        Its arms and training sizes.
    table : DataFrame
        ``label, role`` and, where there are groups, ``group``.
    histories : mapping of DataFrame
        By arm that is trained in epochs: one row an epoch of its runs.
    selection : Selection
        The selected arms.
    data : callable
        Reads the samples in the representation of an arm.
    settings : AnalysisSettings
        Settings of the analyses.
    training : Training
        Training of the networks.
    resamples, seed : int
        Number of bootstrap resamples, and the seed of everything random.
    threads : int
        Number of threads of TensorFlow.
    units : mapping of str
        By feature, ``{feature set}:{feature}``; ``"1"`` for a pure number.
    """

    dataset: str
    contest: Contest
    table: pd.DataFrame
    histories: Mapping[str, pd.DataFrame]
    selection: Selection
    data: Callable[[str], ArmData]
    settings: AnalysisSettings
    training: Training
    resamples: int
    seed: int
    threads: int = 1
    units: Mapping[str, str] = field(default_factory=dict)
    _found: dict[str, ShuffledFits] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def read(
        cls,
        dataset: str,
        contest: Contest,
        settings: AnalysisSettings,
        *,
        values: Path,
        table: Path,
        features: Sequence[Path],
        histories: Sequence[Path],
        selection: Path,
        training: Training,
        resamples: int,
        seed: int,
        threads: int = 1,
    ) -> "Refits":
        """Read what the runs of a data set left; samples are read when an arm is fitted.

        Parameters
        ----------
        values, table : Path
            ``samples.npy`` and ``samples.parquet``.
        features : sequence of Path
            ``features/{set}.parquet`` of every feature set of the contest, its units in a
            ``.json`` beside it.
        histories : sequence of Path
            ``history/{arm}.parquet`` of every arm that is trained in epochs.
        selection : Path
            ``selection.csv``.
        dataset, contest, settings, training, resamples, seed, threads
            As of the class.
        """

        def data(arm: str) -> ArmData:
            return arm_data(contest, arm, values, table, features)

        return cls(
            dataset,
            contest,
            read_parquet(table),
            {file.stem: read_parquet(file) for file in histories},
            Selection.read(selection),
            data,
            settings,
            training,
            resamples,
            seed,
            threads,
            units_beside(features),
        )

    @property
    def has_groups(self) -> bool:
        """Whether the samples belong to groups."""
        return "group" in self.table

    @property
    def size_unit(self) -> str:
        """Unit of a training size."""
        return "groups" if self.has_groups else "samples"

    def with_unit(self, feature: str) -> str:
        """A feature's name, with its unit if it has one."""
        unit = self.units.get(feature, "1")
        return feature if unit == "1" else f"{feature} [{unit}]"

    def repeats_of(self, family: str) -> list[Parts]:
        """The repeats of a family's arm: the first ones, where it is a network."""
        if self.contest.arms[self.arms[family]].kind == "classifier":
            return self.repeats
        return self.repeats[: self.settings.refits.network_repeats]

    def limits_of_interval(self, family: str) -> str:
        """What limits the intervals of the fits of a family, in words."""
        found = ["one test group only: no interval"] if self.bootstrap.groups < 2 else []
        if len(self.repeats_of(family)) < 2:
            found.append(
                "one repeat only: the interval does not cover the choice of training samples"
            )
        return "; ".join(found)

    @property
    def training_size(self) -> int:
        """Training size of the fits."""
        return middle_size(self.contest)

    @cached_property
    def repeats(self) -> list[Parts]:
        """The samples of each repeat."""
        settings = self.settings.refits
        return parts_of_repeats(self.dataset, self.contest, self.table, settings, self.seed)

    def parts_of(self, repeat: int) -> Parts:
        """The samples of one repeat, which may be one more than the card has."""
        settings = self.settings.refits
        return parts_of_repeat(self.dataset, self.contest, self.table, settings, self.seed, repeat)

    @cached_property
    def bootstrap(self) -> Bootstrap:
        """Bootstrap of the groups of the test samples."""
        seed = seed_of(self.seed, self.dataset, "overfitting")
        return Bootstrap(groups_of(self.table, self.repeats[0].test), self.resamples, seed)

    @property
    def arms(self) -> dict[str, str]:
        """By family: the arm that is trained again."""
        selected = self.selection.arms(self.contest.training_sizes[-1])
        return {family: selected[family] for family in REFITTED if family in selected}

    def refit(self, family: str) -> Refit:
        """Fits the selected arm of a family."""
        arm = self.arms[family]
        task = ArmTask(self.dataset, arm, self.contest, self.training, self.seed, self.threads)
        return Refit(task, self.data(arm), self.settings.refits.epochs)

    def found(self, family: str) -> ShuffledFits:
        """The fits of the selected arm of a family; computed on first use."""
        if family not in self._found:
            self._found[family] = fit_with_shuffled_labels(
                self.refit(family),
                self.repeats_of(family),
                self.settings.refits.shuffled_shares,
            )
        return self._found[family]
