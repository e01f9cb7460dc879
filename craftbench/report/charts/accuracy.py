"""The score of each arm at the largest training size, the best first."""

import altair as alt
import pandas as pd

from craftbench.report.charts.arms import SHOWN, Arms, family_marks, hidden
from craftbench.report.charts.inline import inline
from craftbench.report.charts.labels import Labels, metric_words
from craftbench.report.charts.nothing_to_draw import require_scores
from craftbench.report.charts.words import counts, says, with_interval

STEP, STEP_OF_TWO = 24, 34
"""Pixels of a row, and of a row of names with two lines."""
_COLUMNS = (
    *("arm", "name", "family", "score", "score_low", "score_high", "repeats", "n_test"),
    "interval",
)


def accuracy(accuracy: pd.DataFrame, labels: Labels) -> alt.TopLevelMixin:
    """A dot with its 95 % interval for each arm; baselines start hidden.

    Parameters
    ----------
    accuracy : DataFrame
        ``accuracy.csv`` of one data set.
    labels : Labels
    """
    require_scores(accuracy)
    table = accuracy.dropna(subset="score").sort_values("score", ascending=False, kind="stable")
    arms = Arms.of(table, labels.arms)
    table = arms.named(table)
    metric, unit = metric_words(table), labels.of_sizes(table)
    size = f"{table['training_size'].iloc[0]:,.0f} {unit}"
    row = (
        alt.Y("name:N")
        .sort(list(table["name"]))
        .title(None)
        .axis(labelExpr="split(datum.label, ' + ')", grid=False)
    )
    step = STEP_OF_TWO if table["name"].str.contains(" + ", regex=False).any() else STEP
    scale = alt.Scale(zero=False)
    colour, shape = family_marks(table["family"], baselines_shown=arms.baselines_shown)
    base = alt.Chart().encode(y=row, color=colour)
    bar = base.mark_rule(strokeWidth=2).encode(x=alt.X("score_low:Q").scale(scale), x2="score_high")
    dot = base.mark_point(filled=True, opacity=1, size=90).encode(
        x=alt.X("score:Q").title(f"test {metric} ({size})").scale(scale).axis(tickCount=8),
        shape=shape,
        tooltip=[
            *says(name="arm", family="family", words=metric),
            *counts(repeats="repeats", n_test="test samples"),
            *says(interval="interval over"),
        ],
    )
    return (
        alt.layer(bar, dot, data=inline(table, _COLUMNS))
        .transform_filter(SHOWN)
        .transform_calculate(words=with_interval("score"))
        .add_params(hidden(*arms.baselines))
        .properties(
            width="container",
            height=step * max(1, len(arms.families) - len(arms.baselines)),
            description=f"{labels.title}: test {metric} of each arm, trained on {size}, with 95 % "
            "intervals.",
        )
    )
