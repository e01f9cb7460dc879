"""Every table of the page as files, section by section."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from craftbench.analyses.analysis import Listed
from craftbench.report.counted import in_words
from craftbench.report.exports.table_files import write_tables
from craftbench.report.facts import DatasetFacts
from craftbench.report.section import Tables
from craftbench.report.sections import render_sections


def export_tables(
    datasets: Mapping[str, DatasetFacts],
    tables: Tables,
    listed: Iterable[Listed],
    folders: Mapping[str, Path],
) -> None:
    """Write the tables of each section, those of all data sets together as ``all``.

    Parameters
    ----------
    datasets, tables, listed
        As in `craftbench.report.page.render_report`.
    folders : mapping of Path
        By section.
    """
    placed = render_sections(datasets, in_words(tables, datasets), listed=listed).placed
    for section, folder in folders.items():
        write_tables([one for one in placed if one.section == section], folder)
