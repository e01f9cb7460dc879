"""What an analysis says of itself, and where to find it."""

import ast
import importlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

import pandas as pd

Needs = Literal["study", "refits", "features", "models", "networks", "pair", "tables", "all tables"]
"""What an analysis is computed from, and so which job of the workflow computes it:

- ``study``: the predictions and scores of all arms of a data set (`craftbench.analyses.study`);
- ``refits``: fits of the selected arms under changed conditions (`craftbench.analyses.refits`);
- ``features``: the feature tables of a data set (`craftbench.analyses.features`);
- ``models``: the stored models of the selected arms (`craftbench.analyses.examined`);
- ``networks``: the networks of a data set, built but not trained;
- ``pair``: the stored models of one data set and the samples of another;
- ``tables``: the tables over all data sets;
- ``all tables``: those and the ones made from them.
"""


@dataclass(frozen=True)
class Analysis:
    """One table of results.

    Parameters
    ----------
    name : str
        Of the table, ``results/tables/{name}.csv``, and of the function in the same module that
        computes it.
    needs : str
        See `Needs`.
    caption : str
        One sentence: what a row is and what is measured.
    columns : tuple of str
        Of the table, in order.
    """

    name: str
    needs: Needs
    caption: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Listed:
    """An analysis that was found but not imported: the workflow starts quickly."""

    name: str
    needs: Needs
    caption: str
    module: str

    @property
    def columns(self) -> list[str]:
        """Of its table."""
        return list(importlib.import_module(self.module).ANALYSIS.columns)

    @property
    def room(self) -> str:
        """The sub-package of `craftbench.analyses` that it is in."""
        return self.module.split(".")[2]

    def compute(self, given: Any) -> pd.DataFrame:
        """Its table, with exactly the declared columns.

        Raises
        ------
        TypeError
            If the function returns other columns than the module declares.
        """
        module = importlib.import_module(self.module)
        function: Callable[[Any], pd.DataFrame] = getattr(module, self.name)
        table = function(given)
        if list(table.columns) != list(module.ANALYSIS.columns):
            raise TypeError(
                f"{self.module}.{self.name} returned the columns {list(table.columns)}, its "
                f"ANALYSIS declares {list(module.ANALYSIS.columns)}"
            )
        return table


FOLDER = Path(__file__).parent


@cache
def analyses() -> dict[str, Listed]:
    """Every analysis by name: each module below this folder that assigns ``ANALYSIS``.

    Raises
    ------
    ValueError
        If two modules declare the same name, or a declaration cannot be read.
    """
    found: dict[str, Listed] = {}
    for file in sorted(FOLDER.rglob("*.py")):
        listed = _declared(file)
        if listed is None:
            continue
        if listed.name in found:
            raise ValueError(
                f"{listed.module} and {found[listed.name].module} are both {listed.name}"
            )
        found[listed.name] = listed
    return found


def needing(*needs: Needs) -> list[str]:
    """Names of the analyses that are computed from one of `needs`."""
    return [name for name, one in analyses().items() if one.needs in needs]


def _declared(file: Path) -> Listed | None:
    """What a module assigns to ``ANALYSIS``: name, needs and caption have to be plain strings."""
    text = file.read_text(encoding="utf-8")
    if "\nANALYSIS = " not in text:
        return None
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "ANALYSIS":
            assert isinstance(node.value, ast.Call)
            given = {
                keyword.arg: ast.literal_eval(keyword.value)
                for keyword in node.value.keywords
                if keyword.arg in ("name", "needs", "caption")
            }
            if given.get("needs") not in get_args(Needs) or set(given) != {
                "name",
                "needs",
                "caption",
            }:
                raise ValueError(
                    f"{file}: ANALYSIS has to give name, caption and needs as plain strings, "
                    f"needs being one of {get_args(Needs)}; found {given}"
                )
            place = file.relative_to(FOLDER.parents[1]).with_suffix("")
            return Listed(**given, module=".".join(place.parts))
    return None
