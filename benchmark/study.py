"""One data set with the results of all its arms, and how a row of a table begins."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from benchmark.cards import Card


@dataclass(frozen=True)
class ArmResult:
    """What the runs of one arm left behind.

    Parameters
    ----------
    runs : DataFrame
        From `benchmark.scoring.score_runs`.
    predictions : DataFrame
        ``training_size, repeat, role, sample, predicted``.
    """

    runs: pd.DataFrame
    predictions: pd.DataFrame


@dataclass(frozen=True)
class Study:
    """One data set with the results of all its arms.

    Parameters
    ----------
    dataset : str
        Name of the card.
    card : Card
        The card.
    samples : DataFrame
        ``label, role`` and, where there are groups, ``group``.
    arms : dict of ArmResult
        In the order of the card.
    extraction : DataFrame
        ``feature_set, seconds_per_sample``: one row a timed chunk of samples.
    resamples, seed : int
        Of the bootstrap.
    """

    dataset: str
    card: Card
    samples: pd.DataFrame
    arms: dict[str, ArmResult]
    extraction: pd.DataFrame
    resamples: int
    seed: int

    @property
    def has_groups(self) -> bool:
        """Whether training sizes and resampling count groups."""
        return "group" in self.samples

    def row_of(self, arm: str, size: int) -> dict[str, Any]:
        """What every row about an arm at a training size begins with."""
        return {
            "dataset": self.dataset,
            "arm": arm,
            "family": self.card.family(arm),
            "training_size": size,
            "size_unit": "groups" if self.has_groups else "samples",
        }


def bounded(name: str, estimate: float, bounds: tuple) -> dict[str, float]:
    """An estimate with its bounds; without an estimate there are none."""
    low, high = (np.nan, np.nan) if np.isnan(estimate) else bounds
    return {name: float(estimate), f"{name}_low": float(low), f"{name}_high": float(high)}
