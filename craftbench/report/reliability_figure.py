"""Reliability diagram of the best arm of each family."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from craftbench.report.figures import FAMILY_COLOUR


def plot_reliability(points: pd.DataFrame) -> Figure:
    """Accuracy over confidence; on the diagonal an arm is as often right as it says.

    Parameters
    ----------
    points : DataFrame
        ``arm, family, confidence, accuracy`` with bounds, from
        `craftbench.analyses.accuracy.reliability.reliability_of_best`; an empty figure without rows.
    """
    arms = list(dict.fromkeys(zip(points["arm"], points["family"], strict=True)))
    if not arms:
        return Figure()
    figure = Figure(figsize=(3.1 * len(arms) + 0.4, 3.3), layout="constrained")
    axes = figure.subplots(1, len(arms), sharex=True, sharey=True, squeeze=False)[0]
    for axis, (arm, family) in zip(axes, arms, strict=True):
        own = points[points["arm"] == arm]
        accuracy = own["accuracy"]
        error = np.stack([accuracy - own["accuracy_low"], own["accuracy_high"] - accuracy])
        axis.plot([0, 1], [0, 1], color="#999999", linewidth=0.8, linestyle="--")
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
        axis.set_title(f"{arm}  ({family})", fontsize=9)
        axis.set(xlim=(0, 1.02), ylim=(0, 1.02), aspect="equal")
        axis.grid(color="#dddddd", linewidth=0.6)
        axis.spines[["top", "right"]].set_visible(False)
        axis.tick_params(labelsize=8)
    figure.supxlabel("confidence", fontsize=9)
    figure.supylabel("accuracy", fontsize=9)
    return figure
