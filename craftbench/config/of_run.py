"""The configuration of a run outside Snakemake: files, and ``KEY=VALUE`` over them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from craftbench.config.configuration import Config, tuned_within
from craftbench.config.project_files import own_or_shipped
from craftbench.settings import read_yaml, validate
from craftbench.settings.pairs import name_and_value


def joined(files: Sequence[Path], pairs: Sequence[str]) -> dict[str, Any]:
    """What a run reads: ``config/config.yaml``, files over it, and ``KEY=VALUE`` over those.

    Parameters
    ----------
    files : sequence of Path
        As of ``snakemake --configfile``.
    pairs : sequence of str
        As of ``snakemake --config``.
    """
    content = read_yaml(own_or_shipped("config/config.yaml"))
    for file in files:
        content = over(content, read_yaml(file))
    for pair in pairs:
        key, value = name_and_value(pair, "--config")
        content = over(content, {key: value})
    return content


def of_run(content: dict[str, Any], files: Sequence[Path] = ()) -> Config:
    """The configuration of a run without its cards."""
    named = ", ".join(map(str, files)) or "config/config.yaml"
    return tuned_within(validate(content, Config, f"configuration ({named})"))


def over(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """`own` over `base`, mapping by mapping, as Snakemake joins files."""
    both = {
        key: over(base[key], value)
        for key, value in own.items()
        if isinstance(value, dict) and isinstance(base.get(key), dict)
    }
    return base | own | both
