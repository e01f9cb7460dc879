"""The samples of a card as a run prepares them, and lines about them."""

from craftbench.config.cards import Card
from craftbench.datasets.measured import measured
from craftbench.datasets.rejected import counted_reasons
from craftbench.datasets.samples import Samples
from craftbench.protocol.one_part import sentences_of_one_part
from craftbench.protocol.prepare import prepare
from craftbench.stats.seeds import seed_of


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
        *map(str, measured(samples)),
    ]
