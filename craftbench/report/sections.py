"""The sections of the page: one for each data set, and one for all of them together."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from craftbench.analyses.analysis import Listed, analyses
from craftbench.report.facts import DatasetFacts
from craftbench.report.glossary import CONCEPTS, TERMS, Term
from craftbench.report.page_environment import page_environment
from craftbench.report.samples import NO_PARTS, SAMPLE_FILTERS
from craftbench.report.section import (
    FILTERS,
    Charts,
    Figures,
    Tables,
    dataset_section,
    joint_section,
)
from craftbench.report.shown import PlacedTable


@dataclass(frozen=True)
class Rendered:
    """The sections of the page.

    Parameters
    ----------
    sections : list of Markup
        One for each data set.
    joint : Markup
        All data sets together.
    placed : list of PlacedTable
        The tables in them.
    """

    sections: list[Markup]
    joint: Markup
    placed: list[PlacedTable]

    def terms(self, opening: str, more: Iterable[PlacedTable] = ()) -> dict[str, Term]:
        """The words that the page explains, in alphabetical order.

        Parameters
        ----------
        opening : str
            HTML above the sections.
        more : iterable of PlacedTable
            Tables below them.
        """
        html = "".join([opening, *self.sections, self.joint])
        used = set(re.findall('data-term="([^"]+)"', html))
        used |= {column.term for one in more for column in one.content.columns}
        found = {key: term for key, term in TERMS.items() if key in used or key in CONCEPTS}
        return dict(sorted(found.items(), key=lambda item: item[1].words.lower()))


def render_sections(
    datasets: Mapping[str, DatasetFacts],
    tables: Tables,
    figures: Figures | None = None,
    charts: Charts | None = None,
    rejected: Mapping[str, pd.DataFrame] | None = None,
    rules: Mapping[str, str] | None = None,
    listed: Iterable[Listed] | None = None,
    samples: Mapping[str, Mapping[str, Markup]] | None = None,
) -> Rendered:
    """The section of every data set and the joint one.

    Parameters are as in `craftbench.report.page.render_report`; `samples` are, by
    data set, the parts of `craftbench.report.samples.sample_parts`.
    """
    environment = page_environment()
    environment.filters.update(FILTERS | SAMPLE_FILTERS)
    found = list(analyses().values() if listed is None else listed)
    nothing = pd.DataFrame({"reason": []})
    own = [
        dataset_section(
            name,
            datasets,
            tables,
            figures or {},
            charts or {},
            found,
            (rejected or {}).get(name, nothing),
            (rules or {}).get(name, ""),
        )
        for name in datasets
    ]
    joint = joint_section(datasets, tables, charts or {}, found)
    template = environment.get_template("dataset.html.j2")
    sections = [
        Markup(template.render(one | dict((samples or {}).get(one["dataset"], NO_PARTS))))
        for one in own
    ]
    whole = Markup(environment.get_template("joint.html.j2").render(joint))
    placed = [one for section in (*own, joint) for one in section["shown_tables"].placed]
    return Rendered(sections, whole, placed)
