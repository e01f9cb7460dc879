"""Errors, and hints for words that are not known."""

from difflib import get_close_matches


class CraftbenchError(Exception):
    """Says what is wrong where, what was expected, what was found and what to do.

    Jobs show its text without a stack trace.
    """


def suggestion(name: str, known: list[str]) -> str:
    """``; did you mean 'x'?`` for the nearest known name, else the list of all."""
    near = get_close_matches(name, known, 1, cutoff=0.6)
    return f"; did you mean {near[0]!r}?" if near else f"; expected one of {', '.join(known)}"
