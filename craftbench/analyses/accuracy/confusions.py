"""Confusion matrices of every arm at the largest training size."""

import numpy as np
import pandas as pd

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.study import Study
from craftbench.stats.intervals import bounded, with_bounds

COLUMNS = (
    *("dataset", "arm", "family", "training_size", "size_unit", "true", "predicted"),
    *("n_test", "repeats", *with_bounds("share"), "interval"),
)
ANALYSIS = Analysis(
    name="confusions",
    needs="study",
    caption="Share of the test samples of each class that each arm predicts as each class, at the "
    "largest training size, mean over repeats.",
    columns=COLUMNS,
)


def confusions(study: Study) -> pd.DataFrame:
    """One row an arm, true class and predicted class; the shares of a true class sum to 1."""
    size = study.largest_size
    arms = [arm for arm in study.arms if (arm, size) in study.predictions]
    rows = [row for arm in arms for row in _rows(study, arm, size)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _rows(study: Study, arm: str, size: int) -> list[dict]:
    classes, matrices = study.contest.classes, study.confusions(arm, size)
    with np.errstate(invalid="ignore"):
        found, drawn = (one / one.sum(axis=-1, keepdims=True) for one in matrices)
    groups = study.bootstrap.groups_of_class(study.predictions[arm, size].true, len(classes))
    low, high = study.bootstrap.interval(found, drawn, groups=groups[:, None])
    share, repeats = found.mean(axis=0), len(found)
    return [
        {
            **study.row_of(arm, size),
            "true": true,
            "predicted": predicted,
            "n_test": int(matrices[0][0, i].sum()),
            "repeats": repeats,
            **bounded("share", share[i, j], (low[i, j], high[i, j])),
            "interval": study.bootstrap.covers(repeats, max(groups[i], 1)),
        }
        for i, true in enumerate(classes)
        for j, predicted in enumerate(classes)
    ]
