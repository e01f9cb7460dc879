"""Faults of a card and its samples that a run would meet only after minutes."""

from collections.abc import Iterator

import numpy as np

from craftbench.config.cards import Card
from craftbench.config.contest import Contest
from craftbench.datasets.rejected import counted_reasons
from craftbench.datasets.samples import Samples
from craftbench.errors import CraftbenchError
from craftbench.protocol.one_part import sentences_of_one_part
from craftbench.protocol.prepare import prepare
from craftbench.protocol.subsets import draw
from craftbench.runs.extraction import extract, missing_inputs, needs_neighbours
from craftbench.runs.input_pipeline import InputPipeline
from craftbench.stats.seeds import seed_of

SAMPLES_OF_A_CLASS = 2
"""Of each class so many samples are measured and shown, to see whether that is possible."""


def prepared(card: Card, dataset: str, seed: int) -> Samples:
    """The samples with their roles, as the step `prepare` makes them with this seed."""
    of_split = seed_of(seed, dataset, "test part")
    return prepare(card.source, card.classes, card.split, of_split)


def described(samples: Samples, classes: list[str]) -> list[str]:
    """Lines about prepared samples.

    Their number in each part and class, reasons of rejection, and classes in one part only.
    """
    counts = samples.table.groupby(["role", "label"]).size()
    return [
        *(
            f"{role}: {counts.get((role, label), 0)} × {label}"
            for role in ("pool", "test")
            for label in classes
        ),
        f"rejected: {len(samples.rejected)}",
        *(f"  {line}" for line in counted_reasons(samples.rejected)),
        *sentences_of_one_part(samples.table, classes),
    ]


def early_faults(contest: Contest, samples: Samples, dataset: str, seed: int) -> list[str]:
    """What would stop a training, in the words of the error that it would raise.

    Every subset of the learning curve is drawn. Features and views are computed of a few samples;
    nothing is trained, and networks that were trained elsewhere are not run.

    Parameters
    ----------
    contest : Contest
    samples : Samples
        Prepared, with roles.
    dataset : str
        Name of the card.
    seed : int
        Of the configuration.
    """
    faults = [*_of_sizes(contest, samples, dataset, seed), *_of_arms(contest, samples)]
    return list(dict.fromkeys(faults))


def _of_sizes(contest: Contest, samples: Samples, dataset: str, seed: int) -> Iterator[str]:
    pool = samples.table[samples.table["role"] == "pool"].reset_index(drop=True)
    for size in contest.training_sizes:
        for repeat in range(contest.repeats):
            of_repeat = seed_of(seed, dataset, repeat)
            try:
                draw(pool, size, contest.validation_share, of_repeat, contest.drawing)
            except CraftbenchError as error:
                yield str(error)
                break


def _of_arms(contest: Contest, samples: Samples) -> Iterator[str]:
    first = samples.table.groupby("label", sort=False).head(SAMPLES_OF_A_CLASS).index
    few = samples.at(np.asarray(first))

    def features(name: str):
        return extract(name, few.values, few.table, few.recordings)[0].drop(columns="sample")

    unusable = set()
    for name in contest.feature_sets():
        missing = missing_inputs(name, few.table, few.recordings)
        if missing or not needs_neighbours(name):
            try:
                features(name)
            except CraftbenchError as error:
                unusable.add(name)
                yield str(error)
    for name, arm in contest.arms.items():
        apart = arm.pretrained or any(map(needs_neighbours, contest.feature_sets(name)))
        if not apart and not unusable & set(arm.representation):
            try:
                InputPipeline.of_arm(contest, name).represent(few.values, few.table, features)
            except CraftbenchError as error:
                yield f"arms.{name}: {error}"
