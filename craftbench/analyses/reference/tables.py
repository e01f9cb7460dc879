"""One table of a run against the same table of a reference run."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from craftbench.analyses.read import TEXT
from craftbench.analyses.reference.comparison import Comparison
from craftbench.analyses.reference.this_run import ThisRun
from craftbench.analyses.reference.tolerances import BOUNDS, Tolerances, estimate_of

ROUNDED = 1e-9
"""Two numbers that differ by less are equal: what writing and another summation can change."""
Row = dict[str, Any]
RowName = tuple[str, ...]


def compare_tables(
    name: str, found: pd.DataFrame, reference: pd.DataFrame, tolerances: Tolerances, run: ThisRun
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
    run : ThisRun
        Its data sets, its networks, and whether it is on another machine.

    Returns
    -------
    Comparison
        Differences are cells outside their tolerance, and data sets, rows and columns of one side
        alone. Remarks are decisions about networks that turned out otherwise on another machine,
        and intervals of networks over a few repeats that are much wider or narrower there.
    """
    keys = tolerances.of_rows(name)
    differences = _one_sided(name, "the column", list(found), list(reference))
    if missing := [key for key in keys if key not in found or key not in reference]:
        return Comparison(name, 0, (*differences, f"{name}: no {', '.join(missing)} to match by"))
    new, old = (rows_by_name(table, keys, run.datasets) for table in (found, reference))
    remarks: list[str] = []
    if run.elsewhere and name in tolerances.selected:
        remarks += _other_selections(name, new, old, run)
    differences += _whole_datasets(name, new, old)
    differences += _one_sided(name, "the row", list(new), list(old))
    figures = 0
    shared = [column for column in reference if column in found and column not in keys]
    for row, expected in old.items():
        if row not in new:
            continue
        network = run.about_network(expected) or run.about_network(new[row])
        for column in shared:
            limit = tolerances.limit(column, network)
            if limit == "any":
                continue
            figures += 1
            if text := _difference(new[row][column], expected[column], limit):
                free = run.elsewhere and _is_free(column, new[row], expected, tolerances, run)
                told = f"{name}: {said(row)}: {column} {text}"
                (remarks if free else differences).append(told)
    return Comparison(name, figures, tuple(differences), tuple(remarks))


def rows_by_name(
    table: pd.DataFrame, keys: Sequence[str], datasets: Collection[str] | None = None
) -> dict[RowName, Row]:
    """Rows by name; equal names are counted, so that no row hides another.

    Parameters
    ----------
    table : DataFrame
        Of a run or of a reference run.
    keys : sequence of str
        Columns that name a row.
    datasets : collection of str, optional
        Data sets whose rows are kept: those that a row is about, and is compared with.
    """
    if datasets is not None:
        for column in table:
            if column == "dataset" or column.endswith("_dataset"):
                table = table[table[column].isin(list(datasets))]
    named: dict[RowName, Row] = {}
    counts: Counter[RowName] = Counter()
    for row in table.to_dict("records"):
        name = tuple(_key(key, row[key]) for key in keys)
        counts[name] += 1
        named[(*name, f"({counts[name]})") if counts[name] > 1 else name] = row
    return named


def said(row: RowName) -> str:
    """The name of a row in words."""
    return " ".join(part for part in row if part)


def _key(column: str, value: Any) -> str:
    """A cell of a key: 232 is the same row whether the column was read as numbers or as text."""
    if _is_empty(value):
        return ""
    if _is_number(value):
        return f"{value:.15g}"
    return str(value) if column in TEXT else str(value).removesuffix(".0")


def _other_selections(
    table: str, new: dict[RowName, Row], old: dict[RowName, Row], run: ThisRun
) -> list[str]:
    """Rows about a network that stand where the reference has as many about another one.

    They are taken out: which network represents its family is a decision, and its rows name it.
    """
    remarks = []
    for dataset in sorted(_datasets(old.values())):
        here, there = (
            [
                name
                for name, row in rows.items()
                if name not in others and row["dataset"] == dataset and run.about_network(row)
            ]
            for rows, others in ((new, old), (old, new))
        )
        if here and len(here) == len(there):
            shown = [", ".join(map(said, names)) for names in (here, there)]
            remarks.append(f"{table}: the rows {shown[0]} in place of {shown[1]}")
            for name in here:
                del new[name]
            for name in there:
                del old[name]
    return remarks


def _whole_datasets(table: str, new: dict[RowName, Row], old: dict[RowName, Row]) -> list[str]:
    """One difference for a data set that one side has no row of; its rows are taken out."""
    sides = ((old, new, "are missing in the run"), (new, old, "are not in the reference"))
    differences = []
    for rows, others, word in sides:
        alone = _datasets(rows.values()) - _datasets(others.values())
        for dataset in sorted(alone):
            of_it = [name for name, row in rows.items() if str(row.get("dataset")) == dataset]
            if len(of_it) > 1:
                differences.append(f"{table}: all {len(of_it)} rows of {dataset} {word}")
                for name in of_it:
                    del rows[name]
    return differences


def _datasets(rows: Iterable[Row]) -> set[str]:
    return {str(row["dataset"]) for row in rows if "dataset" in row}


def _one_sided(table: str, what: str, new: Sequence[Any], old: Sequence[Any]) -> list[str]:
    sides = ((old, new, "is missing in the run"), (new, old, "is not in the reference"))
    return [
        f"{table}: {what} {one if isinstance(one, str) else said(one)} {word}"
        for names, others, word in sides
        for one in names
        if one not in others
    ]


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


def _is_free(column: str, row: Row, expected: Row, tolerances: Tolerances, run: ThisRun) -> bool:
    """Whether a cell may be another one on another machine, because of a network."""
    rows = (row, expected)
    network = any(run.about_network(one) for one in rows)
    if column in tolerances.decisions:
        return network or any(run.names_network(one, column) for one in rows)
    estimate = estimate_of(column)
    return (
        network
        and estimate in tolerances.over_repeats
        and all(one in both for both in rows for one in (estimate, *(estimate + e for e in BOUNDS)))
        and _hold_each_other(estimate, row, expected)
    )


def _hold_each_other(column: str, row: Row, expected: Row) -> bool:
    """Whether each row's interval of a column holds the figure of the other row.

    Repeats that are all equal have no interval, which nothing is asked of.
    """
    return all(
        all(map(_is_empty, ends)) or ends[0] - ROUNDED <= other[column] <= ends[1] + ROUNDED
        for one, other in ((row, expected), (expected, row))
        for ends in [[one[f"{column}{end}"] for end in BOUNDS]]
    )


def _is_empty(value: Any) -> bool:
    return value == "" or value is pd.NA or (isinstance(value, float) and np.isnan(value))


def _is_number(value: Any) -> bool:
    numeric = isinstance(value, int | float | np.number) and not isinstance(value, bool | np.bool)
    return numeric and not _is_empty(value)
