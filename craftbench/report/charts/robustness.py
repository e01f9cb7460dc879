"""Accuracy against the severity of each corruption."""

import altair as alt
import pandas as pd

from craftbench.report.charts.arms import SHOWN, Arms, hidden
from craftbench.report.charts.inline import inline
from craftbench.report.charts.labels import Labels
from craftbench.report.charts.panels import in_panels
from craftbench.report.charts.words import counts, says, with_interval

_COLUMNS = (
    *("arm", "name", "family", "panel", "severity", "level", "unit", "accuracy", "accuracy_low"),
    *("accuracy_high", "repeats", "n", "interval"),
)


def robustness(robustness: pd.DataFrame, labels: Labels) -> alt.TopLevelMixin:
    """One panel a corruption, one line an arm, with 95 % bands.

    Parameters
    ----------
    robustness : DataFrame
        ``robustness.csv`` of one data set. Rows whose severity is no number, such as means over
        the severities, are left out.
    labels : Labels
    """
    severity = pd.to_numeric(robustness["severity"], errors="coerce")
    table = robustness.assign(severity=severity).dropna(subset=["severity", "accuracy"])
    arms = Arms.of(table, labels.arms)
    table = arms.named(table)
    table["panel"] = table["corruption"].str.replace("_", " ")
    ticks = sorted(set(table["severity"]))
    x = alt.X("severity:Q").title("severity (0: clean)").axis(values=ticks, format="d", grid=False)
    legend = alt.Legend()
    base = alt.Chart().encode(x=x, color=arms.colour(legend))
    y = alt.Y("accuracy:Q").title("accuracy").scale(domain=[0, 1]).axis(tickCount=5)
    band = base.mark_area(opacity=0.13).encode(y="accuracy_low:Q", y2="accuracy_high")
    line = base.mark_line(strokeWidth=2).encode(y="accuracy:Q")
    points = base.mark_point(filled=True, opacity=1, size=45).encode(
        y=y,
        shape=arms.shape(legend),
        tooltip=[
            *says(panel="corruption"),
            *counts(severity="severity", level="level"),
            *says(unit="unit of the level", name="arm", family="family", words="accuracy"),
            *counts(repeats="repeats", n="test samples"),
            *says(interval="interval over"),
        ],
    )
    return (
        in_panels(
            [band, line, points],
            inline(table, _COLUMNS),
            list(dict.fromkeys(table["panel"])),
            height=170,
        )
        .transform_filter(SHOWN)
        .transform_calculate(words=with_interval("accuracy"))
        .add_params(hidden())
        .properties(
            description=f"{labels.title}: accuracy on corrupted test samples over severity, one "
            "panel a corruption, with 95 % intervals.",
        )
    )
