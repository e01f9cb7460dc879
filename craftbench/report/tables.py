"""Tables of results as text: chosen columns, estimates with their intervals."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from craftbench.errors import CraftbenchError
from craftbench.report.cells import FAMILY_OF, SECONDS, Cell, as_cell, same_decimals
from craftbench.report.glossary import heading, key_of
from craftbench.stats.bootstrap import GROUPS_AND_REPEATS, GROUPS_ONLY, NONE, REPEATS_ONLY

_INTERVALS = {
    GROUPS_AND_REPEATS: "95 % intervals over test groups and repeats.",
    GROUPS_ONLY: "95 % intervals over test groups, not over repeats.",
    REPEATS_ONLY: "95 % intervals over repeats, not over test groups.",
}
_LONG = {"note", "expected", "evidence", "features", "sees", "citation", "protocol"}
_NOT_SHOWN = {*FAMILY_OF.values(), "size_unit", "arm_key"}


@dataclass(frozen=True)
class Column:
    """A column as it is shown.

    Parameters
    ----------
    key, head : str
        Its key in the tables of results, and its heading.
    kind : str
        ``number``, ``text`` (longer texts) or nothing.
    term : str
        Key of its meaning in the glossary, or nothing.
    """

    key: str
    head: str
    kind: str
    term: str


@dataclass(frozen=True)
class ShownTable:
    """A table as text.

    Parameters
    ----------
    columns : list of Column
    rows : list of list of Cell
    notes : list of str
        Notes that apply to all rows.
    """

    columns: list[Column]
    rows: list[list[Cell]]
    notes: list[str]

    @property
    def heads(self) -> list[str]:
        """Headings of the columns."""
        return [column.head for column in self.columns]


def shown_table(
    table: pd.DataFrame, columns: str | Sequence[str] = (), name: str = ""
) -> ShownTable:
    """A table of results as text.

    Parameters
    ----------
    table : DataFrame
        Estimates have columns ``…_low`` and ``…_high`` beside them and are shown with these.
        Columns without any value are left out. A note that all rows share is given once, and so
        is what the intervals cover.
    columns : sequence of str, or str
        Those to show, in order; in one string they are separated by spaces. By default all.
    name : str
        Of the table, for columns that mean something else in it.

    Raises
    ------
    CraftbenchError
        If the table has no such column.
    """
    asked = columns.split() if isinstance(columns, str) else list(columns)
    for column in asked:
        if column not in table:
            raise no_column(column, table)
    every = [column for column in table.columns if column not in _NOT_SHOWN]
    wanted = [column for column in asked or every if _has_values(column, table)]
    notes = []
    if "note" in wanted and len(table) > 1 and table["note"].nunique(dropna=False) == 1:
        wanted.remove("note")
        notes.append(f"Note: {table['note'].iloc[0]}.")
    wanted, covered = _covered(table, wanted)
    notes += covered
    records = table.to_dict("records")
    columns_of_cells = [
        same_decimals([as_cell(row, column) for row in records]) for column in wanted
    ]
    rows = [list(row) for row in zip(*columns_of_cells, strict=True)]
    return ShownTable([as_column(table, column, name) for column in wanted], rows, notes)


def as_column(table: pd.DataFrame, column: str, name: str = "") -> Column:
    """A column of a table as it is shown."""
    kind = "text" if column in _LONG else ""
    if not kind and pd.api.types.is_numeric_dtype(table[column]):
        kind = "number"
    return Column(column, _head(table, column, name), kind, key_of(column, name))


def _head(table: pd.DataFrame, column: str, name: str) -> str:
    """Its words, and the unit of training sizes where all rows have the same."""
    head = heading(column, name)
    if column == "training_size" and "size_unit" in table and table["size_unit"].nunique() == 1:
        return f"{head} ({table['size_unit'].iloc[0]})"
    return head


def no_column(name: str, table: pd.DataFrame) -> CraftbenchError:
    """The error that a table has no such column."""
    found = ", ".join(map(str, table.columns))
    return CraftbenchError(f"there is no column {name!r}; expected one of {found}")


def _covered(table: pd.DataFrame, wanted: list[str]) -> tuple[list[str], list[str]]:
    """Columns to show and notes, with what the shown intervals cover in one of the two."""
    shown = [name for name in wanted if name != "interval"]
    bounded = [name for name in shown if f"{name}_low" in table and not name.endswith(SECONDS)]
    if "interval" not in table or not bounded:
        return shown, []
    kinds = sorted(set(table["interval"]) - {NONE})
    return ([*shown, "interval"], []) if len(kinds) > 1 else (shown, [_INTERVALS[k] for k in kinds])


def _has_values(column: str, table: pd.DataFrame) -> bool:
    """Whether a column is no bound of an interval and has any value."""
    values = table[column]
    empty = values.isna() | (values.astype(str) == "")
    return not column.endswith(("_low", "_high")) and not empty.all()
