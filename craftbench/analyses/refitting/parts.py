"""The samples of each repeat of a refit."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from craftbench.config.analyses import RefitSettings
from craftbench.config.contest import Contest
from craftbench.protocol.subsets import draw
from craftbench.stats.seeds import seed_of


@dataclass(frozen=True)
class Parts:
    """Rows of the data set in one repeat; all repeats have the same test part.

    ``same`` are samples of the groups in ``train`` that are held out; without groups there are
    none. ``seed`` is that of the repeat.
    """

    train: np.ndarray
    same: np.ndarray
    validation: np.ndarray
    test: np.ndarray
    seed: int


def middle_size(contest: Contest) -> int:
    """The training size in the middle of the contest's, the larger one of two."""
    return contest.training_sizes[len(contest.training_sizes) // 2]


def parts_of_repeats(
    dataset: str, contest: Contest, table: pd.DataFrame, settings: RefitSettings, seed: int
) -> list[Parts]:
    """The parts of every repeat, at `middle_size`.

    The subset of a repeat is that of the runs. If it is larger than `settings` allow, a random
    part of it is used, the same for all arms. With groups, a share of the training samples is held
    out as ``same``, drawn as single samples whatever their group.
    """
    repeats = min(settings.repeats, contest.repeats)
    return [
        parts_of_repeat(dataset, contest, table, settings, seed, repeat)
        for repeat in range(repeats)
    ]


def parts_of_repeat(
    dataset: str,
    contest: Contest,
    table: pd.DataFrame,
    settings: RefitSettings,
    seed: int,
    repeat: int,
) -> Parts:
    """The parts of one repeat, see `parts_of_repeats`; its number may exceed the card's."""
    pool = np.flatnonzero(table["role"] == "pool")
    test = np.flatnonzero(table["role"] == "test")
    seed_of_repeat = seed_of(seed, dataset, repeat)
    share, size = contest.validation_share, middle_size(contest)
    drawn = draw(table.iloc[pool], size, share, seed_of_repeat, contest.drawing)
    rng = np.random.default_rng(seed_of_repeat)
    most = settings.training_samples
    train = rng.permutation(_at_most(most, pool[drawn.train], rng))
    held_out = round(settings.held_out * len(train)) if "group" in table else 0
    validation = max(1, round(most * contest.validation_share))
    return Parts(
        np.sort(train[held_out:]),
        np.sort(train[:held_out]),
        _at_most(validation, pool[drawn.validation], rng),
        _at_most(
            settings.test_samples, test, np.random.default_rng(seed_of(seed, dataset, "test"))
        ),
        seed_of_repeat,
    )


def _at_most(count: int, rows: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return rows if len(rows) <= count else np.sort(rng.choice(rows, count, replace=False))
