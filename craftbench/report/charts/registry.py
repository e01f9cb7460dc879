"""All charts of a data set by name, and the tables that each needs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from craftbench.report.charts.accuracy import accuracy
from craftbench.report.charts.answer import answer
from craftbench.report.charts.labels import Labels
from craftbench.report.charts.learning_curves import learning_curves
from craftbench.report.charts.nothing_to_draw import NothingToDraw
from craftbench.report.charts.pareto import pareto
from craftbench.report.charts.reliability import reliability
from craftbench.report.charts.robustness import robustness
from craftbench.report.charts.training_curves import training_curves
from craftbench.report.opening.followed import followed

Tables = Mapping[str, pd.DataFrame]
"""The tables of one data set by name."""
Spec = dict[str, Any]


@dataclass(frozen=True)
class Chart:
    """How a chart is drawn.

    Parameters
    ----------
    needs : tuple of str
        Names of its tables; the first has to have rows.
    draw : callable
        Gives the chart from the tables and the labels.
    """

    needs: tuple[str, ...]
    draw: Callable[[Tables, Labels], alt.TopLevelMixin]


def _answer(tables: Tables, labels: Labels) -> alt.TopLevelMixin:
    curves = tables["learning_curves"]
    arms = followed(tables, curves["dataset"].iloc[0]).values()
    return answer(curves, tables["crossing"], arms, labels)


def _training_curves(tables: Tables, labels: Labels) -> alt.TopLevelMixin:
    arms = tables["learning_curves"].drop_duplicates("arm")
    families = dict(zip(arms["arm"], arms["family"], strict=True))
    if not tables["history"]["arm"].isin(list(families)).any():
        raise NothingToDraw("no network was scored")
    return training_curves(tables["history"], tables["fits"], families, labels)


CHARTS: dict[str, Chart] = {
    "answer": Chart(("learning_curves", "crossing", "verdict", "selection"), _answer),
    "learning_curves": Chart(
        ("learning_curves", "crossing"),
        lambda tables, labels: learning_curves(
            tables["learning_curves"], tables["crossing"], labels
        ),
    ),
    "accuracy": Chart(("accuracy",), lambda tables, labels: accuracy(tables["accuracy"], labels)),
    "training_curves": Chart(("history", "fits", "learning_curves"), _training_curves),
    "pareto": Chart(("pareto",), lambda tables, labels: pareto(tables["pareto"], labels)),
    "reliability": Chart(
        ("reliability",), lambda tables, labels: reliability(tables["reliability"], labels)
    ),
    "robustness": Chart(
        ("robustness",), lambda tables, labels: robustness(tables["robustness"], labels)
    ),
}
"""By name: the charts of one data set."""
_EMPTY = {"history": "no arm is a network"}


def draw(name: str, tables: Tables, labels: Labels) -> Spec:
    """The specification of a chart, with its data and with colours as variables of the page.

    Parameters
    ----------
    name : str
        One of `CHARTS`.
    tables : mapping of DataFrame
        Of one data set; those that the chart needs.
    labels : Labels

    Returns
    -------
    dict
        Vega-Lite. Where there is nothing to draw, one that says why; see `missing`.
    """
    chart = CHARTS[name]
    first = chart.needs[0]
    if not len(tables[first]):
        return missing(name, _EMPTY.get(first, f"the table {first} of {labels.title} has no rows"))
    try:
        return specification(chart.draw(tables, labels))
    except NothingToDraw as error:
        return missing(name, str(error))


def specification(chart: alt.TopLevelMixin) -> Spec:
    """A chart as Vega-Lite, checked against its schema; without Altair's configuration."""
    with alt.data_transformers.enable(consolidate_datasets=False):
        spec = chart.to_dict()
    del spec["config"]
    return spec


def missing(name: str, reason: str) -> Spec:
    """In place of a chart that cannot be drawn: a sentence that says why."""
    words = f"The chart {name.replace('_', ' ')} is missing: {reason}."
    text = (
        alt.Chart(alt.InlineData([{}])).mark_text(align="left", x=0).encode(text=alt.value(words))
    )
    chart = text.properties(height=20, description=words, usermeta={"missing": words})
    return specification(chart)
