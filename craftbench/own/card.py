"""References of a card: relative to the card's folder, or to the working folder."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from craftbench.own.reference import is_reference, reference

KEYS = ("arms", "source", "corruptions")
"""Parts of a card that name functions."""


def found_from(content: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """A card in which every own file is given from the working folder.

    Parameters
    ----------
    content : mapping
        As read from the card's file.
    folder : Path
        Of the card. A file that is there wins over one of the same name in the working folder.
    """
    return {
        key: _anchored(value, folder) if key in KEYS else value for key, value in content.items()
    }


def _anchored(value: Any, folder: Path) -> Any:
    if isinstance(value, str):
        return _from_working_folder(value, folder) if is_reference(value) else value
    if isinstance(value, list):
        return [_anchored(one, folder) for one in value]
    if isinstance(value, dict):
        return {_anchored(key, folder): _anchored(one, folder) for key, one in value.items()}
    return value


def _from_working_folder(text: str, folder: Path) -> str:
    own = reference(text)
    file = folder / own.place
    if not own.place.endswith(".py") or not file.is_file():
        return text
    # Below the working folder the path stays relative, so that a moved project trains nothing.
    whole, here = file.resolve(), Path.cwd().resolve()
    place = os.path.relpath(whole, here) if whole.is_relative_to(here) else str(whole)
    return f"{place}:{own.name}"
