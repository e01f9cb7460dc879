"""Learning curves of all arms of a data set on one chart."""

import altair as alt
import pandas as pd

from craftbench.report.charts.arms import BASELINE, END_LABELS, SHOWN, Arms, hidden
from craftbench.report.charts.crossing_marks import crossing_marks
from craftbench.report.charts.inline import inline
from craftbench.report.charts.labels import Labels, metric_words
from craftbench.report.charts.limits import limits
from craftbench.report.charts.nothing_to_draw import require_scores
from craftbench.report.charts.size_axis import POSITION, place, scale_switch, switched_axis
from craftbench.report.charts.spread import spread
from craftbench.report.charts.words import counts, says, with_interval

TEST, TRAIN, BOTH = "test", "training", "test and training"
LEAST_HEIGHT, LABEL = 340, 15
"""Pixels of the chart and of a label."""
_COLUMNS = (
    *("arm", "name", "family", "part", "size", "train_samples", "score", "score_low"),
    *("score_high", "repeats", "n", "interval", "label_at", "label_with_baselines"),
)


def learning_curves(
    learning_curves: pd.DataFrame, crossing: pd.DataFrame, labels: Labels
) -> alt.TopLevelMixin:
    """Score by the primary metric over training size, on test and on training samples.

    Baselines start hidden; the axis makes room for them when they are shown. A crossing is marked
    only where the table says that there is one.

    Parameters
    ----------
    learning_curves, crossing : DataFrame
        Of one data set.
    labels : Labels
    """
    require_scores(learning_curves)
    arms = Arms.of(learning_curves, labels.arms)
    table = arms.named(_by_part(learning_curves))
    height = max(LEAST_HEIGHT, LABEL * (len(arms.families) + 1))
    others = table[table["family"] != BASELINE]
    low, high = limits(others if len(others) else table, "score")
    lowest, highest = limits(table, "score")
    table["label_at"] = _label_places(others, low, high, height).reindex(table.index)
    table["label_with_baselines"] = _label_places(table, lowest, highest, height)
    unit, metric = labels.of_sizes(learning_curves), metric_words(learning_curves)
    shown = arms.baselines_shown
    domain = {
        "domainMin": alt.ExprRef(f"{shown} ? {lowest:.6g} : {low:.6g}"),
        "domainMax": alt.ExprRef(f"{shown} ? {highest:.6g} : {high:.6g}"),
    }

    def y(column: str) -> alt.Y:
        scale = alt.Scale(**domain, zero=False, nice=False)
        return alt.Y(f"{column}:Q").title(metric).scale(scale)

    x = switched_axis(table["size"], f"training size ({unit})")
    named = [name for arm, name in arms.names.items() if arm not in arms.baselines]
    marks = crossing_marks(crossing, arms.families, unit, place("at"), f"{POSITION}:Q")
    return (
        alt.layer(
            *_curves(arms, x, y, unit, metric, table["size"].nunique() == 1),
            *marks,
            _end_labels(arms, x, y("label"), shown),
            data=inline(table, _COLUMNS),
        )
        .transform_filter(SHOWN)
        .transform_filter(f"part == '{BOTH}' || datum.part == part")
        .transform_calculate(words=with_interval("score"), **{POSITION: place("size")})
        .add_params(hidden(*arms.baselines), _part_switch(), scale_switch())
        .properties(
            width="container",
            height=height,
            usermeta={"legend": named},
            description=f"{labels.title}: {metric} of all arms over training size, with 95 % "
            "intervals.",
        )
    )


def _by_part(table: pd.DataFrame) -> pd.DataFrame:
    """One row an arm, size and part; without rows that have no score."""
    shared = ["arm", "family", "training_size", "train_samples", "repeats", "interval"]
    ends = ("", "_low", "_high")
    parts = []
    for part, prefix in ((TEST, ""), (TRAIN, "train_")):
        scores = {f"score{end}": table[f"{prefix}score{end}"] for end in ends}
        n = table["n_test"] if part == TEST else table["train_samples"]
        parts.append(table[shared].assign(part=part, n=n, **scores))
    both = pd.concat(parts, ignore_index=True).dropna(subset="score")
    return both.rename(columns={"training_size": "size"}).reset_index(drop=True)


def _part_switch() -> alt.Parameter:
    choice = alt.binding_select(options=[TEST, TRAIN, BOTH], name="Samples ")
    return alt.param(name="part", value=TEST, bind=choice)


def _label_places(table: pd.DataFrame, low: float, high: float, height: int) -> pd.Series:
    """Of the last point of each line: the place of its label, apart for each part."""
    last = table.loc[table.groupby(["part", "arm"])["size"].idxmax()]
    line = (high - low) * LABEL / height
    places = [
        pd.Series(spread(own["score"].to_numpy(), line, low + line / 2, high - line / 2), own.index)
        for _, own in last.groupby("part")
    ]
    return pd.concat(places).reindex(table.index) if places else pd.Series(index=table.index)


def _curves(arms: Arms, x: alt.X, y, unit: str, metric: str, one_size: bool) -> list[alt.Chart]:
    near = alt.selection_point(
        name="near", fields=["arm"], on="pointerover", clear="pointerout", empty=False
    )
    base = alt.Chart().encode(x=x, color=arms.colour(), detail=["arm:N", "part:N"])
    # One size has no band, but a bar.
    faint = 0.6 if one_size else 0.07
    band = (base.mark_rule() if one_size else base.mark_area()).encode(
        y=y("score_low"),
        y2="score_high",
        opacity=alt.when(near).then(alt.value(max(0.3, faint))).otherwise(alt.value(faint)),
    )
    parts = alt.ExprRef(f"part == '{BOTH}' ? ['{TEST}', '{TRAIN}'] : [part]")
    line = base.mark_line().encode(
        y=y("score"),
        strokeDash=alt.StrokeDash("part:N")
        .scale(domain=[TEST, TRAIN], range=[[1, 0], [5, 4]])
        .legend(alt.Legend(values=parts, symbolSize=400)),
        strokeWidth=alt.when(near).then(alt.value(4)).otherwise(alt.value(2)),
    )
    points = (
        base.mark_point(filled=True, opacity=1, size=55)
        .encode(
            y=y("score"),
            shape=arms.shape(),
            tooltip=[
                *says(name="arm", family="family", part="samples"),
                *counts(size=f"training size ({unit})", train_samples="training samples"),
                *says(words=metric),
                *counts(repeats="repeats", n="samples scored"),
                *says(interval="interval over"),
            ],
        )
        .add_params(near)
    )
    return [band, line, points]


def _end_labels(arms: Arms, x: alt.X, y: alt.Y, shown: str) -> alt.Chart:
    """The arm at the end of each line; of the test part where both are shown."""
    return (
        alt.Chart(name=END_LABELS)
        .transform_calculate(label=f"{shown} ? datum.label_with_baselines : datum.label_at")
        .transform_filter("isValid(datum.label)")
        .transform_filter(f"datum.part == (part == '{TRAIN}' ? '{TRAIN}' : '{TEST}')")
        .mark_text(align="left", dx=10, baseline="middle")
        .encode(x=x, y=y, text="name:N", color=arms.colour())
    )
