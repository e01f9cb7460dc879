"""Analyses that are functions of the user's own."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

import pandas as pd

from craftbench.analyses.analysis import Listed, Needs, analyses
from craftbench.errors import CraftbenchError
from craftbench.own.loading import called
from craftbench.own.offered import as_reference
from craftbench.own.reference import Reference, reference
from craftbench.settings.names import path_name

OWN_NEEDS: tuple[Needs, ...] = ("study", "refits", "features", "models")
"""What an own analysis may be computed from: the name of its parameter."""
RESERVED = ("selection",)


@dataclass(frozen=True)
class OwnListed(Listed):
    """An analysis in the user's own file; `module` is the place of its reference."""

    @property
    def room(self) -> str:
        return "own_analyses"

    def compute(self, given: Any) -> pd.DataFrame:
        """Its table, with the data set as the first column.

        Raises
        ------
        CraftbenchError
            For any exception inside, or if it returns no table.
        """
        own = Reference(self.module, self.name)
        table = called(str(own), own.function, given)
        if not isinstance(table, pd.DataFrame) or not len(table.columns):
            raise CraftbenchError(
                f"{own} returned {type(table).__name__}, expected a DataFrame with a row per line "
                "of the table and a column at least"
            )
        table = table.rename(columns=str)
        if "dataset" not in table:
            table.insert(0, "dataset", given.dataset)
        return table


def all_analyses(own: Iterable[str] = ()) -> dict[str, Listed]:
    """Every analysis by name: those of craftbench, and the own ones of the configuration.

    Parameters
    ----------
    own : iterable of str
        ``FILE.py:FUNCTION``, ``MODULE:FUNCTION``, or names that packages offer.

    Raises
    ------
    CraftbenchError
        If one does not exist, has other parameters, or has the name of another one.
    """
    found = dict(analyses())
    for name in own:
        listed = _listed(reference(as_reference("analyses", name)))
        if listed.name in found or listed.name in RESERVED:
            raise CraftbenchError(
                f"analyses.own: there is already a table {listed.name!r}; rename the function"
            )
        found[listed.name] = listed
    return found


def tables_needing(*needs: Needs, own: Iterable[str] = ()) -> list[str]:
    """Names of the analyses that are computed from one of `needs`."""
    return [name for name, one in all_analyses(own).items() if one.needs in needs]


def _listed(own: Reference) -> OwnListed:
    given = own.parameters.required
    if len(given) != 1 or given[0] not in OWN_NEEDS:
        raise CraftbenchError(
            f"{own}: expected one parameter that says what it is computed from, "
            f"{', '.join(OWN_NEEDS)}, found {', '.join(given) or 'none'}; for example "
            f"`def {own.name}(study)`"
        )
    try:
        path_name(own.name)
    except ValueError as error:
        raise CraftbenchError(f"{own}: {error}") from None
    caption = own.documentation or f"Computed by {own}."
    return OwnListed(own.name, cast(Needs, given[0]), caption, own.place)
