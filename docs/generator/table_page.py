"""The page on all tables of results and their columns."""

from craftbench.analyses.analysis import Listed, analyses
from craftbench.report.chapters import chapters
from craftbench.report.glossary import COLUMNS, heading, key_of

HEAD = """\
# Tables and columns

`results/tables/NAME.csv` has a table over all data sets, `results/DATASET/tables/NAME.csv` that
of one. An estimate `x` has its 95 % interval in `x_low` and `x_high`; the column `interval` says
what it covers. [Results](../project/results/README.md) lists all other files.
"""
BOUNDS = ("_low", "_high")


def table_page() -> str:
    """Every table of an analysis, by the chapters of the report."""
    listed = analyses()
    parts = [HEAD]
    for chapter in chapters(listed.values(), set(listed)):
        parts += [f"## {chapter.title}\n", *map(_table, chapter.analyses)]
    return "\n".join(parts)


def _table(one: Listed) -> str:
    names = one.columns
    rows = [_column(name, one.name, names) for name in names if not _is_bound(name, names)]
    return "\n".join(
        [
            f"### {one.name}.csv {{#{one.name}}}\n\n{one.caption}\n",
            *("| column | in the report | meaning |", "|---|---|---|", *rows, ""),
        ]
    )


def _is_bound(name: str, names: list[str]) -> bool:
    return any(name.endswith(end) and name.removesuffix(end) in names for end in BOUNDS)


def _column(name: str, table: str, names: list[str]) -> str:
    meaning = COLUMNS[key_of(name, table)].meaning
    interval = ", with its interval" if all(f"{name}{end}" in names for end in BOUNDS) else ""
    return f"| `{name}`{interval} | {heading(name, table)} | {meaning} |"
