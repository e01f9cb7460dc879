"""The tables of the page as files: CSV, LaTeX and Markdown."""

import csv
import io
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from craftbench.report.cells import Cell
from craftbench.report.exports.latex import latex
from craftbench.report.shown import PlacedTable
from craftbench.report.tables import ShownTable


def write_tables(placed: list[PlacedTable], folder: Path) -> list[Path]:
    """Write each table as ``{name}.csv``, ``{name}.tex`` and ``{name}.md``.

    Parameters
    ----------
    placed : list of PlacedTable
        Of one section of the page.
    folder : Path
        Is made if it does not exist.

    Returns
    -------
    list of Path
        The files, in the order of the page.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for table in placed:
        for ending, text in (
            ("csv", csv_text(table.content)),
            ("tex", latex(table.content, table.caption)),
            ("md", markdown(table.content)),
        ):
            files.append(folder / f"{table.name}.{ending}")
            files[-1].write_text(text, encoding="utf-8")
    return files


def csv_text(table: ShownTable) -> str:
    """Full values, with the keys of the columns; bounds follow their estimate."""
    bounded = [any(len(row[i].values) > 1 for row in table.rows) for i in range(len(table.columns))]
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    heads = [
        [key, f"{key}_low", f"{key}_high"] if wide else [key]
        for key, wide in zip([column.key for column in table.columns], bounded, strict=True)
    ]
    writer.writerow([head for part in heads for head in part])
    for row in table.rows:
        cells = [_values(cell, wide) for cell, wide in zip(row, bounded, strict=True)]
        writer.writerow([value for part in cells for value in part])
    return file.getvalue()


def _values(cell: Cell, bounded: bool) -> list[Any]:
    found = list(cell.values) or [cell.text]
    if bounded and len(found) == 1:
        found += [np.nan, np.nan]
    return ["" if not isinstance(value, str) and pd.isna(value) else value for value in found]


def markdown(table: ShownTable) -> str:
    """A table as GitHub and pandoc read it; numbers are right-aligned."""
    rules = ["---:" if column.kind == "number" else "---" for column in table.columns]
    lines = [table.heads, rules, *([cell.text for cell in row] for row in table.rows)]
    text = "".join("| " + " | ".join(map(_in_cell, line)) + " |\n" for line in lines)
    return text + "".join(f"\n{note}\n" for note in table.notes)


def _in_cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
