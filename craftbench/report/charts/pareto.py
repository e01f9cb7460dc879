"""The primary metric against cost, with the Pareto front of each family."""

import json

import altair as alt
import pandas as pd

from craftbench.report.charts.arms import BASELINE, SHOWN, Arms, family_marks, hidden
from craftbench.report.charts.inline import inline
from craftbench.report.charts.labels import Labels, metric_words
from craftbench.report.charts.limits import limits
from craftbench.report.charts.log_ticks import log_ticks
from craftbench.report.charts.nothing_to_draw import require_scores
from craftbench.report.charts.panels import beside
from craftbench.report.charts.words import counts, says, with_interval

COSTS = {
    "cpu_seconds": "CPU seconds of a run",
    "labelled_samples": "labelled samples of a run",
    "price": "price of a run and its predictions",
}
"""Titles of the panels; a cost without values has none."""
HEIGHT, PANEL_WIDTH, LABEL = 300, 320, 15
_COLUMNS = (
    *("arm", "name", "family", "panel", "size", "cost", "cost_low", "cost_high", "score"),
    *("score_low", "score_high", "front", "selected", "repeats", "interval", "label"),
)


def pareto(pareto: pd.DataFrame, labels: Labels) -> alt.TopLevelMixin:
    """One panel a cost, on a logarithmic axis; baselines are left out.

    A large point is on the front of its family, which a line joins; the best one has a label.

    Parameters
    ----------
    pareto : DataFrame
        ``pareto.csv`` of one data set.
    labels : Labels
    """
    require_scores(pareto)
    own = pareto[(pareto["family"] != BASELINE) & pareto["score"].notna()]
    arms = Arms.of(own, labels.arms)
    unit, metric = labels.of_sizes(pareto), metric_words(pareto)
    low, high = limits(own, "score")
    costs = [cost for cost in COSTS if (own[cost] > 0).any()]
    table = pd.concat(_of_cost(arms.named(own), cost) for cost in costs)
    marks = family_marks(own["family"])
    panels = [_panel(table, cost, marks, (low, high), metric, unit) for cost in costs]
    return (
        beside(panels, inline(table, _COLUMNS))
        .transform_filter(SHOWN)
        .transform_calculate(words=with_interval("score"))
        .add_params(hidden())
        .properties(
            description=f"{labels.title}: test {metric} of every arm and training size over its "
            "cost, with the Pareto front of each family."
        )
    )


def _panel(
    table: pd.DataFrame,
    cost: str,
    marks: tuple[alt.Color, alt.Shape],
    domain: tuple[float, float],
    metric: str,
    unit: str,
) -> alt.LayerChart:
    """Points, fronts and labels of one cost."""
    title = COSTS[cost]
    own = table[table["panel"] == title]
    colour, shape = marks
    exact = cost == "labelled_samples"
    ticks = sorted(set(own["cost"])) if exact else log_ticks(own["cost"].min(), own["cost"].max())
    axis = alt.Axis(
        values=ticks, format=",.0f" if exact else ",~g", labelOverlap="greedy", grid=False
    )
    x = alt.X("cost:Q").title(f"{title} (logarithmic)").axis(axis)
    scale = alt.Scale(domain=list(domain), zero=False, nice=False)
    y = alt.Y("score:Q").title(f"test {metric}").scale(scale)
    base = alt.Chart().encode(x=x.scale(type="log", padding=12, nice=False), color=colour)
    base = base.transform_filter(alt.datum.panel == title)
    tooltip = [
        *says(name="arm", family="family"),
        *counts(size=f"training size ({unit})", cost=title),
        *says(words=metric, front="on the front of its family"),
        *says(selected="selected for its family"),
        *counts(repeats="repeats"),
        *says(interval="interval over"),
    ]
    front = base.transform_filter("datum.front")
    others = base.transform_filter("!datum.front")
    seen = {"y": y, "shape": shape, "tooltip": tooltip}
    layers = [
        front.mark_rule(opacity=0.5).encode(y=alt.Y("score_low:Q"), y2="score_high"),
        front.mark_line(interpolate="step-after", strokeWidth=1.5).encode(y=y),
        others.mark_point(filled=True, opacity=0.45, size=25).encode(**seen),
        front.mark_point(filled=True, opacity=1, size=80).encode(**seen),
        *_labels(base, list(dict.fromkeys(own["family"]))),
    ]
    return alt.LayerChart(layer=layers, width=PANEL_WIDTH, height=HEIGHT)


def _of_cost(table: pd.DataFrame, cost: str) -> pd.DataFrame:
    """The rows of one panel, with labels for the best point of each front."""
    own = table[table[cost] > 0].rename(columns={"training_size": "size"}).reset_index(drop=True)
    bounds = {
        f"cost_{end}": own[f"{cost}_{end}"] if f"{cost}_{end}" in own else float("nan")
        for end in ("low", "high")
    }
    own = own.assign(panel=COSTS[cost], cost=own[cost], front=own[f"{cost}_front"].astype(bool))
    own = own.assign(**bounds)
    best = own[own["front"]].groupby("family")["score"].idxmax()
    words = {row: f"{own.at[row, 'name']}, {own.at[row, 'size']:,.0f}" for row in best}
    return own.assign(label=pd.Series(words, dtype=object).reindex(own.index))


def _labels(base: alt.Chart, families: list[str]) -> list[alt.Chart]:
    """Above the panel: arm and training size of the best point of each front."""
    return [
        base.transform_filter(f"datum.family == {json.dumps(family)} && isValid(datum.label)")
        .mark_text(align="left", baseline="bottom")
        .encode(x=alt.value(0), y=alt.value(-6 - LABEL * line), text="label:N")
        for line, family in enumerate(reversed(families))
    ]
