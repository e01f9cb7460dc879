"""Charts over all data sets."""

from collections.abc import Mapping

import pandas as pd

from craftbench.report.charts.ranks import ranks
from craftbench.report.charts.registry import Spec, missing, specification


def draw_joint(tables: Mapping[str, pd.DataFrame]) -> dict[str, Spec]:
    """The charts over all data sets by name; one that cannot be drawn says why.

    Parameters
    ----------
    tables : mapping of DataFrame
        Over all data sets by name.
    """
    found = tables.get("ranks")
    if found is None or not len(found):
        return {"ranks": missing("ranks", "no family has run")}
    if found["critical_difference"].isna().all():
        return {"ranks": missing("ranks", found["note"].iloc[0])}
    return {"ranks": specification(ranks(found))}
