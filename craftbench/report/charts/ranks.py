"""Mean ranks of the families over several data sets."""

import altair as alt
import pandas as pd

from craftbench.report.charts.arms import family_marks
from craftbench.report.charts.inline import inline
from craftbench.report.charts.words import counts, says

STEP = 28
_COLUMNS = ("family", "mean_rank", "not_worse_until", "datasets", "friedman_p")


def ranks(ranks: pd.DataFrame) -> alt.TopLevelMixin:
    """Mean ranks; a bar reaches as far as ranks that do not differ from the one it starts at.

    Parameters
    ----------
    ranks : DataFrame
        ``results/tables/ranks.csv``, with a critical difference.
    """
    table = ranks.dropna(subset="mean_rank").sort_values("mean_rank")
    critical = float(table["critical_difference"].iloc[0])
    table = table.assign(not_worse_until=table["mean_rank"] + critical)
    row = alt.Y("family:N").sort(list(table["family"])).title(None).axis(grid=False)
    x = alt.X("mean_rank:Q").title("mean rank (1 is best)").scale(zero=False, domainMin=1)
    colour, shape = family_marks(table["family"], legend=False)
    base = alt.Chart().encode(y=row, color=colour)
    bar = base.mark_rule(strokeWidth=2, opacity=0.5).encode(x=x, x2="not_worse_until")
    dot = base.mark_point(filled=True, opacity=1, size=90).encode(
        x=x,
        shape=shape,
        tooltip=[
            *says(family="family"),
            *counts(mean_rank="mean rank", datasets="data sets", friedman_p="Friedman p"),
        ],
    )
    return alt.layer(bar, dot, data=inline(table, _COLUMNS)).properties(
        width="container",
        height=STEP * len(table),
        title=f"A bar is the critical difference, {critical:.2f} (Nemenyi, 5 %)",
        description="Mean ranks of the families over the data sets; a family whose dot lies "
        "within the bar of another is not significantly worse.",
    )
