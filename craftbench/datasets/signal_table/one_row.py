"""One row a sample: its values stand in columns, one pattern of names a lead."""

from fnmatch import fnmatchcase
from pathlib import Path

import numpy as np
import pandas as pd

from craftbench.datasets.sample_table import TableColumns, as_text, described, numbers
from craftbench.datasets.signal_table.signals import TableSignals
from craftbench.errors import CraftbenchError

KEY = "source.values"


def signals_of_rows(
    path: Path,
    table: pd.DataFrame,
    columns: TableColumns,
    patterns: list[str],
    name: str | None,
) -> TableSignals:
    """Each row as a signal.

    Parameters
    ----------
    path : Path
        For messages.
    table : DataFrame
        As `craftbench.datasets.sample_table.read_table` gives it.
    columns : TableColumns
        Of label, group and split.
    patterns : list of str
        Names of columns, or patterns as in `fnmatch`, one a lead; in the order of the file. Without
        any, all columns that are nothing else are one lead.
    name : str or None
        Column with the names of the samples; their numbers without.

    Raises
    ------
    CraftbenchError
        If a pattern has no column, leads differ in their number of columns, or a cell is no number.
    """
    about = described(path, table, columns)
    used = {*columns.found_in(path, table).values(), *([name] if name else [])}
    leads = _leads(path, [one for one in table if one not in used], patterns)
    values = np.stack([numbers(path, table[lead], KEY) for lead in leads], axis=-1)
    named = as_text(table[name]) if name else range(len(table))
    about.insert(0, "source", [f"{path.name}[{one}]" for one in named])
    about = about.reset_index(drop=True)
    return TableSignals(list(values), about, pd.Series(pd.NA, index=about.index, dtype="string"))


def _leads(path: Path, names: list[str], patterns: list[str]) -> list[list[str]]:
    if not names:
        raise CraftbenchError(f"{path}: has no column of values beside those of {KEY}")
    if not patterns:
        return [names]
    leads = [[name for name in names if fnmatchcase(name, pattern)] for pattern in patterns]
    for pattern, lead in zip(patterns, leads, strict=True):
        if not lead:
            raise CraftbenchError(
                f"{path}: no column matches {pattern!r} ({KEY}); it has {', '.join(names[:20])}"
            )
        if len(lead) != len(leads[0]):
            raise CraftbenchError(
                f"{path}: {len(leads[0])} columns match {patterns[0]!r} and {len(lead)} match "
                f"{pattern!r} ({KEY}), expected equal numbers: one lead each, sampled together"
            )
    return leads
