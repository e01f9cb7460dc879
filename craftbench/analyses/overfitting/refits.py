"""The experiments on overfitting that train again, as tables of one data set."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from craftbench.analyses.correctness import Resampling
from craftbench.analyses.overfitting import early_stopping, group_gap
from craftbench.analyses.overfitting import random_label_fit as memorisation
from craftbench.analyses.overfitting.early_stopping import early_stopping_rows, saved_accuracy
from craftbench.analyses.overfitting.group_gap import group_gap_row
from craftbench.analyses.overfitting.random_label_fit import memorisation_rows, memorise
from craftbench.analyses.overfitting.refit import (
    EARLY_STOPPING,
    NOT_ITERATED,
    Refit,
    parts_of,
    repeats_of,
)
from craftbench.analyses.selection import best_arm, validation_accuracies
from craftbench.config.configuration import Config
from craftbench.config.contest import Contest
from craftbench.runs.arm import ArmData, ArmTask
from craftbench.stats.seeds import seed_of

FAMILIES = ("hand-crafted", "learned")


@dataclass(frozen=True)
class Results:
    """What the runs of a data set left, and its samples.

    Parameters
    ----------
    dataset, card
        Name and card.
    table : DataFrame
        ``label, role`` and, where there are groups, ``group``.
    runs : dict of DataFrame
        Scores by arm.
    histories : dict of DataFrame
        By network arm, one row an epoch.
    data : callable
        Reads the samples in the representation of an arm.
    """

    dataset: str
    contest: Contest
    table: pd.DataFrame
    runs: Mapping[str, pd.DataFrame]
    histories: Mapping[str, pd.DataFrame]
    data: Callable[[str], ArmData]


def overfit_tables(
    results: Results, config: Config, folder: Path, threads: int
) -> dict[str, pd.DataFrame]:
    """``memorisation``, ``early_stopping`` and ``group_gap`` of the best arm of each family.

    Parameters
    ----------
    results : Results
        Of the data set.
    config : Config
        Seed, resamples, and how networks are trained.
    folder : Path
        For backups of trainings.
    threads : int
        That TensorFlow may use.
    """
    dataset, contest, table = results.dataset, results.contest, results.table
    parts = [
        parts_of(contest, table, dataset, config.seed, repeat)
        for repeat in range(repeats_of(contest))
    ]
    seed = seed_of(config.seed, dataset, "overfitting")
    resampling = Resampling(table, parts[0].test, config.bootstrap, seed)
    unit = "groups" if "group" in table else "samples"
    memorised, gaps = [], []
    stopped = early_stopping_rows(dataset, contest, results.histories, resampling, unit)
    validation = validation_accuracies(contest, results.runs)
    for family in FAMILIES:
        arm = best_arm(contest, validation, family)
        if arm is None:
            continue
        task = ArmTask(dataset, arm, contest, config.training, config.seed, threads)
        refit = Refit(task, results.data(arm), folder)
        found = memorise(refit, parts)
        rows = memorisation_rows(refit, found, parts, resampling)
        memorised += rows
        if refit.is_network:
            _add_saved(stopped, rows[0], saved_accuracy(found, resampling))
        if "group" in table:
            usual = found[EARLY_STOPPING if refit.is_network else NOT_ITERATED, 0.0]
            gaps.append(group_gap_row(refit, usual, parts, config.bootstrap, seed))
    return {
        "memorisation": pd.DataFrame(memorised, columns=memorisation.COLUMNS),
        "early_stopping": pd.DataFrame(stopped, columns=early_stopping.COLUMNS),
        "group_gap": pd.DataFrame(gaps, columns=group_gap.COLUMNS),
    }


def _add_saved(rows: list[dict], about: dict, saved: dict) -> None:
    """Put what early stopping saved into the row of the arm and size that were trained again."""
    for row in rows:
        if (row["arm"], row["training_size"]) == (about["arm"], about["training_size"]):
            trained = int(np.ceil(about["train_samples"]))
            note = f"saved: {about['repeats']} repeats on at most {trained} training samples"
            row.update(saved, n_test=about["n_test"], note=note)
