"""A configuration file before Snakemake reads it: part of the subcommand `check`."""

from pathlib import Path
from typing import Any

from craftbench.config.configuration import Config, read_config, read_targets
from craftbench.config.left_out import left_out
from craftbench.config.of_run import over
from craftbench.settings import read_yaml


def is_configuration(content: dict[str, Any]) -> bool:
    """Whether the content of a file has a key that only configurations have."""
    return not {"source", "like"} & set(content) and bool(set(content) & set(Config.model_fields))


def check_configuration(path: Path, content: dict[str, Any]) -> None:
    """Print which data sets a configuration runs; raises CraftbenchError naming file and key.

    Keys that it does not set are those of `content`, as in a run.
    """
    content = over(content, read_yaml(path))
    config, cards = read_config(content, [str(path)])
    read_targets(config)
    print(f"{path}: {len(cards)} data sets: {', '.join(cards)}")
    for line in left_out(config):
        print(f"  {line}")
