"""Features of a table that was computed elsewhere, joined to samples by their name."""

from pathlib import Path

import numpy as np
import pandas as pd
from pydantic import Field

from craftbench.datasets.sample_table import as_text, numbers, read_table
from craftbench.datasets.samples import Samples
from craftbench.errors import CraftbenchError, suggestion
from craftbench.settings import Settings
from features.table import PREFIX

NAMED = 3


class FeatureTable(Settings):
    """A table of features that belong to samples of another source."""

    file: Path = Field(description="CSV or Parquet file with a row per sample.")
    id: str = Field(
        description="Column with the sample: its path below the folder of the pictures, its file "
        "name with or without ending, or its number in the array."
    )
    without: list[str] = Field([], description="Columns that are no features, such as the label.")


def feature_columns(path: Path, table: pd.DataFrame, others: list[str]) -> pd.DataFrame:
    """All other columns of a table as numbers, with the prefix of features.

    Parameters
    ----------
    path : Path
        For messages.
    table : DataFrame
        As `craftbench.datasets.sample_table.read_table` gives it.
    others : list of str
        Columns that are no features.

    Raises
    ------
    CraftbenchError
        Naming a column that is missing or has a word in it; if none is left, or a value is
        infinite.
    """
    for name in others:
        if name not in table:
            raise CraftbenchError(
                f"{path}: there is no column {name!r}{suggestion(name, list(table.columns))}"
            )
    left = table.drop(columns=others)
    if not len(left.columns):
        raise CraftbenchError(f"{path}: no column of features is left beside {', '.join(others)}")
    values = numbers(path, left, "the table, and all others in source.without")
    infinite = np.argwhere(np.isinf(values))
    if len(infinite):
        row, column = infinite[0]
        raise CraftbenchError(
            f"{path}: line {table.index[row]} has an infinite value in the column "
            f"{left.columns[column]}; expected a number, or a blank where there is none"
        )
    return pd.DataFrame(values, columns=[f"{PREFIX}{name}" for name in left], index=table.index)


def with_table(samples: Samples, given: FeatureTable) -> Samples:
    """Samples with the features of a table as further columns.

    Raises
    ------
    CraftbenchError
        If a row is there twice, or a sample has none.
    """
    table = read_table(given.file, "source.features.file")
    if given.id not in table:
        raise CraftbenchError(
            f"{given.file}: there is no column {given.id!r} (source.features.id)"
            f"{suggestion(given.id, list(table.columns))}"
        )
    names = as_text(table[given.id])
    twice = names[names.duplicated() | names.isna()]
    if len(twice):
        what = "no name" if pd.isna(twice.iloc[0]) else f"{twice.iloc[0]!r} again"
        raise CraftbenchError(
            f"{given.file}: line {twice.index[0]} has {what} in the column {given.id}, expected a "
            "name of its own for each sample"
        )
    found = feature_columns(given.file, table, [given.id, *given.without])
    rows = _matching(samples.table["source"], names, given)
    joined = found.iloc[rows].reset_index(drop=True)
    samples.table = pd.concat([samples.table.reset_index(drop=True), joined], axis=1)
    return samples


def _matching(source: pd.Series, names: pd.Series, given: FeatureTable) -> np.ndarray:
    """The row of each sample: by its whole name, its file name, that without ending, or number."""
    rows = pd.Series(range(len(names)), index=names.to_numpy())
    best = pd.Series(dtype=float)
    for spelling in _spellings(source):
        if spelling.duplicated().any():
            continue
        found = spelling.map(rows)
        if found.notna().all():
            return found.to_numpy(int)
        if not len(best) or found.notna().sum() > best.notna().sum():
            best = found
    missing = source[best.isna()] if len(best) else source
    raise CraftbenchError(
        f"{given.file}: {len(missing)} of {len(source)} samples have no row, the first: "
        f"{', '.join(missing.iloc[:NAMED])}; the column {given.id} has "
        f"{', '.join(names.iloc[:NAMED])} … Write the names alike, or add the rows"
    )


def _spellings(source: pd.Series) -> list[pd.Series]:
    names = source.str.split("/").str[-1]
    return [
        source,
        names,
        names.str.replace(r"\.[^.\[\]]*$", "", regex=True),
        source.str.extract(r"\[([^\]]*)\]$")[0],
    ]
