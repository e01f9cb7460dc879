"""How many samples and groups each class has."""

import pandas as pd

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.study import Study

COLUMNS = ("dataset", "role", "class", "samples", "groups")
ANALYSIS = Analysis(
    name="datasets",
    needs="study",
    caption="Samples and groups of each class in the pool and in the test part.",
    columns=COLUMNS,
)


def datasets(study: Study) -> pd.DataFrame:
    """One row a role and class; ``groups`` is empty where there are no groups."""
    rows = []
    for role in ("pool", "test"):
        part = study.samples.iloc[study.rows_of(role)]
        for name in study.contest.classes:
            of_class = part[part["label"] == name]
            groups = of_class["group"].nunique() if study.has_groups else pd.NA
            rows.append((study.dataset, role, name, len(of_class), groups))
    return pd.DataFrame(rows, columns=list(COLUMNS))
