"""The error a user can act on."""


class CraftbenchError(Exception):
    """Says what is wrong where, what was expected, what was found and what to do.

    Jobs show its text without a stack trace.
    """
