"""Loss and accuracy by epoch of the searches of every network."""

import altair as alt
import numpy as np
import pandas as pd

from craftbench.report.charts.arms import Arms
from craftbench.report.charts.inline import inline
from craftbench.report.charts.labels import Labels
from craftbench.report.charts.panels import in_panels
from craftbench.report.charts.words import counts, says

POINTS, FEWEST, DIGITS = 3000, 10, 4
"""Most points of all curves together, fewest points of a curve, and digits of their values."""
TRAINING, VALIDATION = "training", "validation"
RUN = ["arm", "training_size", "repeat"]
_MEASURES = ("loss", "accuracy")
_FOLDED = [prefix + name for prefix in ("", "validation_") for name in _MEASURES]
_COLUMNS = ("arm", "size", "repeat", "fold", "epoch", "chosen", *_FOLDED)


def training_curves(
    history: pd.DataFrame, fits: pd.DataFrame, families: dict[str, str], labels: Labels
) -> alt.TopLevelMixin:
    """Training and validation loss and accuracy of one run, chosen by arm, size and repeat.

    Where validation had folds, each is a line. The rule is the chosen epoch, the mean over folds.

    Parameters
    ----------
    history : DataFrame
        ``history/{arm}.parquet`` of all networks of one data set, with ``arm``.
    fits : DataFrame
        ``fits/{arm}.parquet`` of the same arms, with ``arm``.
    families : dict of str
        Family by arm.
    labels : Labels
    """
    own = fewer_points(history.assign(family=history["arm"].map(families)))
    arms = Arms.of(own, labels.arms)
    table = own.merge(fits[[*RUN, "best_epoch"]], on=RUN, how="left")
    first = ~table.duplicated(RUN)
    table["chosen"] = table["best_epoch"].where(first)
    table = table.rename(columns={"training_size": "size"})
    colour = alt.Color("arm:N").scale(arms.scale_of_keys()).legend(None)
    dash = alt.StrokeDash("part:N").scale(domain=[VALIDATION, TRAINING], range=[[1, 0], [5, 4]])
    x = alt.X("epoch:Q").title("epoch").axis(tickMinStep=1, format="d", grid=False)
    base = alt.Chart().encode(x=x, color=colour, detail=["fold:N", "part:N"])
    y = alt.Y("value:Q").title(None).scale(zero=False)
    lines = base.mark_line(strokeWidth=1.8).encode(
        y=y, strokeDash=dash.legend(alt.Legend(symbolSize=400))
    )
    points = base.mark_point(filled=True, opacity=1, size=16).encode(
        y=y,
        tooltip=[
            *says(part="samples"),
            *counts(size="training size", epoch="epoch", value="value", fold="fold"),
        ],
    )
    return (
        in_panels(
            [lines, points, *_chosen_epoch()],
            inline(table, _COLUMNS, DIGITS),
            list(_MEASURES),
            height=220,
            own_y=True,
        )
        .transform_filter("datum.arm == arm && datum.size == size && datum.repeat == repeat")
        .transform_fold([*_FOLDED], as_=["measure", "value"])
        .transform_calculate(
            part=f"indexof(datum.measure, 'validation_') == 0 ? '{VALIDATION}' : '{TRAINING}'",
            panel="replace(datum.measure, 'validation_', '')",
        )
        .add_params(*_choices(arms, table))
        .properties(
            description=f"{labels.title}: training and validation loss and accuracy by epoch of "
            "one run, with the chosen epoch marked."
        )
    )


def _chosen_epoch() -> list[alt.Chart]:
    """A rule at the epoch that was chosen, and a word about it."""
    chosen = alt.Chart().transform_filter(f"isValid(datum.chosen) && datum.part == '{TRAINING}'")
    rule = chosen.mark_rule(strokeDash=[2, 3]).encode(x="chosen:Q")
    text = chosen.transform_filter("datum.panel == 'loss'").transform_calculate(
        label="'chosen: ' + format(datum.chosen, '.3~r')"
    )
    text = text.mark_text(align="left", dx=4, baseline="top")
    return [rule, text.encode(x="chosen:Q", y=alt.value(0), text="label:N")]


def fewer_points(history: pd.DataFrame, most: int = POINTS) -> pd.DataFrame:
    """A history with at most about `most` points; first, last and evenly spaced epochs stay.

    Where there are more curves than points for them, only the first fold and then only the first
    repeats stay.
    """
    most_curves = most // FEWEST
    if _curves(history) > most_curves:
        history = history[history["fold"] == 0]
    while _curves(history) > most_curves and history["repeat"].nunique() > 1:
        history = history[history["repeat"] < history["repeat"].max()]
    points = max(FEWEST, most // max(_curves(history), 1))
    return history[history.groupby([*RUN, "fold"])["epoch"].transform(_kept, points)]


def _curves(history: pd.DataFrame) -> int:
    return history.groupby([*RUN, "fold"]).ngroups


def _kept(epochs: pd.Series, points: int) -> np.ndarray:
    """Which epochs of a curve stay: evenly spaced ones."""
    wanted = np.unique(np.linspace(0, len(epochs) - 1, min(points, len(epochs))).round())
    return np.isin(np.arange(len(epochs)), wanted)


def _choices(arms: Arms, table: pd.DataFrame) -> list[alt.Parameter]:
    """Parameters for arm, training size and repeat; first the largest size of the first arm."""
    keys, sizes = list(arms.families), sorted(set(table["size"].tolist()))
    repeats = sorted(set(table["repeat"].tolist()))
    of_arm = alt.binding_select(options=keys, labels=list(arms.names.values()), name="Arm ")
    of_size = alt.binding_select(options=sizes, name="Training size ")
    of_repeat = alt.binding_select(
        options=repeats, labels=[str(repeat + 1) for repeat in repeats], name="Repeat "
    )
    return [
        alt.param(name="arm", value=keys[0], bind=of_arm),
        alt.param(name="size", value=sizes[-1], bind=of_size),
        alt.param(name="repeat", value=repeats[0], bind=of_repeat),
    ]
