"""Accuracy against the severity of each corruption."""

import pandas as pd
from matplotlib.figure import Figure

from craftbench.report.plot_style import (
    FAMILY_COLOUR,
    TITLE,
    label_axes,
    legend_above,
    panels,
    plot_with_band,
)


def plot_robustness(robustness: pd.DataFrame) -> Figure:
    """One panel per corruption, one line per arm in the colour of its family, with 95 % bands.

    Parameters
    ----------
    robustness : DataFrame
        ``robustness.csv`` of one data set; an empty figure without rows. Rows whose severity
        is not a number, such as means over the severities, are left out.
    """
    severities = pd.to_numeric(robustness["severity"], errors="coerce")
    table = robustness.assign(severity=severities).dropna(subset="severity")
    corruptions = table.groupby("corruption", sort=False)
    if not corruptions.ngroups:
        return Figure()
    figure, axes = panels(corruptions.ngroups)
    for axis, (corruption, own) in zip(axes, corruptions, strict=True):
        for (arm, family), curve in own.groupby(["arm", "family"], sort=False):
            colour, label = FAMILY_COLOUR[family], f"{arm} ({family})"
            severity = curve["severity"]
            plot_with_band(axis, severity, curve, "accuracy", colour, band=0.15, label=label)
        axis.set_title(str(corruption).replace("_", " "), fontsize=TITLE)
    axes[0].set_ylim(0, 1.02)
    label_axes(figure, "severity (0: clean)", "accuracy")
    legend_above(figure, *axes[0].get_legend_handles_labels())
    return figure
