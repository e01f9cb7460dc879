"""The tables of one section of the page, as they are shown: named, counted, with their words."""

import re
from dataclasses import dataclass, field

import pandas as pd

from craftbench.report.tables import ShownTable, shown_table


@dataclass(frozen=True)
class PlacedTable:
    """A table with its place on the page.

    Parameters
    ----------
    section, name : str
        Data set (or ``all``), and name of its files. No two of a section are the same.
    caption : str
    content : ShownTable
    """

    section: str
    name: str
    caption: str
    content: ShownTable


@dataclass
class ShownTables:
    """Turns tables into text while a section is rendered, and keeps them for the exports.

    Parameters
    ----------
    section : str
        Data set, or ``all``.
    """

    section: str
    placed: list[PlacedTable] = field(default_factory=list)

    def show(
        self, table: pd.DataFrame, columns: str, analysis: str, title: str, caption: str
    ) -> PlacedTable:
        """Place a table.

        Parameters
        ----------
        table, columns
            As in `craftbench.report.tables.shown_table`.
        analysis : str
            Name of the analysis; the first table of an analysis has its name.
        title : str
            Heading of this table; its words end the name of all others.
        caption : str
        """
        taken = {one.name for one in self.placed}
        name = analysis
        if name in taken:
            name = "_".join([analysis, *re.findall(r"\w+", title.lower())])[:80]
        number, first = 2, name
        while name in taken:
            name, number = f"{first}_{number}", number + 1
        content = shown_table(table, columns, analysis)
        self.placed.append(PlacedTable(self.section, name, caption, content))
        return self.placed[-1]
