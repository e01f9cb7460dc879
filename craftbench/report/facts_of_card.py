"""From a card to what the pages say of its data set; scripts get the result as a parameter."""

from typing import Any

from craftbench.config.cards import Card
from craftbench.report.facts import DatasetFacts

HEIGHTS = ("depth_folder", "simulated_parcels")


def facts_of_card(card: Card) -> DatasetFacts:
    """The facts of a data set; `dataclasses.asdict` turns them into a parameter of a rule."""
    return DatasetFacts(
        title=card.title,
        description=card.description,
        citation=card.citation,
        simulated=card.simulated,
        leaks=card.leaks,
        shows_heights=_shows_heights(card.source),
        classes=card.classes,
    )


def _shows_heights(source: Any) -> bool:
    return getattr(source, "shows_heights", source.kind in HEIGHTS)
