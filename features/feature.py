"""Unit and description of a feature."""

from typing import NamedTuple


class Feature(NamedTuple):
    """Unit (``"1"`` for a pure number) and one-line description of a feature."""

    unit: str
    description: str
