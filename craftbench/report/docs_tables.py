"""Result tables in the documentation: ``python -m craftbench.report.docs_tables`` fills them.

A page marks the place of a table with two comments. The rows between them are generated from a
CSV file below ``results/reference/``::

    <!-- table default/accuracy.csv dataset=parcels columns=arm,accuracy,macro_f1 sort=-accuracy -->
    <!-- end -->

The first word is the file. Then follow, in any order:

``column=value``
    Keeps the rows with this value; several values are separated by commas. ``column=`` keeps the
    rows without one.
``columns=a,b``
    Columns to show, in this order; by default all.
``sort=column``
    Sorts by a column, ``sort=-column`` from the largest value to the smallest.
``rows=a columns=b values=c``
    Shows one row for each value of `a`, one column for each value of `b`, and `c` in the cells.
    Rows are in the order of `sort`, columns in the order of the file.

A value with spaces is quoted: ``shape="power law"``. Estimates are shown with their intervals, as
in the report. A test fails when a page is out of date.
"""

import re
import shlex
import sys
from pathlib import Path

import pandas as pd

from craftbench.analyses.read import read_table
from craftbench.errors import CraftbenchError
from craftbench.report.cells import as_cell
from craftbench.report.glossary import heading
from craftbench.report.tables import no_column, shown_table

REFERENCE = Path("results/reference")
BLOCK = re.compile(r"(<!-- table (.+?) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
LAYOUT = ("columns", "sort", "rows", "values")


def pages(root: Path = Path()) -> list[Path]:
    """README.md and the pages in ``docs/`` below the project's folder."""
    return [root / "README.md", *sorted((root / "docs").glob("*.md"))]


def filled(page: str, root: Path = Path()) -> str:
    """A page with all its tables as the reference results give them.

    Raises
    ------
    CraftbenchError
        Naming the marker whose file, column or rows do not exist.
    """

    def with_rows(block: re.Match) -> str:
        try:
            return f"{block[1]}{markdown(block[2], root)}{block[4]}"
        except CraftbenchError as error:
            raise CraftbenchError(f"<!-- table {block[2]} -->: {error}") from error

    return BLOCK.sub(with_rows, page)


def markdown(marker: str, root: Path = Path()) -> str:
    """The table that the text of a marker asks for, in Markdown."""
    name, *words = shlex.split(marker)
    file = root / REFERENCE / name
    if not file.is_file():
        raise CraftbenchError(f"there is no file {file}")
    given = dict(word.split("=", 1) for word in words)
    table = _chosen(read_table(file), given)
    if "rows" in given:
        return _lines(*_pivoted(table, given))
    shown = shown_table(table, [name for name in given.get("columns", "").split(",") if name])
    return _lines(shown.heads, [[cell.text for cell in row] for row in shown.rows])


def _chosen(table: pd.DataFrame, given: dict[str, str]) -> pd.DataFrame:
    """The rows that a marker keeps, in its order."""
    for column, values in given.items():
        if column not in LAYOUT:
            kept = _column(table, column).map(_as_text).isin(values.split(","))
            table = table[kept]
    if not len(table):
        raise CraftbenchError("no row of the file has these values")
    if "sort" in given:
        by = given["sort"]
        _column(table, by.removeprefix("-"))
        rising = not by.startswith("-")
        table = table.sort_values(by.removeprefix("-"), ascending=rising, kind="stable")
    return table


def _as_text(value: object) -> str:
    """A cell as a marker names it: empty, a number without trailing zeros, or text."""
    if pd.isna(value):
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)


def _pivoted(table: pd.DataFrame, given: dict[str, str]) -> tuple[list[str], list[list[str]]]:
    rows, columns = _column(table, given["rows"]), _column(table, given["columns"])
    across = columns.sort_index().drop_duplicates()
    cells = {}
    for key, row in zip(zip(rows, columns, strict=True), table.to_dict("records"), strict=True):
        if key in cells:
            raise CraftbenchError(f"several rows of the file are {key[0]} at {key[1]}")
        cells[key] = as_cell(row, given["values"]).text
    lines = [[str(row), *(cells.get((row, one), "–") for one in across)] for row in rows.unique()]
    return [heading(given["rows"]), *map(str, across)], lines


def _column(table: pd.DataFrame, name: str) -> pd.Series:
    if name not in table:
        raise no_column(name, table)
    return table[name]


def _lines(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join("|" + "|".join(_padded(line)) + "|\n" for line in lines)


def _padded(line: list[str]) -> list[str]:
    return line if set(line) == {"---"} else [f" {text} " for text in line]


def main() -> int:
    """Fill the pages of the project that is the working directory."""
    for page in pages():
        text = page.read_text(encoding="utf-8")
        try:
            new = filled(text)
        except CraftbenchError as error:
            print(f"{page}: {error}", file=sys.stderr)
            return 1
        if new != text:
            page.write_text(new, encoding="utf-8")
            print(f"{page}: filled")
    return 0


if __name__ == "__main__":
    sys.exit(main())
