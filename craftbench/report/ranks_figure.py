"""Mean ranks of the families over several data sets."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from craftbench.report.plot_style import BLUE, LABEL, SOFT, TITLE


def plot_ranks(ranks: pd.DataFrame) -> Figure:
    """Mean ranks; bars join families that differ by less than the critical difference.

    Parameters
    ----------
    ranks : DataFrame
        ``results/tables/ranks.csv``.
    """
    ranks = ranks.sort_values("mean_rank", ignore_index=True)
    figure = Figure(figsize=(7, 0.9 + 0.28 * len(ranks)), layout="constrained")
    axis = figure.subplots()
    rows = np.arange(len(ranks))
    axis.plot(ranks["mean_rank"], rows, "o", color=BLUE)
    for row, family in ranks.iterrows():
        axis.annotate(
            f"  {family['family']}  {family['mean_rank']:.2f}",
            (family["mean_rank"], row),
            va="center",
            fontsize=LABEL,
        )
    critical = ranks["critical_difference"].iloc[0] if len(ranks) else np.nan
    if np.isnan(critical):
        title = ranks["note"].iloc[0] if len(ranks) else "no family has run"
    else:
        title = (
            f"critical difference {critical:.2f} (Nemenyi, 5 %), bars: no significant difference"
        )
        for row, rank in enumerate(ranks["mean_rank"]):
            last = int((ranks["mean_rank"] <= rank + critical).to_numpy().nonzero()[0].max())
            axis.plot([rank, rank], [row, last], color=SOFT, linewidth=2, zorder=0)
    axis.set_title(title, fontsize=TITLE)
    axis.set_xlabel("mean rank (1 is best)", fontsize=LABEL)
    axis.set_yticks([])
    axis.margins(x=0.25, y=0.12)
    axis.invert_yaxis()
    return figure
