"""Limits of what is read from YAML, before anything walks through it or prints it."""

from collections.abc import Mapping
from typing import Any

from craftbench.errors import CraftbenchError

MOST_VALUES = 20_000
"""Values of a card or configuration, counted as often as they are used; the longest shipped card
has about 200."""
DEEPEST = 30
LARGEST_INTEGER = 2**63 - 1


def check_tree(content: Any, origin: str) -> None:
    """Raises CraftbenchError for content that nobody writes by hand.

    Parameters
    ----------
    content : Any
        Mappings, lists and values. The same part may stand in several places: aliases of YAML
        make a few lines as large as one likes.
    origin : str
        Begins the message.

    Raises
    ------
    CraftbenchError
        Naming the key: more than `MOST_VALUES` values, deeper than `DEEPEST`, a key that is no
        text, an integer of more than 64 bits, or text that no file name or table can hold.
    """
    waiting: list[tuple[str, Any, int]] = [("", content, 0)]
    values = 0
    while waiting:
        key, part, depth = waiting.pop()
        values += 1
        if values > MOST_VALUES:
            raise CraftbenchError(
                f"{origin}: more than {MOST_VALUES} values, with those that aliases (*name) "
                "repeat; write less, or without aliases"
            )
        if depth > DEEPEST:
            raise CraftbenchError(
                f"{origin}: {_short(key)}: nested in more than {DEEPEST} levels; no setting is"
            )
        if isinstance(part, Mapping):
            for name in part:
                if not isinstance(name, str):
                    raise CraftbenchError(f"{origin}: {_short(key)}: {not_a_key(name)}")
                _check_text(name, name, origin)
            waiting += [
                (f"{key}.{name}" if key else name, value, depth + 1) for name, value in part.items()
            ]
        elif isinstance(part, list | tuple):
            waiting += [(f"{key}.{place}", value, depth + 1) for place, value in enumerate(part)]
        elif isinstance(part, str):
            _check_text(part, key, origin)
        elif isinstance(part, int) and abs(part) > LARGEST_INTEGER:
            raise CraftbenchError(
                f"{origin}: {_short(key)}: an integer of {part.bit_length()} bits; expected one "
                "below 2^63"
            )


def not_a_key(name: object) -> str:
    """Why something that YAML allows as a key is none here."""
    if isinstance(name, bool):
        return (
            f"the key {name} is a logical value for YAML, which reads no, yes, on and off as such; "
            "write it in quotes"
        )
    if isinstance(name, list | tuple | dict):
        return f"a {'mapping' if isinstance(name, dict) else 'list'} as a key; expected a name"
    return f"the key {name!r:.40} is not text; write it in quotes"


def _check_text(text: str, key: str, origin: str) -> None:
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise CraftbenchError(
            f"{origin}: {_short(key)}: {ascii(text)[:40]} has a character that no file can hold "
            "(NUL or half of a surrogate pair); remove it"
        )


def _short(key: str) -> str:
    return ascii(key)[1:-1] if len(key) <= 80 else f"{ascii(key)[1:61]}..."
