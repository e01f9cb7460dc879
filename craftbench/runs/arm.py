"""One arm of a data set: its samples in its representation, and the settings of its runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from craftbench.config.contest import Contest
from craftbench.config.training import Training
from craftbench.datasets.stored_rows import StoredRows
from craftbench.runs.training_range import Extremes


@dataclass(frozen=True)
class ArmData:
    """Samples in the representation of one arm, not yet standardised.

    Parameters
    ----------
    inputs : tuple of (n, …) arrays
        Raw samples in their view (n, …, channels), features (n, d), or both in this order; the
        output of a pretrained network (n, d); (n, 0) for a baseline that ignores its input. Many
        raw samples are on disk.
    table : DataFrame
        One row per sample; in training with ``label, role`` and, where there are groups,
        ``group``.
    names : list of str or None
        Names of the features, if there are any.
    sample_shape : tuple of int
        Shape of a stored sample.
    network_parameters : int
        Weights of the pretrained network that gave the input; 0 without one.
    network_seconds : float
        Its time for one sample.
    extremes : Extremes or None
        Of the stored samples, for training.
    """

    inputs: tuple[np.ndarray | StoredRows, ...]
    table: pd.DataFrame
    names: list[str] | None
    sample_shape: tuple[int, ...]
    network_parameters: int = 0
    network_seconds: float = 0.0
    extremes: Extremes | None = None

    def names_of(self, place: int) -> list[str] | None:
        """Column names of one input: the features come last."""
        return self.names if place == len(self.inputs) - 1 else None

    @property
    def columns_of_sets(self) -> list[int]:
        """Number of columns of each feature set, in their order."""
        return [len(list(of_set)) for _, of_set in groupby(self.names or [], _set_of)]


def _set_of(name: str) -> str:
    """Of a column ``{feature set}:{feature}``."""
    return name.split(":", 1)[0]


@dataclass(frozen=True)
class ArmTask:
    """The training of one arm.

    Parameters
    ----------
    dataset, arm : str
        Names, for messages and seeds.
    contest : Contest
        Of the data set.
    training : Training
        Settings of network training.
    seed : int
        Of the benchmark.
    threads : int
        Threads of TensorFlow.
    tensorboard : Path or None
        Folder for TensorBoard logs.
    candidates : int
        Settings that each run may choose from.
    candidate_seconds : float or None
        CPU seconds after which a run starts no further candidate; None for no limit.
    every_model : bool
        Whether all repeats of the largest size leave their models, not the first alone.
    source : mapping or None
        Settings of the source, as pydantic dumps them; stored beside the model, so that new files
        are read in the same way.
    shard, shards : int
        Of the runs, those of one job out of `shards`; see `runs_of_shard`.
    """

    dataset: str
    arm: str
    contest: Contest
    training: Training
    seed: int
    threads: int = 1
    tensorboard: Path | None = None
    candidates: int = 1
    candidate_seconds: float | None = None
    source: Mapping[str, Any] | None = None
    every_model: bool = False
    shard: int = 1
    shards: int = 1
