"""The samples of an arm, read from the files of `prepare` and `extract`."""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from craftbench.config.contest import Contest
from craftbench.datasets.samples import read_values
from craftbench.datasets.stored_file import read_parquet
from craftbench.errors import CraftbenchError
from craftbench.own.reference import short_name
from craftbench.runs.arm import ArmData
from craftbench.runs.input_pipeline import InputPipeline


def arm_data(
    contest: Contest, arm: str, values: Path, table: Path, features: Iterable[Path]
) -> ArmData:
    """Read the samples of an arm in its representation.

    Parameters
    ----------
    contest, arm
        The contest and the name of one of its arms.
    values, table : Path
        ``samples.npy`` and ``samples.parquet``.
    features : iterable of Path
        ``{feature set}.parquet`` of at least the arm's feature sets.

    Raises
    ------
    CraftbenchError
        If a feature file does not belong to the samples.
    """
    samples = read_parquet(table)
    files = {Path(file).stem: Path(file) for file in features}

    def of_set(name: str) -> pd.DataFrame:
        found = read_parquet(files[short_name(name)])
        if not found["sample"].equals(samples["sample"]):
            raise CraftbenchError(
                f"{files[short_name(name)]} has other samples than {table}; delete it, so that it "
                "is made again"
            )
        return found.drop(columns="sample")

    return InputPipeline.of_arm(contest, arm).represent(read_values(Path(values)), samples, of_set)
