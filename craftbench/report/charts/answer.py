"""The chart of the first screen: one line a family."""

from collections.abc import Collection

import altair as alt
import pandas as pd

from craftbench.report.charts.arms import SHOWN, Arms, hidden
from craftbench.report.charts.crossing_marks import crossing_marks
from craftbench.report.charts.inline import inline
from craftbench.report.charts.labels import Labels, metric_words
from craftbench.report.charts.limits import limits
from craftbench.report.charts.nothing_to_draw import require_scores
from craftbench.report.charts.size_axis import log_axis
from craftbench.report.charts.spread import spread
from craftbench.report.charts.words import counts, says, with_interval

HEIGHT = 240
_LINE = 15
"""Height of a line of a label, in pixels."""
_COLUMNS = (
    *("arm", "name", "family", "size", "train_samples", "score", "score_low", "score_high"),
    *("repeats", "n_test", "interval", "label_at"),
)


def answer(
    learning_curves: pd.DataFrame,
    crossing: pd.DataFrame,
    followed: Collection[str],
    labels: Labels,
) -> alt.TopLevelMixin:
    """Mean score over training size of the arm that stands for each family, with 95 % bands.

    A crossing is marked only where the table says that there is one.

    Parameters
    ----------
    learning_curves, crossing : DataFrame
        Of one data set.
    followed : collection of str
        The arm of each family in the verdict.
    labels : Labels
    """
    table = learning_curves[learning_curves["arm"].isin(followed)].dropna(subset="score")
    require_scores(table)
    arms = Arms.of(table, labels.arms)
    table = arms.named(table.rename(columns={"training_size": "size"}))
    low, high = limits(table, "score")
    table["label_at"] = _label_places(table, low, high)
    unit, metric = labels.of_sizes(learning_curves), metric_words(learning_curves)
    x = log_axis("size", table["size"], f"training size ({unit}, logarithmic)")

    def y(column: str) -> alt.Y:
        scale = alt.Scale(domain=[low, high], zero=False, nice=False)
        return alt.Y(f"{column}:Q").title(f"test {metric}").scale(scale)

    base = alt.Chart().encode(x=x, color=arms.colour())
    # One size has no band, but a bar.
    one = table["size"].nunique() == 1
    drawn = base.mark_rule(opacity=0.6) if one else base.mark_area(opacity=0.15)
    band = drawn.encode(y=y("score_low"), y2="score_high")
    line = base.mark_line(strokeWidth=2.5).encode(y=y("score"))
    points = base.mark_point(filled=True, opacity=1, size=60).encode(
        y=y("score"), shape=arms.shape(), tooltip=_tooltip(unit, metric)
    )
    marks = crossing_marks(crossing, arms.families, unit, "datum.at", "size:Q")
    layers = [band, *marks, line, points]
    return (
        alt.layer(*layers, _end_labels(base, y("label_at")), data=inline(table, _COLUMNS))
        .transform_filter(SHOWN)
        .transform_calculate(words=with_interval("score"))
        .add_params(hidden())
        .properties(
            width="container",
            height=HEIGHT,
            description=f"{labels.title}: test {metric} over training size, the arm that stands "
            "for each family in the verdict, with 95 % intervals.",
        )
    )


def _tooltip(unit: str, metric: str) -> list[alt.Tooltip]:
    return [
        *says(name="arm", family="family"),
        *counts(size=f"training size ({unit})", train_samples="training samples"),
        *says(words=metric),
        *counts(repeats="repeats", n_test="test samples"),
        *says(interval="interval over"),
    ]


def _label_places(table: pd.DataFrame, low: float, high: float) -> pd.Series:
    """Of the last point of each line: the place of its label."""
    last = table.loc[table.groupby("arm")["size"].idxmax()]
    line = (high - low) * _LINE / HEIGHT
    places = spread(last["score"].to_numpy(), 1.1 * line, low + line / 2, high - line / 2)
    return pd.Series(places, last.index).reindex(table.index)


def _end_labels(base: alt.Chart, y: alt.Y) -> alt.Chart:
    """The family at the end of each line; the arm stands beside the chart, and on hover."""
    return (
        base.transform_filter("isValid(datum.label_at)")
        .mark_text(align="left", dx=10, baseline="middle")
        .encode(y=y, text="family:N")
    )
