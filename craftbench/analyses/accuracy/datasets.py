"""How many samples and groups each class has."""

import pandas as pd

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.study import Study

COLUMNS = ("dataset", "role", "class", "samples", "groups", "metric", "metric_reason")
ANALYSIS = Analysis(
    name="datasets",
    needs="study",
    caption="Samples and groups of each class in the pool and in the test part, and the "
    "primary metric.",
    columns=COLUMNS,
)


def datasets(study: Study) -> pd.DataFrame:
    """One row a role and class; ``groups`` is empty where there are no groups.

    ``metric`` is the primary metric of the data set, and ``metric_reason`` says why.
    """
    rows, metric = [], study.metric
    for role in ("pool", "test"):
        part = study.samples.iloc[study.rows_of(role)]
        for name in study.contest.classes:
            of_class = part[part["label"] == name]
            groups = of_class["group"].nunique() if study.has_groups else pd.NA
            about = study.dataset, role, name, len(of_class), groups
            rows.append((*about, metric.name, metric.reason))
    return pd.DataFrame(rows, columns=list(COLUMNS))
