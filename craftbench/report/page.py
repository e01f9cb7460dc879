"""The report: one page that opens offline."""

from collections.abc import Mapping

import pandas as pd

from craftbench.config.cards import Card
from craftbench.config.configuration import Config
from craftbench.report.page_environment import page_environment
from craftbench.report.section import section
from craftbench.report.tables import shown_table


def render_report(
    config: Config,
    cards: dict[str, Card],
    tables: dict[str, pd.DataFrame],
    figures: dict[tuple[str, str], bytes],
    rejected: dict[str, pd.DataFrame],
    rules: Mapping[str, str] | None = None,
) -> str:
    """HTML of the whole report; everything from the data is escaped.

    Parameters
    ----------
    config, cards
        What was run.
    tables : dict of DataFrame
        The tables over all data sets, by name; what is missing is not shown, but the comparison
        tables have to be there.
    figures : dict of bytes
        SVG images by data set and name; that of the ranks over data sets is of the data set "".
    rejected : dict of DataFrame
        What could not be used, by data set.
    rules : mapping of str, optional
        A short decision tree in words, by data set.
    """
    environment = page_environment()
    sections = [
        section(dataset, card, tables, figures, rejected[dataset], (rules or {}).get(dataset, ""))
        for dataset, card in cards.items()
    ]
    joint = {
        name: shown_table(name, tables[name])
        for name in ("portability", "protocols", "ranks", "claims")
        if len(tables.get(name, ()))
    }
    ranked = tables.get("ranks", pd.DataFrame())
    return environment.get_template("report.html.j2").render(
        config=config,
        sections=sections,
        joint=joint,
        ranks_note=str(ranked["note"].iloc[0]) if len(ranked) else "no arm ran on every data set",
        ranks_figure=figures.get(("", "ranks")),
    )
