"""How each test group is predicted, class by class."""

import numpy as np
import pandas as pd

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.study import Study

COLUMNS = (
    *("dataset", "arm", "family", "training_size", "size_unit", "group", "class"),
    *("n_test", "repeats", "correct", "predicted", "falsely_predicted", "most_confused_with"),
)
ANALYSIS = Analysis(
    name="group_errors",
    needs="study",
    caption="Test samples of each group and class, how many of them each arm predicts correctly at "
    "the largest training size, and how many samples of that group it predicts as the class; mean "
    "over repeats.",
    columns=COLUMNS,
)


def group_errors(study: Study) -> pd.DataFrame:
    """One row an arm, test group and class that is true or predicted in it; none without groups.

    ``n_test``: samples of the class in the group. ``correct``: those predicted correctly;
    ``predicted``: samples of the group that are predicted as the class, of which
    ``falsely_predicted`` belong to another one; all means over repeats. ``most_confused_with``:
    the other class that most of the group's samples of the class are predicted as.
    """
    size = study.largest_size
    arms = [arm for arm in study.arms if study.has_groups and (arm, size) in study.predictions]
    rows = [row for arm in arms for row in _rows(study, arm, size)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _rows(study: Study, arm: str, size: int) -> list[dict]:
    given, classes = study.predictions[arm, size], study.contest.classes
    owners = study.samples["group"].iloc[given.samples].astype(str)
    codes, groups = pd.factorize(owners)
    count = len(classes)
    place = (codes * count + given.true) * count + given.predicted
    size_of_all = len(groups) * count * count
    found = np.mean([np.bincount(one, minlength=size_of_all) for one in place], axis=0)
    rows = []
    for group, matrix in zip(groups, found.reshape(-1, count, count), strict=True):
        for i, name in enumerate(classes):
            n_test, predicted, correct = matrix[i].sum(), matrix[:, i].sum(), matrix[i, i]
            if not n_test and not predicted:
                continue
            errors = np.where(np.arange(count) == i, 0, matrix[i])
            row = {
                **study.row_of(arm, size),
                "group": group,
                "class": name,
                "n_test": round(n_test),
                "repeats": len(given.repeats),
                "correct": correct,
                "predicted": predicted,
                "falsely_predicted": predicted - correct,
                "most_confused_with": classes[errors.argmax()] if errors.any() else "",
            }
            rows.append(row)
    return rows
