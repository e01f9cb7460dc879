"""Tables with rows, but nothing in them that a chart could show."""

import pandas as pd

from craftbench.errors import CraftbenchError
from craftbench.report.charts.arms import BASELINE


class NothingToDraw(CraftbenchError):
    """Says why a chart has nothing to show."""


def require_scores(table: pd.DataFrame) -> None:
    """Refuse a table in which no arm but baselines has a score.

    Raises
    ------
    NothingToDraw
    """
    if not (table["score"].notna() & (table["family"] != BASELINE)).any():
        raise NothingToDraw("no arm but baselines has a score")
