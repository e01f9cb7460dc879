"""Learning curves of all arms of a data set."""

from typing import Literal

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter, ScalarFormatter

from craftbench.report.plot_style import (
    FAMILY_COLOUR,
    TITLE,
    label_axes,
    legend_above,
    line_handle,
    panels,
    plot_with_band,
)
from craftbench.stats.primary_metric import IN_WORDS

TRAIN: Literal["--"] = "--"
TEST: Literal["-"] = "-"


def plot_learning_curves(learning_curves: pd.DataFrame) -> Figure:
    """One panel per arm: training and test score by the primary metric, with 95 % bands.

    Parameters
    ----------
    learning_curves : DataFrame
        ``learning_curves.csv`` of one data set; an empty figure without rows.
    """
    if not len(learning_curves):
        return Figure()
    arms = learning_curves.groupby(["arm", "family"], sort=False)
    figure, axes = panels(arms.ngroups)
    for axis, ((arm, family), curve) in zip(axes, arms, strict=True):
        size, colour = curve["training_size"], FAMILY_COLOUR[family]
        plot_with_band(axis, size, curve, "train_score", colour, TRAIN, band=0.12)
        plot_with_band(axis, size, curve, "score", colour, TEST)
        axis.set_title(f"{arm}  ({family})", fontsize=TITLE)
        axis.tick_params(axis="x", rotation=45)
    first = axes[0]
    first.set_xscale("log")
    first.set_xticks(sorted(set(learning_curves["training_size"])))
    first.xaxis.set_major_formatter(ScalarFormatter())
    first.xaxis.set_minor_formatter(NullFormatter())
    unit, metric = learning_curves[["size_unit", "metric"]].iloc[0]
    label_axes(figure, f"training size ({unit}, logarithmic)", IN_WORDS[metric])
    lines = [line_handle(TRAIN), line_handle(TEST)]
    legend_above(figure, lines, ["training samples", "test samples (bands: 95 % intervals)"])
    return figure
