"""A word of the page: how it is shown, and what it means."""

from typing import NamedTuple


class Term(NamedTuple):
    """A word for readers, and its meaning in one or two sentences."""

    words: str
    meaning: str
