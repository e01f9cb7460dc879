"""Fitting arms again at one moderate training size, for experiments on overfitting."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from craftbench.config.contest import Contest
from craftbench.protocol.subsets import draw
from craftbench.runs.arm import ArmData, ArmTask
from craftbench.runs.fitters import fitter
from craftbench.runs.fitting import Fitted, Fitting
from craftbench.runs.input_pipeline import InputPipeline
from craftbench.stats.seeds import seed_of

TRAINING_SAMPLES = 1000
"""At the most; validation then has as many as its share allows."""
TEST_SAMPLES = 2000
REPEATS = 3
EPOCHS = 4
"""At the most: 200 updates; a classifier on LeNet-5 then knows 99 % of 360 shuffled labels."""
NO_STOPPING, EARLY_STOPPING, NOT_ITERATED = "fixed epochs", "early stopping", ""
"""Kinds of training: all epochs and the last weights, the best epoch's, and no epochs at all."""
HELD_OUT = 0.25
"""Share of the training samples that is tested on instead, where there are groups."""


@dataclass(frozen=True)
class Parts:
    """Rows of the data set in one repeat; the test part is the same in all of them.

    ``same`` are single samples of the groups that are trained on, none where there are no groups.
    """

    train: np.ndarray
    same: np.ndarray
    validation: np.ndarray
    test: np.ndarray
    seed: int


def middle_size(contest: Contest) -> int:
    """The training size in the middle of the card's, the larger one of two."""
    return contest.training_sizes[len(contest.training_sizes) // 2]


def repeats_of(contest: Contest) -> int:
    """The card's repeats, three at the most."""
    return min(REPEATS, contest.repeats)


def parts_of(contest: Contest, table: pd.DataFrame, dataset: str, seed: int, repeat: int) -> Parts:
    """The parts of a repeat at `middle_size`, cut to at most 1000 training and 2000 test samples.

    The subset is the one that the runs of the repeat have; what is cut away is drawn at random, the
    same for all arms. Where there are groups, a quarter of the training samples, single ones
    whatever their group, is held out as ``same``.
    """
    pool = np.flatnonzero(table["role"] == "pool")
    test = np.flatnonzero(table["role"] == "test")
    seed_of_repeat = seed_of(seed, dataset, repeat)
    drawn = draw(table.iloc[pool], middle_size(contest), contest.validation_share, seed_of_repeat)
    rng = np.random.default_rng(seed_of_repeat)
    validation = max(1, round(TRAINING_SAMPLES * contest.validation_share))
    train = rng.permutation(_at_most(TRAINING_SAMPLES, pool[drawn.train], rng))
    held_out = round(HELD_OUT * len(train)) if "group" in table else 0
    return Parts(
        np.sort(train[held_out:]),
        np.sort(train[:held_out]),
        _at_most(validation, pool[drawn.validation], rng),
        _at_most(TEST_SAMPLES, test, np.random.default_rng(seed_of(seed, dataset, "test"))),
        seed_of_repeat,
    )


def _at_most(count: int, rows: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return rows if len(rows) <= count else np.sort(rng.choice(rows, count, replace=False))


def codes_of(table: pd.DataFrame, classes: list[str]) -> np.ndarray:
    """Labels as codes 0 … classes − 1, (n,)."""
    return pd.Categorical(table["label"], categories=classes).codes.astype(np.int64)


class Refit:
    """Fits one arm on given samples and labels, with the defaults of its model.

    Parameters
    ----------
    task : ArmTask
        The arm; its networks are trained for four epochs at the most.
    data : ArmData
        All samples in its representation.
    folder : Path
        For backups of trainings.
    """

    def __init__(self, task: ArmTask, data: ArmData, folder: Path) -> None:
        epochs = min(EPOCHS, task.training.epochs)
        training = task.training.model_copy(update={"epochs": epochs})
        self.task, self.data, self.folder = replace(task, training=training), data, folder
        self.is_network = task.contest.arms[task.arm].kind != "classifier"
        self._fit = fitter(self.task, data)

    def predicted(
        self,
        parts: Parts,
        y: np.ndarray,
        asked: Mapping[str, np.ndarray],
    ) -> dict[str, dict[str, np.ndarray]]:
        """Predicted codes of the rows `asked` for, after a fit on `parts.train`.

        `y` are the labels (n,) of all samples as the fit is told them. By kind of training: a
        classifier has one, of a network both are stages of the same training.
        """
        unfitted = InputPipeline.of_arm(self.task.contest, self.task.arm)
        pipeline = unfitted.fit(self.data, parts.train)
        x = {name: pipeline.transform(self.data, rows) for name, rows in asked.items()}
        found = {}

        def answer(training: str, fitted: Fitted) -> None:
            found[training] = {
                name: fitted.probabilities(samples).argmax(axis=1) for name, samples in x.items()
            }

        fitted, _ = self._fit(
            Fitting(
                (pipeline.transform(self.data, parts.train), y[parts.train]),
                (pipeline.transform(self.data, parts.validation), y[parts.validation]),
                parts.seed,
                self.folder / self.task.arm,
                after_all_epochs=partial(answer, NO_STOPPING) if self.is_network else None,
            )
        )
        answer(EARLY_STOPPING if self.is_network else NOT_ITERATED, fitted)
        return found
