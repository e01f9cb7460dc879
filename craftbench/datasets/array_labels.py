"""The table beside an array: labels, groups, roles, and numbers that feature sets need."""

from pathlib import Path

import pandas as pd

from craftbench.datasets.lookalikes import first_places
from craftbench.datasets.sample_table import TableColumns, described
from craftbench.datasets.user_table import numbers_where_all_are, read_user_table
from craftbench.errors import CraftbenchError

TEXTS = ("label", "group", "role")
RESERVED = ("sample", "source", "recording")
"""Columns of samples.parquet that the user's table must not have."""
POSITIVE = ("height_unit_mm", "pixel_mm")
INTERVALS = ("rr_before_s", "rr_after_s", "r_peak")
"""Columns that features and views compute with: numbers, those of `POSITIVE` above 0."""


def read_labels(path: Path, columns: TableColumns | None = None) -> pd.DataFrame:
    """The table of labels; text in the columns label, group and role.

    With `columns`, those of the card have these names afterwards.

    Raises
    ------
    CraftbenchError
        Naming file and line or column, if the table or one of its columns cannot be used.
    """
    columns = columns or TableColumns()
    table = read_user_table(path, "source.labels", [columns.label])
    table = _renamed(path, table, columns)
    taken = [name for name in RESERVED if name in table]
    if taken:
        raise CraftbenchError(
            f"{path}: the column {taken[0]} has a name that craftbench gives itself; rename it"
        )
    if "group" in table and table["group"].isna().all():
        raise CraftbenchError(
            f"{path}: the column group is blank; fill it in, or delete it if there are no groups"
        )
    return numbers_where_all_are(path, table, TEXTS, (*POSITIVE, *INTERVALS))


def _renamed(path: Path, table: pd.DataFrame, columns: TableColumns) -> pd.DataFrame:
    """The table with the columns of the card in place of others of the names that they get."""
    if columns == TableColumns():
        return table
    about = described(path, table, columns)
    used = {*about.columns, *columns.found_in(path, table).values()}
    return pd.concat([about, table.drop(columns=[name for name in table if name in used])], axis=1)


def label_places(path: Path, table: pd.DataFrame) -> dict[str, str]:
    """Each label with the line of the file in which it appears first."""
    return first_places(table["label"], (f"{path}, line {line}" for line in table.index))
