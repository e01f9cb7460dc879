"""Rows of the data set in one run: its folds, its whole subset and the test part."""

from dataclasses import dataclass

import numpy as np

from craftbench.protocol.folds import cut_in_folds, fold_count
from craftbench.protocol.subsets import draw
from craftbench.runs.arm import ArmData, ArmTask


@dataclass(frozen=True)
class RunRows:
    """Rows of one run.

    Parameters
    ----------
    folds : list of (training rows, validation rows)
        Of the fits of the search; one for a held-out validation part.
    test : (n,) array of int
        The test part.
    """

    folds: list[tuple[np.ndarray, np.ndarray]]
    test: np.ndarray

    @property
    def validation(self) -> np.ndarray:
        """Validation rows of all folds, in the order of the folds."""
        return np.concatenate([validation for _, validation in self.folds])

    @property
    def whole(self) -> np.ndarray:
        """All rows of the subset, sorted."""
        return np.unique(np.concatenate(self.folds[0]))


def run_rows(task: ArmTask, data: ArmData, size: int, seed: int) -> RunRows:
    """The rows of the run with this training size and seed; the same for all arms."""
    contest = task.contest
    pool = np.flatnonzero(data.table["role"] == "pool")
    test = np.flatnonzero(data.table["role"] == "test")
    table = data.table.iloc[pool]
    drawn = draw(table, size, contest.validation_share, seed, contest.drawing)
    folds = [drawn]
    if contest.refit:
        grouped, share = "group" in table, contest.validation_share
        count = fold_count(contest.validation_folds, size, share, grouped)
        folds = cut_in_folds(table, drawn, count, seed)
    return RunRows([(pool[one.train], pool[one.validation]) for one in folds], test)
