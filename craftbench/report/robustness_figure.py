"""Accuracy of the best arms against the severity of each corruption."""

import pandas as pd
from matplotlib.figure import Figure

from craftbench.analyses.robustness.robustness import AREA
from craftbench.report.figures import FAMILY_COLOUR, PANELS_A_ROW


def plot_robustness(robustness: pd.DataFrame) -> Figure:
    """One panel a corruption, one line an arm in the colour of its family, with 95 % bands.

    Parameters
    ----------
    robustness : DataFrame
        ``robustness.csv`` of one data set; an empty figure without rows.
    """
    table = robustness[robustness["severity"].astype(str) != AREA]
    corruptions = list(dict.fromkeys(table["corruption"]))
    if not corruptions:
        return Figure()
    rows = -(-len(corruptions) // PANELS_A_ROW)
    figure = Figure(figsize=(11, 2.1 * rows + 0.7), layout="constrained")
    axes = figure.subplots(rows, PANELS_A_ROW, sharex=True, sharey=True, squeeze=False).ravel()
    for axis, corruption in zip(axes, corruptions, strict=False):
        own = table[table["corruption"] == corruption]
        for (arm, family), curve in own.groupby(["arm", "family"], sort=False):
            severity, colour = curve["severity"].astype(float), FAMILY_COLOUR[str(family)]
            axis.plot(
                severity,
                curve["accuracy"],
                color=colour,
                marker="o",
                markersize=3,
                label=f"{arm} ({family})",
            )
            axis.fill_between(
                severity,
                curve["accuracy_low"],
                curve["accuracy_high"],
                color=colour,
                alpha=0.15,
                lw=0,
            )
        axis.set_title(corruption.replace("_", " "), fontsize=9)
        axis.grid(color="#dddddd", linewidth=0.6)
        axis.spines[["top", "right"]].set_visible(False)
        axis.tick_params(labelsize=8)
    for axis in axes[len(corruptions) :]:
        axis.set_axis_off()
    for axis in axes[max(0, len(corruptions) - PANELS_A_ROW) : len(corruptions)]:
        axis.tick_params(labelbottom=True)
    axes[0].set_ylim(0, 1.02)
    figure.supxlabel("severity (0: clean)", fontsize=9)
    figure.supylabel("accuracy", fontsize=9)
    handles, labels = axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper right", ncols=3, fontsize=8, frameon=False)
    return figure
