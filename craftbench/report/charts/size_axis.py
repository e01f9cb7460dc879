"""An axis of training sizes: ticks at exactly the sizes, on a logarithmic or a linear scale."""

from collections.abc import Iterable

import altair as alt

SCALE = "scale"
LOGARITHMIC, LINEAR = "logarithmic", "linear"
POSITION = "position"
"""Column with the place of a size on the axis; see `place`."""
_PLACE = f"{SCALE} == '{LINEAR}' ? {{0}} : log({{0}}) / LN10"


def scale_switch() -> alt.Parameter:
    """A parameter with the choice of the scale."""
    choice = alt.binding_select(options=[LOGARITHMIC, LINEAR], name="Scale of the training size ")
    return alt.param(name=SCALE, value=LOGARITHMIC, bind=choice)


def place(column: str) -> str:
    """Expression of the place of a training size; Vega-Lite cannot switch the type of a scale."""
    return _PLACE.format(f"datum.{column}")


def switched_axis(sizes: Iterable[float], title: str) -> alt.X:
    """The axis of `POSITION`, with ticks at the sizes."""
    every = sorted(set(sizes))
    ticks = ", ".join(_PLACE.format(f"{size:g}").join("()") for size in every)
    number = f"{SCALE} == '{LINEAR}' ? datum.value : pow(10, datum.value)"
    axis = alt.Axis(
        values=alt.ExprRef(f"[{ticks}]"),
        labelExpr=f"format(round({number}), ',')",
        labelOverlap="greedy",
        labelSeparation=4,
        grid=False,
    )
    low, high = (alt.ExprRef(_PLACE.format(f"{size:g}")) for size in (every[0], every[-1]))
    scale = alt.Scale(domainMin=low, domainMax=high, nice=False, zero=False, padding=8)
    return alt.X(f"{POSITION}:Q").title(title).axis(axis).scale(scale)


def log_axis(column: str, sizes: Iterable[float], title: str) -> alt.X:
    """A logarithmic axis of a column, with ticks at the sizes."""
    every = sorted(set(sizes))
    axis = alt.Axis(values=every, format=",", labelOverlap="greedy", labelSeparation=4, grid=False)
    scale = alt.Scale(type="log", domain=[every[0], every[-1]], nice=False, padding=8)
    return alt.X(f"{column}:Q").title(title).axis(axis).scale(scale)
