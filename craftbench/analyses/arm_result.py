"""What the runs of one arm left behind."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd

from craftbench.config.contest import Contest
from craftbench.datasets.stored_file import read_parquet

RUN = ("training_size", "repeat", "split", "sample", "predicted")


@dataclass(frozen=True)
class ArmResult:
    """What the runs of one arm left behind.

    Parameters
    ----------
    runs : DataFrame
        From `craftbench.runs.scoring.score_runs`.
    predictions : DataFrame
        ``training_size, repeat, split, sample, predicted``.
    probabilities : callable, optional
        Reads a table ``repeat, split, sample`` and ``p_{class}`` of the validation and test samples
        at the largest training size: one arm at a time, since together they may be large.
    candidates : DataFrame, optional
        Tuning: ``training_size, repeat, candidate, validation_score, test_score``, one row a
        candidate; without rows where nothing was tuned.
    """

    runs: pd.DataFrame
    predictions: pd.DataFrame
    probabilities: Callable[[], pd.DataFrame] | None = None
    candidates: pd.DataFrame | None = None

    @classmethod
    def read(cls, contest: Contest, runs: Path, predictions: Path, candidates: Path) -> "ArmResult":
        """From parquet files; probabilities are read when they are asked for."""
        return cls(
            read_parquet(runs),
            read_parquet(predictions, columns=list(RUN)),
            partial(_probabilities, predictions, contest),
            read_parquet(candidates),
        )


def _probabilities(file: Path, contest: Contest) -> pd.DataFrame:
    columns = ["repeat", "split", "sample", *(f"p_{name}" for name in contest.classes)]
    rows = [
        ("training_size", "==", contest.training_sizes[-1]),
        ("split", "in", ["validation", "test"]),
    ]
    return read_parquet(file, columns=columns, filters=rows)
