"""Rows of the tables of results; what is missing is None or empty, never an error."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

Tables = Mapping[str, pd.DataFrame]
Row = Mapping[str, Any]


def rows_of(tables: Tables, name: str, dataset: str) -> list[dict[str, Any]]:
    """The rows of a data set in a table, by rising training size where there is one."""
    table = tables.get(name)
    if table is None or "dataset" not in table:
        return []
    own = table[table["dataset"] == dataset]
    if "training_size" in own:
        own = own.sort_values("training_size", kind="stable")
    return [{str(key): value for key, value in row.items()} for row in own.to_dict("records")]


def row_of(
    tables: Tables, name: str, dataset: str, arm: str, size: float | None = None
) -> dict[str, Any] | None:
    """The row of an arm, at the largest training size unless one is given."""
    own = [row for row in rows_of(tables, name, dataset) if row.get("arm") == arm]
    own = [row for row in own if size is None or row.get("training_size") == size]
    return own[-1] if own else None


def known(row: Row | None, *names: str) -> bool:
    """Whether a row has a number in each of these columns."""
    return row is not None and all(pd.notna(row.get(name)) for name in names)


def bounds(row: Row, name: str) -> tuple[float, float]:
    """The interval of an estimate; NaN for a bound that is not known."""
    low, high = (row.get(f"{name}_{end}") for end in ("low", "high"))
    return (
        float("nan") if low is None or pd.isna(low) else float(low),
        float("nan") if high is None or pd.isna(high) else float(high),
    )


def side_of(row: Row, name: str, value: float = 0.0) -> int:
    """1 or −1 where the interval of an estimate is above or below a value, else 0.

    The rule of the claims (`craftbench.analyses.verdict.findings.above`): a single repeat decides
    nothing, because its interval ignores how much training varies.
    """
    low, high = bounds(row, name)
    repeats = row.get("repeats")
    if repeats is not None and repeats < 2:
        return 0
    return 1 if low > value else -1 if high < value else 0
