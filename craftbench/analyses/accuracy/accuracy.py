"""Overall scores of every arm at the largest training size."""

import pandas as pd

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.scores import ABOUT, LIMITS, SCORE, all_scores
from craftbench.analyses.sees import sees
from craftbench.analyses.study import Study
from craftbench.stats.intervals import with_bounds

COLUMNS = (*ABOUT, *SCORE, *with_bounds(*LIMITS, "j_kappa"), "sees", "interval", "note")
ANALYSIS = Analysis(
    name="accuracy",
    needs="study",
    caption="Test scores of each arm at the largest training size, mean over repeats.",
    columns=COLUMNS,
)


def accuracy(study: Study) -> pd.DataFrame:
    """One row an arm.

    ``score`` is by the primary ``metric``; beside it the scores of
    `craftbench.stats.metrics.scores`, and jκ of heartbeats. ``sees`` is what reaches
    the arm, see `craftbench.analyses.sees.sees`.
    """
    table = all_scores(study)
    table = table.assign(sees=[sees(study, arm) for arm in table["arm"]])
    return table.loc[table["training_size"] == study.largest_size, list(COLUMNS)]
