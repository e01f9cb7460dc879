"""The stored models of the selected arms of one data set, and its samples."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from craftbench.analyses.selection import Selection
from craftbench.analyses.stored import ModelFiles, SampleFiles, units_beside
from craftbench.config.analyses import AnalysisSettings
from craftbench.config.arms import FAMILIES
from craftbench.config.contest import Contest
from craftbench.datasets.samples import Samples
from craftbench.own.reference import short_name
from craftbench.predict.predictor import Predictor
from craftbench.runs.arm_data import arm_data


@dataclass(frozen=True)
class FeatureTable:
    """The feature vector of one arm for all samples.

    Parameters
    ----------
    values : DataFrame
        One row a sample, one column ``{feature set}:{feature}`` a feature, NaN where missing.
    units : dict of str
        By column; ``"1"`` for a pure number.
    """

    values: pd.DataFrame
    units: dict[str, str]


@dataclass(frozen=True, eq=False)
class Examined:
    """Selected arms; their models and features are read on first use.

    Parameters
    ----------
    dataset : str
        Name of the data set.
    contest : Contest
        Its arms and training sizes.
    samples : Samples
        With ``role``, and recordings where the source has them.
    selection : Selection
        The selected arms.
    load, load_others : callable
        Give the predictor of an arm, and those of its other repeats where these are kept.
    read_features : callable
        Gives the feature table of an arm.
    settings : AnalysisSettings
        Settings of the analyses.
    resamples, seed : int
        Number of bootstrap resamples, and the seed of everything random.
    """

    dataset: str
    contest: Contest
    samples: Samples
    selection: Selection
    load: Callable[[str], Predictor]
    load_others: Callable[[str], Sequence[Predictor]]
    read_features: Callable[[str], FeatureTable]
    settings: AnalysisSettings
    resamples: int
    seed: int
    kept: dict[Any, Any] = field(init=False, repr=False, default_factory=dict)
    """Intermediate results, see `craftbench.analyses.once`."""
    _predictors: dict[str, Predictor] = field(default_factory=dict, init=False, repr=False)
    _features: dict[str, FeatureTable] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def read(
        cls,
        dataset: str,
        contest: Contest,
        settings: AnalysisSettings,
        *,
        samples: SampleFiles,
        selection: Path,
        models: ModelFiles,
        features: Sequence[Path],
        resamples: int,
        seed: int,
    ) -> "Examined":
        """Read the samples; models and features are read on first use.

        Parameters
        ----------
        samples : SampleFiles
            Of the data set.
        selection : Path
            ``selection.csv``.
        models : ModelFiles
            Of every arm.
        features : sequence of Path
            ``features/{set}.parquet`` of every feature set, its units in a ``.json`` beside it.
        dataset, contest, settings, resamples, seed
            As of the class.
        """

        def read_features(arm: str) -> FeatureTable:
            data = arm_data(contest, arm, samples.values, samples.table, features)
            needed = [short_name(name) for name in contest.feature_sets(arm)]
            own = [file for file in features if file.stem in needed]
            return FeatureTable(
                pd.DataFrame(data.inputs[-1], columns=data.names), units_beside(own)
            )

        return cls(
            dataset,
            contest,
            samples.read(),
            Selection.read(selection),
            models.read_first,
            models.read_others,
            read_features,
            settings,
            resamples,
            seed,
        )

    @property
    def arms(self) -> dict[str, str]:
        """By family: the arm selected at the largest training size, whose models are stored."""
        selected = self.selection.arms(self.contest.training_sizes[-1])
        return {family: selected[family] for family in FAMILIES if family in selected}

    @property
    def network(self) -> str | None:
        """The selected network: a learned one, else a hybrid one; None without any."""
        selected = self.selection.arms(self.contest.training_sizes[-1], "network")
        return selected.get("learned", selected.get("hybrid"))

    def predictor(self, arm: str) -> Predictor:
        """The stored model of an arm."""
        if arm not in self._predictors:
            self._predictors[arm] = self.load(arm)
        return self._predictors[arm]

    def predictors(self, arm: str) -> list[Predictor]:
        """The stored models of the repeats of an arm: at most as many as robustness is to test."""
        most = self.settings.robustness.repeats
        others = self.load_others(arm)[: most - 1] if most > 1 else []
        return [self.predictor(arm), *others]

    def features(self, arm: str) -> FeatureTable:
        """The feature vector of an arm that has feature sets."""
        if arm not in self._features:
            self._features[arm] = self.read_features(arm)
        return self._features[arm]
