"""The number of jobs that share the runs of an arm."""

from pathlib import Path

from craftbench.config.cards import Card
from craftbench.config.configuration import Config
from craftbench.runs.run_store import FOLDER
from craftbench.runs.shards import made_from, recorded_shards
from craftbench.steps.code import of_training as code_of_training
from craftbench.steps.settings import of_learning_curve, of_training

MARKERS = "shards"
"""Folder of a data set with the files that these jobs leave."""


def shards_of_arm(config: Config, card: Card, dataset: str, arm: str) -> int:
    """That of the card; that of its last training, if nothing but the number has changed since.

    Parameters
    ----------
    config : Config
        Of the run.
    card : Card
        `within_budget`.
    dataset, arm : str
        Names.
    """
    recorded = recorded_shards(Path("results") / dataset / FOLDER / arm)
    if recorded is None or recorded[0] == card.shards:
        return card.shards
    settings, curve = of_training(config, card, arm), of_learning_curve(card)
    same = recorded[1] == made_from(settings, curve, code_of_training(card, arm))
    return recorded[0] if same else card.shards


def markers(dataset: str, arm: str, shards: int) -> list[str]:
    """The files that the jobs leave; none where a single job does all runs."""
    folder = f"results/{dataset}/{MARKERS}/{arm}"
    return [f"{folder}/{one}-of-{shards}" for one in range(1, shards + 1)] if shards > 1 else []


def is_marker(file: str) -> bool:
    """Whether an input file is one of `markers`."""
    parts = Path(file).parts
    return len(parts) == 5 and parts[2] == MARKERS
