"""The report: one page that opens offline."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from craftbench.analyses.analysis import Listed
from craftbench.analyses.explanation.explained_page import stylesheet
from craftbench.report.charts import scripts
from craftbench.report.counted import in_words
from craftbench.report.exports.latex import ESCAPES
from craftbench.report.facts import DatasetFacts
from craftbench.report.opening import opening
from craftbench.report.page_environment import page_environment
from craftbench.report.samples import sample_parts
from craftbench.report.section import Charts, Figures, Tables
from craftbench.report.sections import render_sections
from craftbench.report.shown import ShownTables

SCRIPTS = ("theme", "links", "downloads", "tables", "samples", "words")
"""Topics of the scripts in ``templates/``, in the order in which they run."""


def render_report(
    datasets: Mapping[str, DatasetFacts],
    tables: Tables,
    figures: Figures,
    rejected: Mapping[str, pd.DataFrame],
    rules: Mapping[str, str],
    seed: int,
    resamples: int,
    listed: Iterable[Listed] | None = None,
    failures: Sequence[Mapping[str, str]] = (),
    charts: Charts | None = None,
    samples: Mapping[str, Path] | None = None,
    made: Mapping[str, Any] | None = None,
) -> str:
    """HTML of the whole report; everything from the data is escaped.

    Parameters
    ----------
    datasets : mapping of DatasetFacts
        By data set, in the order of the page.
    tables : mapping of DataFrame
        The tables over all data sets by name, from `craftbench.analyses.read.read_table`, with
        ``selection``. What is missing or has no rows is not shown; ``accuracy`` has to be there.
    figures : mapping of bytes
        SVG by data set and name.
    rejected : mapping of DataFrame
        Samples that could not be used, by data set.
    rules : mapping of str
        A short decision tree in words by data set; "" where there is none.
    seed, resamples : int
        Of the benchmark; both are shown.
    listed : iterable of Listed, optional
        The analyses to show; by default all of craftbench's.
    failures : sequence of mapping
        Failed jobs, whose results are missing: ``dataset, step, arm, part, reason, log`` each.
    charts : mapping, optional
        Specifications of charts by data set and name.
    samples : mapping of Path, optional
        By data set, the folder with its ``shown_samples.json``.
    made : mapping, optional
        How the results were made, from `craftbench.report.provenance.made.made`.
    """
    tables, charts = in_words(tables, datasets), charts or {}
    shown = _shown_samples(samples or {}, datasets, tables.get("importance"))
    rendered = render_sections(datasets, tables, figures, charts, rejected, rules, listed, shown)
    template = page_environment().get_template("report.html.j2")
    return template.render(
        datasets=datasets,
        rendered=rendered,
        opening=opening(datasets, tables, charts),
        seed=seed,
        resamples=resamples,
        failures=failures,
        **_made(made),
        scripts=SCRIPTS,
        latex=ESCAPES,
        drawn_css=stylesheet(),
        chart_scripts=scripts() if charts else "",
    )


def _shown_samples(
    samples: Mapping[str, Path],
    datasets: Mapping[str, DatasetFacts],
    importance: pd.DataFrame | None,
) -> dict[str, dict[str, Markup]]:
    """By data set: the parts of the page that show samples."""
    return {
        name: sample_parts(name, folder, datasets[name], importance)
        for name, folder in samples.items()
    }


def _made(made: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the end of the page needs: it shows tables too."""
    return {
        "made": made,
        "dataset": "made",
        "simulated": "",
        "analysis": {"name": "timings"},
        "shown_tables": ShownTables("made"),
    }
