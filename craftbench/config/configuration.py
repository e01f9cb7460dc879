"""The configuration: which cards run, how networks are trained, how results are analysed."""

from collections.abc import Collection
from pathlib import Path
from typing import Any

from pydantic import Field, model_validator

from craftbench.config.analyses import AnalysisSettings
from craftbench.config.budget import BUDGETS, BudgetName, chosen_sizes
from craftbench.config.cards import Card, find_card, read_card
from craftbench.config.pretrained import without_absent_networks
from craftbench.config.training import Training, Tuning
from craftbench.errors import CraftbenchError
from craftbench.settings import Settings, read_yaml, validate
from craftbench.settings.names import DatasetName, check_case


class Config(Settings):
    """The benchmark."""

    datasets: list[DatasetName] = Field(min_length=1, description="Names of the cards to run.")
    cards: Path = Field(
        Path("config/datasets"),
        description="Folder of the cards; it is searched before the shipped cards.",
    )
    seed: int = Field(0, ge=0, description="Seed of everything random.")
    bootstrap: int = Field(
        1000, ge=100, le=1_000_000, description="Bootstrap resamples for every interval."
    )
    tensorboard: bool = Field(
        False, description="Write TensorBoard logs to results/{dataset}/tensorboard/{arm}/."
    )
    budget: BudgetName = Field(
        "standard",
        description="Sets sizes, repeats and candidates together; the keys `most_sizes`, `repeats` "
        "and `tuning.candidates` win over it. See config/README.md.",
    )
    most_sizes: int | None = Field(
        None,
        gt=0,
        le=1000,
        description="Maximum number of training sizes of each card: the largest, the smallest, and "
        "evenly between. By default `budget` decides.",
    )
    repeats: int | None = Field(
        None, gt=0, le=1000, description="Repeats of each card. By default `budget` decides."
    )
    shards: int = Field(
        1,
        gt=0,
        le=1000,
        description="Number of jobs that share the runs (training sizes and repeats) of each arm, "
        "for clusters. No result depends on it. See docs/cluster.md.",
    )
    training: Training = Field(Training(), description="Training of the networks.")
    tuning: Tuning = Field(Tuning(), description="Tuning of every arm.")
    analyses: AnalysisSettings = Field(AnalysisSettings(), description="Settings of the analyses.")
    portability: dict[DatasetName, list[DatasetName]] = Field(
        {},
        description="For each data set, other data sets with the same classes; its models are "
        "tested on them unchanged. Cards that are not among `datasets` are only tested on; data "
        "sets that do not run are left out, and named.",
    )
    leakage_comparison: dict[DatasetName, DatasetName] = Field(
        {},
        description="For each data set, the same card with a split that ignores groups, to measure "
        "leakage. Pairs with a data set that does not run are left out, and named.",
    )

    @model_validator(mode="after")
    def _datasets_differ(self):
        twice = sorted({name for name in self.datasets if self.datasets.count(name) > 1})
        if twice:
            raise ValueError(f"datasets: {twice[0]!r} is named twice")
        check_case(self.datasets)
        return self

    @property
    def tested_elsewhere(self) -> dict[str, list[str]]:
        """`portability` of the data sets that run: another configuration may name others."""
        return {name: list(to) for name, to in self.portability.items() if name in self.datasets}

    @property
    def compared_leakage(self) -> dict[str, str]:
        """`leakage_comparison` of the data sets that run."""
        return {
            name: other
            for name, other in self.leakage_comparison.items()
            if {name, other} <= set(self.datasets)
        }


def training_of(config: Config, card: Card) -> Training:
    """Training of the networks on one data set: keys that its card sets win."""
    return config.training.model_copy(update=card.training.model_dump(exclude_unset=True))


def read_cards(config: Config) -> dict[str, Card]:
    """The configured cards by name, without the arms whose pretrained network is absent.

    Raises
    ------
    CraftbenchError
        If a card is missing or wrong, or an arm is a network in one card and a classifier in
        another: an arm's name means the same in every table.
    """
    files = {name: find_card(config.cards, name) for name in config.datasets}
    cards = {
        name: without_absent_networks(read_card(file), str(file)) for name, file in files.items()
    }
    first: dict[str, tuple[str, str]] = {}
    for dataset, card in cards.items():
        for name, arm in card.arms.items():
            other, kind = first.setdefault(name, (dataset, arm.kind))
            if kind != arm.kind:
                raise CraftbenchError(
                    f"arms.{name} is a {kind} in the card {other} and a {arm.kind} in {dataset}; "
                    "rename one of them"
                )
    return cards


def read_config(
    content: dict[str, Any], files: Collection[str] = ()
) -> tuple[Config, dict[str, Card]]:
    """The checked configuration and its cards within the budget, from what Snakemake read.

    Parameters
    ----------
    content : dict
        The joined content of all files, and of ``--config``.
    files : collection of str
        The files. They are read again, since Snakemake's reader takes the last of two equal keys,
        octal numbers and more without a word.
    """
    for file in files:
        if not file.endswith(".json"):
            read_yaml(Path(file))
    named = f" ({', '.join(files)})" if files else ""
    config = validate(content, Config, f"configuration{named}")
    return tuned_within(config), {
        name: within_budget(config, card) for name, card in read_cards(config).items()
    }


def read_targets(config: Config) -> dict[str, Card]:
    """By name: the cards that models are tested on and that have no training of their own.

    Raises
    ------
    CraftbenchError
        If one is missing or wrong, or has other classes than the data set whose models are tested.
    """
    found = {}
    for dataset, others in config.tested_elsewhere.items():
        classes = read_card(find_card(config.cards, dataset)).classes
        for name in others:
            card = read_card(find_card(config.cards, name))
            if set(card.classes) != set(classes):
                raise CraftbenchError(
                    f"portability: {name} has the classes {', '.join(card.classes)}; expected "
                    f"those of {dataset}: {', '.join(classes)}"
                )
            if name not in config.datasets:
                found[name] = card
    return found


def within_budget(config: Config, card: Card) -> Card:
    """A card with the sizes and repeats that the configuration leaves it, and its shards.

    There are at most as many shards as runs of an arm.
    """
    budget = BUDGETS[config.budget]
    sizes = chosen_sizes(card.training_sizes, config.most_sizes or budget.most_sizes)
    repeats = config.repeats or budget.repeats(card.repeats)
    shards = card.shards if "shards" in card.model_fields_set else config.shards
    return card.model_copy(
        update={
            "training_sizes": sizes,
            "repeats": repeats,
            "shards": min(shards, len(sizes) * repeats),
        }
    )


def tuned_within(config: Config) -> Config:
    """The configuration with the candidates of its budget, unless it sets them itself."""
    if "candidates" in config.tuning.model_fields_set:
        return config
    candidates = BUDGETS[config.budget].candidates
    tuning = config.tuning.model_copy(update={"candidates": candidates})
    return config.model_copy(update={"tuning": tuning})
