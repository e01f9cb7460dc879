"""Objects that are named rather than imported.

A step depends on all code that its script imports. Behaviour that only some steps need is named, so
that an edit of a corruption, for example, does not prepare the data sets again.
"""

from collections.abc import Iterable
from importlib import import_module
from typing import Any


def imported(reference: str) -> Any:
    """The object ``module:name``."""
    module, name = reference.split(":")
    return getattr(import_module(module), name)


def modules_of(references: Iterable[str]) -> list[str]:
    """Modules of references ``module:name``, sorted and each once."""
    return sorted({reference.split(":")[0] for reference in references})
