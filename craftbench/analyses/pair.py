"""The stored models of one data set, and the samples of another one with the same classes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from craftbench.analyses.selection import Selection
from craftbench.analyses.stored import read_predictor, read_samples
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

    @classmethod
    def read(
        cls,
        dataset: str,
        tested_on: str,
        contest: Contest,
        settings: AnalysisSettings,
        *,
        own_values: Path,
        own_table: Path,
        own_recordings: Path,
        other_values: Path,
        other_table: Path,
        other_recordings: Path,
        models: Sequence[Path],
        repeats: Sequence[Path],
        selection: Path,
        resamples: int,
        seed: int,
        threads: int = 1,
    ) -> "Pair":
        """Read the samples; each model is read when it is tested.

        Parameters
        ----------
        own_values, own_table, own_recordings : Path
            ``samples.npy``, ``samples.parquet`` and the folder ``recordings`` of `dataset`.
        other_values, other_table, other_recordings : Path
            The same of `tested_on`.
        models : sequence of Path
            ``models/{arm}.keras`` or ``.skops`` of every arm of `dataset`.
        threads : int
            Number of threads of TensorFlow.
        repeats : sequence of Path
            Folder ``models/repeats/{arm}`` of every arm, with its models of the other repeats.
        selection : Path
            ``selection.csv`` of `dataset`.
        dataset, tested_on, contest, settings, resamples, seed
            As of the class.
        """
        files = {file.stem: file for file in models}
        folders = {folder.name: folder for folder in repeats}

        def load(arm: str) -> list[Predictor]:
            first = files[arm]
            # Not `{repeat}.latent.keras`, which is part of a model.
            others = [one for one in folders[arm].glob(f"*{first.suffix}") if one.stem.isdigit()]
            ordered = [first, *sorted(others, key=lambda one: int(one.stem))]
            return [read_predictor(one, threads) for one in ordered]

        return cls(
            dataset,
            tested_on,
            contest,
            Selection.read(selection),
            load,
            read_samples(own_values, own_table, own_recordings),
            read_samples(other_values, other_table, other_recordings),
            settings,
            resamples,
            seed,
        )
