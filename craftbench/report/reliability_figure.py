"""Reliability diagrams of the selected arms."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from craftbench.report.plot_style import FAMILY_COLOUR, SOFT, TITLE, label_axes, style


def plot_reliability(reliability: pd.DataFrame) -> Figure:
    """Accuracy over confidence, one panel per arm; perfect calibration is the diagonal.

    Parameters
    ----------
    reliability : DataFrame
        ``reliability.csv`` of one data set; an empty figure without rows.
    """
    arms = reliability.groupby(["arm", "family"], sort=False)
    if not arms.ngroups:
        return Figure()
    figure = Figure(figsize=(3.1 * arms.ngroups + 0.4, 3.3), layout="constrained")
    axes = figure.subplots(1, arms.ngroups, sharex=True, sharey=True, squeeze=False)[0]
    for axis, ((arm, family), own) in zip(axes, arms, strict=True):
        accuracy = own["accuracy"]
        error = np.stack([accuracy - own["accuracy_low"], own["accuracy_high"] - accuracy])
        style(axis)
        axis.plot([0, 1], [0, 1], color=SOFT, linewidth=0.8, linestyle="--")
        axis.errorbar(
            own["confidence"],
            accuracy,
            yerr=np.clip(np.nan_to_num(error), 0, None),
            color=FAMILY_COLOUR[family],
            marker="o",
            markersize=4,
            linewidth=1.2,
            elinewidth=0.8,
        )
        axis.set_title(f"{arm}  ({family})", fontsize=TITLE)
        axis.set(xlim=(0, 1.02), ylim=(0, 1.02), aspect="equal")
    label_axes(figure, "confidence", "accuracy")
    return figure
