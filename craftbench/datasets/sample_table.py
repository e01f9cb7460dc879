"""Tables of users with a row per sample, or per value: their label, group and split by column."""

from pathlib import Path

import numpy as np
import pandas as pd
from pydantic import Field

from craftbench.datasets.user_table import read_user_table
from craftbench.errors import CraftbenchError, suggestion
from craftbench.settings import Settings

ROLES = {
    **dict.fromkeys(("pool", "train", "training", "val", "valid", "validation", "dev"), "pool"),
    **dict.fromkeys(("test", "testing"), "test"),
}
"""What a column of the split may say, in any case, and the role of the sample."""
GROUP, ROLE = "group", "role"
PARQUET = (".parquet", ".pq")
NUMBER_MISSING = ("NA", "N/A", "NaN", "nan", "None", "null")
FIRST_ROW = 2
"""A row of a Parquet file is numbered like the line of the same table as a CSV file."""


class TableColumns(Settings):
    """Columns of a table that are not values."""

    label: str = Field("label", description="Column with the class.")
    group: str | None = Field(
        None,
        description="Column with the patient, batch or device; if not given, the column `group` "
        "where there is one.",
    )
    split: str | None = Field(
        None,
        description="Column that says pool or test (or train, validation, dev: all of the pool); "
        "if not given, the column `role` where there is one.",
    )

    def found_in(self, path: Path, table: pd.DataFrame) -> dict[str, str]:
        """Column of the table for each of label, group and role that it has.

        Raises
        ------
        CraftbenchError
            Naming a column of the card that the table does not have.
        """
        wanted = {"label": self.label, GROUP: self.group, ROLE: self.split}
        for key, name in wanted.items():
            if name is not None and name not in table:
                given = "split" if key == ROLE else key
                raise CraftbenchError(
                    f"{path}: there is no column {name!r} (source.columns.{given})"
                    f"{suggestion(name, list(table.columns))}; it has "
                    f"{', '.join(map(str, table.columns[:20]))}"
                )
        own = {GROUP: GROUP, ROLE: ROLE}
        named = {key: name or own[key] for key, name in wanted.items()}
        return {key: name for key, name in named.items() if name in table}


def read_table(path: Path, key: str) -> pd.DataFrame:
    """A CSV file, whose cells are text, or a Parquet file with the types that it has.

    The index is the line in the file; rows of Parquet are counted as if they were lines of a CSV.

    Raises
    ------
    CraftbenchError
        Naming the file, and the line where a row is wrong.
    """
    if path.suffix.lower() not in PARQUET:
        return read_user_table(path, key, [])
    try:
        table = pd.read_parquet(path)
    except FileNotFoundError:
        raise CraftbenchError(f"{path}: there is no such file; correct {key} in the card") from None
    except Exception as error:  # a damaged file may raise any kind of error
        raise CraftbenchError(f"{path}: not a Parquet file: {error}; see {key}") from None
    if not len(table):
        raise CraftbenchError(f"{path}: the table has no rows ({key})")
    if table.index.name is not None or not isinstance(table.index, pd.RangeIndex):
        named = [name for name in table.index.names if name is not None]
        table = table.reset_index(drop=not named)
    table.columns = table.columns.map(str)
    twice = table.columns[table.columns.duplicated()]
    if len(twice):
        raise CraftbenchError(f"{path}: the column {twice[0]} is there twice; rename one")
    table.index = pd.RangeIndex(FIRST_ROW, FIRST_ROW + len(table), name="line")
    return table


def described(path: Path, table: pd.DataFrame, columns: TableColumns) -> pd.DataFrame:
    """The columns ``label`` and, where the table has them, ``group`` and ``role``, as text.

    Raises
    ------
    CraftbenchError
        For a missing column, a blank column of groups, or a word of the split that is not known.
    """
    found = columns.found_in(path, table)
    chosen = pd.DataFrame({key: as_text(table[name]) for key, name in found.items()})
    if GROUP in chosen and chosen[GROUP].isna().all():
        raise CraftbenchError(
            f"{path}: the column {found[GROUP]} is blank; fill it in, or leave it out of the card"
        )
    if ROLE in chosen:
        chosen[ROLE] = _roles(path, found[ROLE], chosen[ROLE])
    return chosen


def as_text(column: pd.Series) -> pd.Series:
    """Names as text without the blanks around them; whole numbers without a decimal point."""
    if pd.api.types.is_float_dtype(column) and (column.dropna() % 1 == 0).all():
        column = column.astype("Int64")
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(column.cat.categories.dtype)
    text = column.astype("str").str.strip()
    return text.mask(column.isna() | (text == ""))


def numbers(path: Path, table: pd.DataFrame, key: str) -> np.ndarray:
    """All cells as float32, (rows, columns); NaN where a cell is blank or says so.

    Raises
    ------
    CraftbenchError
        Naming the line and the column of a cell that is not a number.
    """
    values = np.empty(table.shape, np.float32)
    for place, name in enumerate(table.columns):
        column = table[name]
        if not pd.api.types.is_numeric_dtype(column):
            column = column.mask(column.isin(NUMBER_MISSING))
        converted = pd.to_numeric(column, errors="coerce").astype(np.float64)
        wrong = converted.isna() & column.notna()
        if wrong.any():
            line = wrong.idxmax()
            raise CraftbenchError(
                f"{path}: line {line} has {column[line]!r} in the column {name}, expected a "
                f"number; correct it, or name the columns of numbers in {key}"
            )
        values[:, place] = converted
    return values


def _roles(path: Path, name: str, words: pd.Series) -> pd.Series:
    roles = words.str.lower().map(ROLES)
    odd = roles.isna()
    if odd.any():
        line = odd.idxmax()
        found = "nothing" if pd.isna(words[line]) else repr(words[line])
        raise CraftbenchError(
            f"{path}: line {line} has {found} in the column {name}, expected one of "
            f"{', '.join(ROLES)} ({odd.sum()} such lines)"
        )
    return roles
