"""The input of an arm: its feature sets joined, or its view of the raw samples."""

from pathlib import Path

import numpy as np
import pandas as pd

from craftbench.config.contest import Contest
from craftbench.datasets.samples import read_values
from craftbench.datasets.views import show
from craftbench.errors import CraftbenchError
from craftbench.runs.train_arm import ArmData


def arm_data(
    contest: Contest, arm: str, values: Path, table: Path, features: list[Path]
) -> ArmData:
    """Read what an arm is fitted on.

    Parameters
    ----------
    card, arm
        The card and the name of one of its arms.
    values, table : Path
        ``samples.npy`` and ``samples.parquet``.
    features : list of Path
        The feature files of the arm, in the order of its representation.

    Raises
    ------
    CraftbenchError
        If a feature file does not belong to the samples.
    """
    samples, stored = pd.read_parquet(table), read_values(values)
    inputs: list[np.ndarray] = []
    view = contest.view(arm)
    if view is not None:
        inputs.append(show(stored, view))
    names: list[str] | None = None
    if features:
        joined = pd.concat([_read_features(Path(file), samples) for file in features], axis=1)
        inputs.append(joined.to_numpy(np.float32))
        names = list(joined.columns)
    if not inputs:
        inputs, names = [np.zeros((len(samples), 0))], []
    return ArmData(tuple(inputs), samples, names, stored.shape[1:])


def _read_features(file: Path, samples: pd.DataFrame) -> pd.DataFrame:
    features = pd.read_parquet(file)
    if not features["sample"].equals(samples["sample"]):
        raise CraftbenchError(
            f"{file} has other samples than the data set; delete it, so that it is made again"
        )
    return features.drop(columns="sample").add_prefix(f"{file.stem}:")
