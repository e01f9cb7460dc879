"""Measured learning curves: scores of every arm at every training size."""

import pandas as pd

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.scores import ABOUT, LIMITS, SCORE, all_scores
from craftbench.analyses.study import Study
from craftbench.stats.intervals import with_bounds

COLUMNS = (
    *ABOUT,
    *SCORE,
    *with_bounds(*LIMITS, "train_score", "train_accuracy"),
    "interval",
    "note",
)
ANALYSIS = Analysis(
    name="learning_curves",
    needs="study",
    caption="Test scores and training accuracy of each arm at each training size, mean over "
    "repeats.",
    columns=COLUMNS,
)


def learning_curves(study: Study) -> pd.DataFrame:
    """One row an arm and training size.

    The intervals of training scores cover repeats only.
    """
    return all_scores(study)[list(COLUMNS)]
