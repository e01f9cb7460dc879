"""The input of an arm: its feature sets joined, or its view of the raw samples."""

from pathlib import Path

import numpy as np
import pandas as pd

from benchmark.cards import Card
from benchmark.datasets.samples import read_values
from benchmark.errors import CraftbenchError
from benchmark.runs import ArmData
from benchmark.views import show


def arm_data(card: Card, arm: str, values: Path, table: Path, features: list[Path]) -> ArmData:
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
    samples = pd.read_parquet(table)
    parts = card.arms[arm].representation
    if not parts:
        return ArmData(np.zeros((len(samples), 0)), samples, [])
    if parts[0] in card.views:
        return ArmData(show(read_values(values), card.views[parts[0]]), samples, None)
    columns = [_read_features(Path(file), samples) for file in features]
    joined = pd.concat(columns, axis=1)
    return ArmData(joined.to_numpy(np.float32), samples, list(joined.columns))


def _read_features(file: Path, samples: pd.DataFrame) -> pd.DataFrame:
    features = pd.read_parquet(file)
    if not features["sample"].equals(samples["sample"]):
        raise CraftbenchError(
            f"{file} has other samples than the data set; delete it, so that it is made again"
        )
    return features.drop(columns="sample").add_prefix(f"{file.stem}:")
