"""Functions that installed packages offer under a name (entry points).

A package declares in its ``pyproject.toml``::

    [project.entry-points."craftbench.features"]
    edge_energy = "my_package.features:edge_energy"
"""

from functools import cache
from importlib.metadata import entry_points

from craftbench.errors import CraftbenchError

KINDS = ("features", "models", "sources", "corruptions", "analyses")
"""Groups of entry points: ``craftbench.features`` …"""


@cache
def offered(kind: str) -> dict[str, str]:
    """References ``module:function`` by name.

    Parameters
    ----------
    kind : str
        One of `KINDS`.

    Raises
    ------
    CraftbenchError
        If two packages offer the same name.
    """
    found: dict[str, str] = {}
    for point in entry_points(group=f"craftbench.{kind}"):
        other = found.setdefault(point.name, point.value)
        if other != point.value:
            raise CraftbenchError(
                f"two installed packages offer {kind} of the name {point.name!r}: {other} and "
                f"{point.value}; name one of these in the card instead"
            )
    return found


def as_reference(kind: str, name: str) -> str:
    """The reference behind a name that a package offers; any other name as it is."""
    return offered(kind).get(name, name)
