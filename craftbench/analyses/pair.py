"""The stored models of one data set, and the samples of another one with the same classes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from craftbench.analyses.selection import Selection
from craftbench.analyses.stored import ModelFiles, SampleFiles
from craftbench.config.analyses import AnalysisSettings
from craftbench.config.contest import Contest
from craftbench.datasets.samples import Samples
from craftbench.predict.predictor import Predictor


@dataclass(frozen=True, eq=False)
class Pair:
    """Models and the two data sets that they are tested on.

    Parameters
    ----------
    dataset, tested_on : str
        Names of the data set that the models were trained on, and of the other one.
    contest : Contest
        Of the first data set; the second one has the same classes.
    selection : Selection
        Of the first data set.
    load : callable
        Gives the predictors of an arm at the largest training size, one a repeat.
    own, other : Samples
        Of the two data sets. Of their own data set, models are tested on the test part; of the
        other one, on all samples.
    settings : AnalysisSettings
        Settings of the analyses.
    resamples, seed : int
        Number of bootstrap resamples, and the seed of everything random.
    """

    dataset: str
    tested_on: str
    contest: Contest
    selection: Selection
    load: Callable[[str], Sequence[Predictor]]
    own: Samples
    other: Samples
    settings: AnalysisSettings
    resamples: int
    seed: int
    kept: dict[Any, Any] = field(init=False, repr=False, default_factory=dict)
    """Intermediate results, see `craftbench.analyses.once`."""

    @classmethod
    def read(
        cls,
        dataset: str,
        tested_on: str,
        contest: Contest,
        settings: AnalysisSettings,
        *,
        own: SampleFiles,
        other: SampleFiles,
        models: ModelFiles,
        selection: Path,
        resamples: int,
        seed: int,
    ) -> "Pair":
        """Read the samples; each model is read when it is tested.

        Parameters
        ----------
        own, other : SampleFiles
            Of `dataset`, and of `tested_on`.
        models : ModelFiles
            Of `dataset`.
        selection : Path
            ``selection.csv`` of `dataset`.
        dataset, tested_on, contest, settings, resamples, seed
            As of the class.
        """
        return cls(
            dataset,
            tested_on,
            contest,
            Selection.read(selection),
            models.read_all,
            own.read(),
            other.read(),
            settings,
            resamples,
            seed,
        )
