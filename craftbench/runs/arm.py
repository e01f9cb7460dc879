"""What one arm is fitted on: its task, its samples, and how they are prepared."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from craftbench.config.contest import Contest
from craftbench.config.training import Training
from models.standardisation import Standardisation

Input = np.ndarray | tuple[np.ndarray, ...]


@dataclass(frozen=True)
class ArmData:
    """The samples of a data set in the representation of one arm.

    Parameters
    ----------
    inputs : tuple of (n, …) arrays
        Raw samples in their view (n, …, channels), features (n, d), or both in this order; (n, 0)
        for a baseline that looks at nothing.
    table : DataFrame
        ``label, role`` and, where there are groups, ``group``: one row a sample.
    names : list of str or None
        Names of the features, if there are any.
    sample_shape : tuple of int
        Of a stored sample.
    """

    inputs: tuple[np.ndarray, ...]
    table: pd.DataFrame
    names: list[str] | None
    sample_shape: tuple[int, ...]

    def names_of(self, place: int) -> list[str] | None:
        """Names of the columns of one input: those of the features, which come last."""
        return self.names if place == len(self.inputs) - 1 else None


@dataclass(frozen=True)
class ArmTask:
    """What `train_arm` is to do.

    Parameters
    ----------
    dataset, arm : str
        Names, for messages and seeds.
    card : Card
        Of the data set.
    training : Training
        How networks are trained.
    seed : int
        Of the benchmark.
    threads : int
        That TensorFlow may use.
    tensorboard : Path or None
        Folder for TensorBoard logs.
    candidates : int
        Settings that each run may choose from.
    """

    dataset: str
    arm: str
    contest: Contest
    training: Training
    seed: int
    threads: int = 1
    tensorboard: Path | None = None
    candidates: int = 1


@dataclass(frozen=True)
class InputPreparation:
    """The standardisation of each input of an arm, fitted on the training part of a run."""

    of_input: tuple[Standardisation, ...]

    @classmethod
    def fit(cls, data: ArmData, rows: np.ndarray) -> "InputPreparation":
        """Raises ValueError naming the features without any value, or with an infinite one."""
        return cls(
            tuple(
                Standardisation.fit(x[rows], data.names_of(place))
                for place, x in enumerate(data.inputs)
            )
        )

    def __call__(self, data: ArmData, rows: np.ndarray) -> Input:
        """One array, or a tuple of them where the arm has several inputs."""
        prepared = tuple(
            standardise(x[rows]) for standardise, x in zip(self.of_input, data.inputs, strict=True)
        )
        return prepared[0] if len(prepared) == 1 else prepared
