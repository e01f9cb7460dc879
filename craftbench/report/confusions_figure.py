"""Confusion matrices of the selected arms."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from craftbench.analyses.selection import Selection
from craftbench.report.plot_style import LABEL, TITLE, shown_name


def plot_confusions(confusions: pd.DataFrame, selection: Selection) -> Figure:
    """Confusion matrix of the selected arm of each family, in per cent of the true class.

    The row of a class without a test sample has dashes.

    Parameters
    ----------
    confusions : DataFrame
        ``confusions.csv`` of one data set; classes are drawn in the order of its rows.
    selection : Selection
        Of that data set; an empty figure where no family has an arm.
    """
    arms = list(selection.arms(confusions["training_size"].max()).values())
    if not arms:
        return Figure()
    classes = list(dict.fromkeys(confusions["true"]))
    size = 1.6 + 0.42 * len(classes)
    figure = Figure(figsize=(len(arms) * (size + 0.8), size), layout="constrained")
    for axis, arm in zip(figure.subplots(1, len(arms), squeeze=False)[0], arms, strict=True):
        own = confusions[confusions["arm"] == arm]
        shares = own.pivot(index="true", columns="predicted", values="share")
        _plot_matrix(axis, shares.loc[classes, classes].to_numpy(), classes)
        axis.set_title(f"{arm}  ({own['family'].iloc[0]})", fontsize=TITLE)
    return figure


def _plot_matrix(axis: Axes, shares: np.ndarray, classes: list[str]) -> None:
    axis.imshow(shares, vmin=0, vmax=1, cmap="Blues")
    for (i, j), share in np.ndenumerate(shares):
        unknown = np.isnan(share)  # a class without a test sample
        if unknown or round(100 * share):
            colour = "white" if share > 0.5 else "black"
            text = "–" if unknown else f"{100 * share:.0f}"
            axis.text(j, i, text, ha="center", va="center", fontsize=LABEL, color=colour)
    places, names = range(len(classes)), list(map(shown_name, classes))
    axis.set_xticks(places, names, fontsize=LABEL, rotation=45, ha="right")
    axis.set_yticks(places, names, fontsize=LABEL)
    axis.set_xlabel("predicted", fontsize=LABEL)
    axis.set_ylabel("true  (rows sum to 100 %)", fontsize=LABEL)
