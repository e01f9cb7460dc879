"""The facts of a data set, read from its card; scripts get them as a parameter."""

from craftbench.config.arm_names import arm_names
from craftbench.config.cards import Card
from craftbench.report.facts import DatasetFacts


def facts_of_card(card: Card) -> DatasetFacts:
    """The facts of a data set; `dataclasses.asdict` turns them into a parameter of a rule."""
    return DatasetFacts(
        title=card.title,
        description=card.description,
        citation=card.citation,
        simulated=card.simulated,
        leaks=card.leaks,
        shows_heights=card.source.shows_heights,
        classes=card.classes,
        skipped=card.skipped,
        failed={name: f"{arm.family}; {arm.reason}" for name, arm in card.failed.items()},
        arm_names=arm_names(card.arms, card.views),
        group_name=card.group_name.model_dump(),
        sample_name=card.sample_name.model_dump(),
    )
