"""The gap between training and test accuracy of every arm at every training size."""

import pandas as pd

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.scores import ABOUT, all_scores
from craftbench.analyses.study import Study
from craftbench.stats.intervals import with_bounds

COLUMNS = (
    *ABOUT,
    *with_bounds("train_accuracy", "validation_accuracy", "test_accuracy", "gap"),
    *("interval", "note"),
)
ANALYSIS = Analysis(
    name="overfitting",
    needs="study",
    caption="Accuracy of each arm on its training, validation and test part at each training "
    "size, and the gap between training and test, mean over repeats.",
    columns=COLUMNS,
)


def overfitting(study: Study) -> pd.DataFrame:
    """One row an arm and training size.

    ``gap`` is the training accuracy minus the test accuracy, taken within each repeat. Intervals
    of the training and of the validation accuracy cover repeats only.
    """
    renamed = dict(zip(with_bounds("accuracy"), with_bounds("test_accuracy"), strict=True))
    return all_scores(study).rename(columns=renamed)[list(COLUMNS)]
