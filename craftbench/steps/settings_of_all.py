"""The settings that steps over all data sets read: those of the joint tables, and of `verify`."""

from collections.abc import Mapping
from typing import Any

from craftbench.config.cards import Card
from craftbench.config.configuration import Config


def of_joint_tables(
    config: Config, cards: Mapping[str, Card], remaining: Mapping[str, Card]
) -> dict[str, Any]:
    """Of the tables over all data sets: which cards are marked, and which are compared.

    `cards` are those of the configuration, of which `remaining` did not fail.
    """
    return {
        "natural_images": [name for name, card in remaining.items() if card.natural_images],
        "leaking": [name for name, card in remaining.items() if card.leaks],
        "leakage_comparison": {
            name: like
            for name, like in config.compared_leakage.items()
            if name in remaining and like in remaining
        },
        "margin": config.analyses.margin,
        "fewest_datasets": config.analyses.ranks.fewest_datasets,
        "published": {
            name: card.model_dump(mode="json", include={"published"})["published"]
            for name, card in cards.items()
            if card.published
        },
        "absent": {
            name: {
                arm: _why_absent(arm, remaining.get(name))
                for arm in card.published
                if name not in remaining or arm not in remaining[name].arms
            }
            for name, card in cards.items()
            if card.published
        },
    }


def _why_absent(arm: str, card: Card | None) -> str:
    """Why an arm with published figures did not run; without a card, its data set failed."""
    if card is None:
        return "the data set failed in this run"
    if arm in card.failed:
        return f"failed in this run: {card.failed[arm].reason}"
    return f"not run here: {card.skipped[arm]}" if arm in card.skipped else "not run here"


def of_verification(config: Config, cards: Mapping[str, Card]) -> dict[str, Any]:
    """Of the rule `verify`: data sets, settings that figures depend on, arms that are networks.

    Cards are not among the settings: what another card makes of a table is a difference, row by
    row.
    """
    return {
        "datasets": config.datasets,
        "settings": of_reference(config),
        "networks": {
            name: [arm for arm in card.arms if card.arms[arm].kind != "classifier"]
            for name, card in cards.items()
        },
    }


def of_reference(config: Config) -> dict[str, Any]:
    """The settings of a reference run that figures depend on, as in its manifest."""
    kept = {"seed", "bootstrap", "budget", "most_sizes", "repeats", "training", "tuning"}
    analyses = config.analyses.model_dump(mode="json", exclude={"own", "cost"})
    return config.model_dump(mode="json", include=kept) | {"analyses": analyses}
