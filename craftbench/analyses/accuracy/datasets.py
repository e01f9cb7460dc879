"""How many samples and groups each class has."""

import pandas as pd

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.study import Study
from craftbench.protocol.one_part import classes_in_one_part

COLUMNS = ("dataset", "role", "class", "samples", "groups", "metric", "metric_reason", "note")
ANALYSIS = Analysis(
    name="datasets",
    needs="study",
    caption="Samples and groups of each class in the pool and in the test part, and the "
    "primary metric.",
    columns=COLUMNS,
)


def datasets(study: Study) -> pd.DataFrame:
    """One row a role and class; ``groups`` is empty where there are no groups.

    ``metric`` is the primary metric of the data set, and ``metric_reason`` says why. ``note`` says
    of a class without samples in one of the parts what follows.
    """
    rows, metric = [], study.metric
    one_sided = classes_in_one_part(study.samples, study.contest.classes)
    for role in ("pool", "test"):
        part = study.samples.iloc[study.rows_of(role)]
        for name in study.contest.classes:
            of_class = part[part["label"] == name]
            groups = of_class["group"].nunique() if study.has_groups else pd.NA
            about = study.dataset, role, name, len(of_class), groups
            note = one_sided.get(name, "") if not len(of_class) else ""
            rows.append((*about, metric.name, metric.reason, note))
    return pd.DataFrame(rows, columns=list(COLUMNS))
