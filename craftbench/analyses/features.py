"""The feature tables of one data set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from craftbench.config.analyses import AnalysisSettings
from craftbench.config.contest import Contest
from craftbench.datasets.stored_file import read_parquet


@dataclass(frozen=True, eq=False)
class Features:
    """Hand-crafted features of all samples.

    Parameters
    ----------
    dataset : str
        Name of the data set.
    contest : Contest
        Its classes and arms.
    table : DataFrame
        ``label, role`` and, where there are groups, ``group``.
    by_set : mapping of DataFrame
        By feature set: one row a sample, one column a feature.
    settings : AnalysisSettings
        Settings of the analyses.
    resamples, seed : int
        Number of bootstrap resamples, and the seed of everything random.
    """

    dataset: str
    contest: Contest
    table: pd.DataFrame
    by_set: Mapping[str, pd.DataFrame]
    settings: AnalysisSettings
    resamples: int
    seed: int

    @classmethod
    def read(
        cls,
        dataset: str,
        contest: Contest,
        settings: AnalysisSettings,
        *,
        table: Path,
        features: Sequence[Path],
        resamples: int,
        seed: int,
    ) -> "Features":
        """Read ``samples.parquet`` and ``features/{set}.parquet`` of every feature set."""
        by_set = {file.stem: read_parquet(file).drop(columns="sample") for file in features}
        return cls(dataset, contest, read_parquet(table), by_set, settings, resamples, seed)
