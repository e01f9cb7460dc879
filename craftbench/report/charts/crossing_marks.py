"""The training size from which another family leads the hand-crafted one."""

from collections.abc import Collection
from typing import Literal

import altair as alt
import numpy as np
import pandas as pd

from craftbench.report.charts.words import says


def crossing_marks(
    crossing: pd.DataFrame, arms: Collection[str], unit: str, place: str, x: str
) -> list[alt.Chart]:
    """A rule at each crossing that is named, with the training size; none without one.

    Parameters
    ----------
    crossing : DataFrame
        ``crossing.csv`` of one data set.
    arms : collection of str
        Those of the chart; a crossing of another one is left out.
    unit : str
        Of the training sizes.
    place : str
        Expression of the place of ``datum.at`` on the axis.
    x : str
        The horizontal axis.
    """
    named = crossing[crossing["crossing"].notna()]
    own = named[named["arm"].isin(arms) & named["rival_arm"].isin(arms)]
    marks = []
    for line, row in enumerate(own.to_dict("records")):
        left = np.log(row["crossing"] / row["smallest_size"])
        side: Literal["left", "right"]
        side = "left" if 2 * left < np.log(row["largest_size"] / row["smallest_size"]) else "right"
        at = {"at": row["crossing"], "arm": row["arm"], "says": _words(row, unit)}
        base = alt.Chart(alt.InlineData([at])).transform_calculate(**{x.split(":")[0]: place})
        base = base.encode(x=x, tooltip=says(says="crossing"))
        text = base.mark_text(align=side, dx=5 if side == "left" else -5, baseline="top")
        marks.append(base.mark_rule(strokeDash=[5, 4], strokeWidth=1.5))
        marks.append(text.encode(y=alt.value(16 * line), text="says:N"))
    return marks


def _words(row: dict, unit: str) -> str:
    low, high = (
        "?" if pd.isna(row[f"crossing_{end}"]) else f"{row[f'crossing_{end}']:,.0f}"
        for end in ("low", "high")
    )
    return f"{row['family']} leads from {row['crossing']:,.0f} {unit} ({low} to {high})"
