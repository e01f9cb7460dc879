"""What was found in the user's files."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from craftbench.datasets.download import data_folders


def folder_in_card(folder: Path) -> str:
    """A folder as the card names it: with ``./`` if published data of that name are found first."""
    hidden = any((place / folder).is_dir() for place in data_folders())
    return f"./{folder.as_posix()}" if hidden and not folder.is_absolute() else str(folder)


@dataclass
class Finding:
    """A source for a card, and how sure it is.

    Parameters
    ----------
    source : dict
        The key ``source`` of the card.
    classes : list of str
        Labels, sorted.
    inferred, unsure : list of str
        Sentences: what was concluded, and what the user should check.
    unknown : dict
        Comment for keys of `source` that had to be guessed.
    """

    source: dict[str, Any]
    classes: list[str]
    inferred: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)
    unknown: dict[str, str] = field(default_factory=dict)
