"""How far each column of a table may be from that of a reference run."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from craftbench.errors import CraftbenchError
from craftbench.settings import Settings, read_yaml, validate

Limit = float | Literal["any"]
BOUNDS = ("_low", "_high")


class Column(Settings):
    """How far the figures of a column may be apart, absolutely; `any` if they are not compared."""

    default: Limit = Field(0.0, description="Of rows about classifiers alone.")
    networks: Limit | None = Field(
        None,
        description="Of rows about an arm that trains a network, by default the same. Elsewhere, "
        "sums are rounded in another order, and a training of thousands of updates enlarges that.",
    )

    def limit(self, network: bool) -> Limit:
        """Of a row, which is about a network or not."""
        return self.networks if network and self.networks is not None else self.default


class Tolerances(Settings):
    """Of all tables of reference runs."""

    keys: dict[str, list[str]] = Field(description="Columns that name a row, by table.")
    columns: dict[str, Column] = Field(
        description="By column. A column that is not named has to be equal."
    )
    decisions: list[str] = Field(
        [],
        description="Columns that say what was decided from scores. On another processor or with "
        "other versions, another decision about networks is told, and is no difference.",
    )
    selected: list[str] = Field(
        [],
        description="Tables whose rows are about selected arms. Which network is selected is a "
        "decision, too.",
    )
    bounds: float = Field(
        1.0, ge=1, description="Factor for the bounds `x_low` and `x_high` of a column `x`."
    )
    over_repeats: list[str] = Field(
        [],
        description="Columns whose intervals are over the repeats alone. Elsewhere, such an "
        "interval of a network may be any that holds the other side's figure.",
    )

    def limit(self, column: str, network: bool) -> Limit:
        """Greatest absolute difference of two figures of a column."""
        if column in self.columns:
            return self.columns[column].limit(network)
        estimate = estimate_of(column)
        limit = self.columns[estimate].limit(network) if estimate in self.columns else 0.0
        return limit if limit == "any" else self.bounds * limit

    def of_rows(self, table: str) -> list[str]:
        """The columns that name a row of a table.

        Raises
        ------
        CraftbenchError
            If the file does not say them.
        """
        if table not in self.keys:
            raise CraftbenchError(
                f"results/reference/tolerances.yaml: keys has no entry for the table {table}; "
                "name the columns that name its rows"
            )
        return self.keys[table]


def estimate_of(column: str) -> str:
    """The column whose interval ends in `column`, or nothing."""
    return next((column.removesuffix(end) for end in BOUNDS if column.endswith(end)), "")


def read_tolerances(path: Path) -> Tolerances:
    """From ``results/reference/tolerances.yaml``."""
    return validate(read_yaml(path), Tolerances, str(path))
