"""Predicted probabilities of one arm at the largest training size."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from craftbench.analyses.study import Study


@dataclass(frozen=True)
class Probabilities:
    """Predicted probabilities of some samples, in one repeat or several together.

    Parameters
    ----------
    samples : (n,) int array
        Sample numbers, rising.
    true : (n,) int array
        Class codes of the samples.
    predicted : (n, classes) array
    """

    samples: np.ndarray
    true: np.ndarray
    predicted: np.ndarray

    @classmethod
    def of(cls, study: Study, table: pd.DataFrame, split: str) -> "Probabilities":
        """Of the ``validation`` or ``test`` samples of a table from `probabilities_of`."""
        own = table[(table["split"] == split).to_numpy()].sort_values("sample")
        classes, samples = study.contest.classes, own["sample"].to_numpy()
        labels = pd.Categorical(study.samples["label"].iloc[samples], categories=classes)
        columns = [f"p_{name}" for name in classes]
        return cls(samples, labels.codes.astype(np.int64), own[columns].to_numpy(np.float64))

    @property
    def confidence(self) -> np.ndarray:
        """Probability of the predicted class, (n,)."""
        return self.predicted.max(axis=1)

    @property
    def correct(self) -> np.ndarray:
        """Whether the most probable class is the true one, (n,)."""
        return self.predicted.argmax(axis=1) == self.true


def probabilities_of(study: Study, arm: str) -> pd.DataFrame:
    """``repeat, split, sample`` and ``p_{class}``; empty where the arm has no predictions."""
    read = study.arms[arm].probabilities
    return pd.DataFrame() if read is None else read()
