"""One table of a run against the same table of a reference run."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import pandas as pd

from craftbench.analyses.reference.comparison import Comparison
from craftbench.analyses.reference.tolerances import Tolerances

NETWORKS = ("learned", "hybrid")
"""Families whose arms are networks that a run trains."""
ROUNDED = 1e-9
"""Two numbers that differ by less are equal: what writing and another summation can change."""


def compare_tables(
    name: str,
    found: pd.DataFrame,
    reference: pd.DataFrame,
    tolerances: Tolerances,
    datasets: Collection[str],
) -> Comparison:
    """Every cell of a table beside the reference, rows matched by their names.

    Parameters
    ----------
    name : str
        Of the table.
    found, reference : DataFrame
        Of the run, and of the reference run.
    tolerances : Tolerances
        By column.
    datasets : collection of str
        Data sets whose rows are compared.

    Returns
    -------
    Comparison
        Differences are cells outside their tolerance, and rows and columns of one side alone.
    """
    keys = tolerances.of_rows(name)
    differences = _one_sided(name, "the column", list(found), list(reference))
    if missing := [key for key in keys if key not in found or key not in reference]:
        return Comparison(name, 0, (*differences, f"{name}: no {', '.join(missing)} to match by"))
    new, old = (_by_name(table, keys, datasets) for table in (found, reference))
    differences += _one_sided(name, "the row", list(new), list(old))
    figures = 0
    shared = [column for column in reference if column in found and column not in keys]
    for row, expected in old.items():
        for column in shared if row in new else ():
            limit = tolerances.limit(column, _is_network(expected))
            if limit == "any":
                continue
            figures += 1
            if text := _difference(new[row][column], expected[column], limit):
                differences.append(f"{name}: {' '.join(row)}: {column} {text}")
    return Comparison(name, figures, tuple(differences))


def _by_name(
    table: pd.DataFrame, keys: Sequence[str], datasets: Collection[str]
) -> dict[tuple[str, ...], dict[str, Any]]:
    """Rows of some data sets by name; equal names are counted, so that no row hides another."""
    rows = table[table["dataset"].isin(list(datasets))] if "dataset" in table else table
    named: dict[tuple[str, ...], dict[str, Any]] = {}
    counts: Counter[tuple[str, ...]] = Counter()
    for row in rows.to_dict("records"):
        name = tuple(f"{row[key]:g}" if _is_number(row[key]) else str(row[key]) for key in keys)
        counts[name] += 1
        named[(*name, f"({counts[name]})") if counts[name] > 1 else name] = row
    return named


def _one_sided(table: str, what: str, new: Sequence[Any], old: Sequence[Any]) -> list[str]:
    def said(one: Any) -> str:
        return one if isinstance(one, str) else " ".join(one)

    missing = [
        f"{table}: {what} {said(one)} is missing in the run" for one in old if one not in new
    ]
    extra = [
        f"{table}: {what} {said(one)} is not in the reference" for one in new if one not in old
    ]
    return missing + extra


def _is_network(row: dict[str, Any]) -> bool:
    return any(row[column] in NETWORKS for column in row if column.endswith("family"))


def _difference(value: Any, expected: Any, limit: float) -> str:
    """What is wrong with a value, or nothing."""
    if _is_empty(value) and _is_empty(expected):
        return ""
    if _is_number(value) and _is_number(expected):
        if abs(value - expected) <= limit + ROUNDED:
            return ""
        allowed = f", tolerance {limit:g}" if limit else ""
        return f"{value:.6g}, expected {expected:.6g}{allowed}"
    if str(value) == str(expected):
        return ""
    shown = ["empty" if _is_empty(one) else str(one) for one in (value, expected)]
    return f"{shown[0]}, expected {shown[1]}"


def _is_empty(value: Any) -> bool:
    return value == "" or (isinstance(value, float) and np.isnan(value))


def _is_number(value: Any) -> bool:
    numeric = isinstance(value, int | float | np.number) and not isinstance(value, bool | np.bool)
    return numeric and not _is_empty(value)
