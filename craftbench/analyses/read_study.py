"""A study from the files that training and scoring leave."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from craftbench.analyses.arm_result import ArmResult
from craftbench.analyses.read import read_table
from craftbench.analyses.selection import Selection
from craftbench.analyses.study import Study
from craftbench.config.analyses import AnalysisSettings
from craftbench.config.contest import Contest
from craftbench.datasets.samples import read_values
from craftbench.datasets.stored_file import read_parquet


def read_study(
    dataset: str,
    contest: Contest,
    settings: AnalysisSettings,
    *,
    table: Path,
    values: Path,
    runs: Path,
    predictions: Sequence[Path],
    candidates: Sequence[Path],
    models: Sequence[Path],
    extraction: Sequence[Path],
    architectures: Path,
    selection: Path,
    resamples: int,
    seed: int,
) -> Study:
    """A study from the files of a data set.

    Parameters
    ----------
    dataset, contest, settings, resamples, seed
        As of `Study`.
    table, values : Path
        ``samples.parquet`` and ``samples.npy``.
    runs : Path
        Folder of ``{arm}.parquet``.
    predictions, candidates, models : sequence of Path
        One file for each arm, named after it.
    extraction : sequence of Path
        ``{feature_set}.seconds.csv``.
    architectures : Path
        Table of the layers of all networks.
    selection : Path
        ``selection.csv``.
    """
    of_arm = [{_stem(file): file for file in files} for files in (predictions, candidates)]
    seconds = [read_table(file).assign(feature_set=_stem(file)) for file in extraction]
    empty = pd.DataFrame(columns=["feature_set", "seconds_per_sample"])
    return Study(
        dataset=dataset,
        contest=contest,
        samples=read_parquet(table),
        arms={
            arm: ArmResult.read(contest, runs / f"{arm}.parquet", *(one[arm] for one in of_arm))
            for arm in contest.arms
        },
        selection=Selection.read(selection),
        extraction=pd.concat(seconds) if seconds else empty,
        resamples=resamples,
        seed=seed,
        settings=settings,
        values=read_values(values),
        architectures=read_table(architectures),
        models={_stem(file): file for file in models},
    )


def _stem(file: Path) -> str:
    """``all_forest`` of ``all_forest.latent.keras``: the name up to the first dot."""
    return file.name.split(".")[0]
