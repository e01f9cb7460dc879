"""The part of card and configuration that each step reads; a change elsewhere runs nothing."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from craftbench.config.budget import candidates_of_arms, seconds_of_arm
from craftbench.config.cards import Card
from craftbench.config.configuration import Config, training_of
from craftbench.config.contest import Contest
from craftbench.own.feature_sets import feature_set
from craftbench.own.models import model as model_named
from craftbench.primer.choice import PrimerChoice
from craftbench.steps.code import named_feature_set
from craftbench.steps.facts_of_card import facts_of_card
from craftbench.steps.failure import Failure, table_of
from models.search_space import candidate_settings


def of_preparation(config: Config, card: Card) -> dict[str, Any]:
    """Of the step `prepare`: the source, the split, the classes, and groups that are named."""
    named = {"report_without": card.report_without} if card.report_without else {}
    return named | {
        "source": card.source.model_dump(mode="json"),
        "split": card.split.model_dump(mode="json"),
        "classes": card.classes,
        "seed": config.seed,
    }


def of_extraction(card: Card, short: str) -> dict[str, Any]:
    """Of the step `extract`: how the card names the feature set, and how it is registered."""
    name = named_feature_set(card, short)
    registered = asdict(feature_set(name))
    return {"name": name} | {key: value for key, value in registered.items() if key != "reads"}


def of_training(config: Config, card: Card, arm: str) -> dict[str, Any]:
    """Of the training of one arm, apart from sizes and repeats: a finished run depends on it.

    Other arms, and views that the arm does not see, are left out.
    """
    candidates = candidates_of_arms(card, config.tuning.candidates)[arm]
    settings: dict[str, Any] = {
        "contest": contest(card, arm),
        "seed": config.seed,
        "candidates": [dict(one) for one in candidate_settings(card.arms[arm].space, candidates)],
        "candidate_seconds": seconds_of_arm(card, arm, config.tuning.seconds),
        "models": [_registered(name) for name in card.arms[arm].fitted_models],
    }
    del settings["contest"]["training_sizes"], settings["contest"]["repeats"]
    if card.arms[arm].kind != "classifier":
        training = training_of(config, card).model_dump()
        settings |= {"training": training, "tensorboard": config.tensorboard}
    return settings


def of_learning_curve(card: Card) -> dict[str, Any]:
    """Sizes and repeats: a finished run does not depend on which others there are."""
    return {"training_sizes": card.training_sizes, "repeats": card.repeats}


def of_source(card: Card) -> dict[str, Any]:
    """Of the training of one arm: stored beside its model, so that new files are read alike."""
    return card.source.model_dump(mode="json")


def of_analysis(config: Config, card: Card) -> dict[str, Any]:
    """Of the analyses of one data set."""
    return {
        "contest": contest(card),
        "analyses": config.analyses.model_dump(mode="json"),
        "resamples": config.bootstrap,
        "seed": config.seed,
    }


def of_refits(config: Config, card: Card) -> dict[str, Any]:
    """Of the analyses that train again."""
    return of_analysis(config, card) | {"training": training_of(config, card).model_dump()}


def of_figures(card: Card) -> dict[str, Any]:
    """Of the figures of one data set."""
    return {
        "source": card.source.model_dump(mode="json"),
        "view_kinds": sorted({view.kind for view in card.views.values()}),
        "classes": card.classes,
        "labels": {
            "title": card.title,
            "arms": facts_of_card(card).arm_names,
            "units": {"groups": card.group_name.plural, "samples": card.sample_name.plural},
        },
    }


def of_report(
    config: Config, cards: dict[str, Card], failures: Sequence[Failure] = ()
) -> dict[str, Any]:
    """Of the report: what the page shows of cards and configuration, and which jobs failed."""
    return {
        "failures": table_of(failures).to_dict("records"),
        "datasets": {name: asdict(facts_of_card(card)) for name, card in cards.items()},
        "own": config.analyses.own,
        "seed": config.seed,
        "resamples": config.bootstrap,
        "hashes": {
            "configuration": _hash(config),
            "cards": {name: _hash(card) for name, card in cards.items()},
        },
    }


def of_exports(config: Config, cards: dict[str, Card]) -> dict[str, Any]:
    """Of the exported tables: names of data sets and arms, and analyses of the user's own."""
    return {
        "datasets": {name: asdict(facts_of_card(card)) for name, card in cards.items()},
        "own": config.analyses.own,
    }


def _hash(settings: Config | Card) -> str:
    """The first 16 digits of the SHA-256 of all values of a card or of the configuration.

    The number of shards is left out, since no result depends on it.
    """
    text = json.dumps(settings.model_dump(mode="json", exclude={"shards"}), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def of_primer(
    config: Config, cards: dict[str, Card], choice: PrimerChoice | None
) -> dict[str, Any] | None:
    """Of the primer: one card's facts, and the arms that the page opens; None without any."""
    if choice is None:
        return None
    card = cards[choice.dataset]
    arms = [arm for arm in (choice.network, choice.features) if arm is not None]
    whole = card.model_dump(mode="json", include={"training_sizes"})
    return {
        "choice": asdict(choice),
        "contest": contest(card, *arms) | whole,
        "facts": asdict(facts_of_card(card)),
        "seed": config.seed,
    }


def contest(card: Card, *arms: str) -> dict[str, Any]:
    """The card's contest, restricted to some arms and the views that they see; all without any."""
    whole = card.model_dump(mode="json", include=set(Contest.model_fields))
    if not arms:
        return whole
    whole.pop("report_without", None)
    seen = {part for arm in arms for part in card.arms[arm].representation}
    return whole | {
        "arms": {name: whole["arms"][name] for name in arms},
        "views": {name: view for name, view in whole["views"].items() if name in seen},
        "skipped": {},
        "failed": {},
        "corruptions": {},
    }


def _registered(model: str) -> dict[str, Any]:
    """How a model is registered, without what is tuned: that is among the candidates."""
    entry = asdict(model_named(model))
    return {name: entry[name] for name in ("module", "function", "kind", "joins_features")}
