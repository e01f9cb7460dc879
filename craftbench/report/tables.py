"""Tables of results as text: chosen columns, estimates with their intervals."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from craftbench.errors import CraftbenchError
from craftbench.report.formats import count, estimate, plain, probability, seconds, storage
from craftbench.report.headings import heading
from craftbench.stats.bootstrap import GROUPS_AND_REPEATS, GROUPS_ONLY, NONE, REPEATS_ONLY

_INTERVALS = {
    GROUPS_AND_REPEATS: "95 % intervals over test groups and repeats.",
    GROUPS_ONLY: "95 % intervals over test groups, not over repeats.",
    REPEATS_ONLY: "95 % intervals over repeats, not over test groups.",
}
_LONG = {"note", "expected", "evidence", "features", "sees"}
_FAMILY_OF = {
    "arm": "family",
    "arm_a": "family_a",
    "arm_b": "family_b",
    "rival_arm": "rival_family",
}
_NOT_SHOWN = {*_FAMILY_OF.values(), "size_unit"}
_ONE_DIGIT = {"best_epoch", "epochs", "changes_at"}
_ONE_DIGIT |= {"size_to_target", "size_to_plateau", "crossing", "crossing_extrapolated"}
_SECONDS = ("seconds", "seconds_per_sample")
_NAMES = {"check", "corruption", "measure", "method"}
_MOST_NAMED = 2
_SET_AND_SAME = re.compile(r"^(\w+):(?=\1)")


@dataclass(frozen=True)
class Cell:
    """Text of a cell, and the family if it is the name of an arm."""

    text: str
    family: str = ""


@dataclass(frozen=True)
class ShownTable:
    """A table as text.

    Parameters
    ----------
    heads, kinds : list of str
        Of each column: its heading, and ``number``, ``text`` (longer texts) or nothing.
    rows : list of list of Cell
    notes : list of str
        Notes that apply to all rows.
    """

    heads: list[str]
    kinds: list[str]
    rows: list[list[Cell]]
    notes: list[str]


def shown_table(table: pd.DataFrame, columns: str | Sequence[str] = ()) -> ShownTable:
    """A table of results as text.

    Parameters
    ----------
    table : DataFrame
        Estimates have columns ``…_low`` and ``…_high`` beside them and are shown with these.
        Columns without any value are left out. A note that all rows share is given once, and so
        is what the intervals cover.
    columns : sequence of str, or str
        Those to show, in order; in one string they are separated by spaces. By default all.

    Raises
    ------
    CraftbenchError
        If the table has no such column.
    """
    asked = columns.split() if isinstance(columns, str) else list(columns)
    for name in asked:
        if name not in table:
            raise no_column(name, table)
    every = [name for name in table.columns if name not in _NOT_SHOWN]
    wanted = [name for name in asked or every if _has_values(name, table)]
    notes = []
    if "note" in wanted and len(table) > 1 and table["note"].nunique(dropna=False) == 1:
        wanted.remove("note")
        notes.append(f"Note: {table['note'].iloc[0]}.")
    wanted, covered = _covered(table, wanted)
    notes += covered
    rows = [[as_cell(row, column) for column in wanted] for row in table.to_dict("records")]
    return ShownTable(
        [heading(column) for column in wanted],
        [_kind(table, column) for column in wanted],
        rows,
        notes,
    )


def no_column(name: str, table: pd.DataFrame) -> CraftbenchError:
    """The error that a table has no such column."""
    found = ", ".join(map(str, table.columns))
    return CraftbenchError(f"there is no column {name!r}; expected one of {found}")


def _covered(table: pd.DataFrame, wanted: list[str]) -> tuple[list[str], list[str]]:
    """Columns to show and notes, with what the shown intervals cover in one of the two."""
    shown = [name for name in wanted if name != "interval"]
    bounded = [name for name in shown if f"{name}_low" in table and not name.endswith(_SECONDS)]
    if "interval" not in table or not bounded:
        return shown, []
    kinds = sorted(set(table["interval"]) - {NONE})
    return ([*shown, "interval"], []) if len(kinds) > 1 else (shown, [_INTERVALS[k] for k in kinds])


def _has_values(column: str, table: pd.DataFrame) -> bool:
    """Whether a column is no bound of an interval and has any value."""
    values = table[column]
    empty = values.isna() | (values.astype(str) == "")
    return not column.endswith(("_low", "_high")) and not empty.all()


def _kind(table: pd.DataFrame, column: str) -> str:
    if column in _LONG:
        return "text"
    return "number" if pd.api.types.is_numeric_dtype(table[column]) else ""


def as_cell(row: Mapping[Any, Any], column: str) -> Cell:
    """One value of a row as text; its column decides on unit, interval and digits."""
    value = row[column]
    if column in _FAMILY_OF and isinstance(value, str):
        return Cell(value, str(row.get(_FAMILY_OF[column], "")))
    if column.endswith(_SECONDS):
        return Cell(seconds(value))
    if f"{column}_low" in row:
        return Cell(estimate(row, column, digits=1 if column in _ONE_DIGIT else 3))
    if column in _NAMES and isinstance(value, str):
        return Cell(value.replace("_", " "))
    if column == "features":
        return Cell(_shortened(str(value)))
    if column.endswith("_bytes"):
        return Cell(storage(value))
    if column.endswith("_mib"):
        return Cell(f"{count(value)} MiB")
    if pd.notna(value) and (
        column == "p" or column.startswith("p_") or column.endswith(("_p", "_p_holm"))
    ):
        return Cell(probability(float(value)))
    return Cell(plain(value))


def _shortened(features: str) -> str:
    """The first names of a block of features, and how many more there are."""
    names = [_SET_AND_SAME.sub("", name) for name in features.split("; ")]
    shown = ", ".join(names[:_MOST_NAMED])
    rest = len(names) - _MOST_NAMED
    return f"{shown} and {rest} more" if rest > 0 else shown
