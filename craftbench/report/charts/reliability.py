"""Reliability diagrams: whether probabilities are right as often as they say."""

import altair as alt
import pandas as pd

from craftbench.report.charts.arms import SHOWN, Arms, hidden
from craftbench.report.charts.inline import inline
from craftbench.report.charts.labels import Labels
from craftbench.report.charts.panels import in_panels
from craftbench.report.charts.words import counts, says, with_interval

_COLUMNS = (
    *("arm", "name", "panel", "family", "confidence", "accuracy", "accuracy_low"),
    *("accuracy_high", "n", "interval"),
)
_SHARE = alt.Scale(domain=[0, 1])


def reliability(reliability: pd.DataFrame, labels: Labels) -> alt.TopLevelMixin:
    """Accuracy over confidence, one panel an arm; on the dashed line the two are equal.

    Parameters
    ----------
    reliability : DataFrame
        ``reliability.csv`` of one data set.
    labels : Labels
    """
    arms = Arms.of(reliability, labels.arms)
    table = arms.named(reliability)
    table["panel"] = table["name"] + " (" + table["family"] + ")"
    x = alt.X("confidence:Q").title("confidence").scale(_SHARE).axis(tickCount=5)
    base = alt.Chart().encode(x=x, color=arms.colour())
    ends = {"x": alt.datum(0), "x2": alt.datum(1), "y": alt.datum(0), "y2": alt.datum(1)}
    line = alt.Chart().mark_rule(strokeDash=[4, 4]).encode(**ends)
    bars = base.mark_rule(strokeWidth=1.5).encode(y="accuracy_low:Q", y2="accuracy_high")
    curve = base.mark_line(strokeWidth=1.5).encode(y="accuracy:Q")
    points = base.mark_point(filled=True, opacity=1, size=45).encode(
        y=alt.Y("accuracy:Q").title("accuracy").scale(_SHARE).axis(tickCount=5),
        shape=arms.shape(),
        tooltip=[
            *says(name="arm", family="family"),
            *counts(confidence="mean confidence"),
            *says(words="accuracy"),
            *counts(n="test samples"),
            *says(interval="interval over"),
        ],
    )
    return (
        in_panels(
            [line, bars, curve, points],
            inline(table, _COLUMNS),
            list(dict.fromkeys(table["panel"])),
            square=True,
        )
        .transform_filter(SHOWN)
        .transform_calculate(words=with_interval("accuracy"))
        .add_params(hidden())
        .properties(
            description=f"{labels.title}: accuracy over confidence in bins of equally many test "
            "samples, one panel an arm.",
        )
    )
