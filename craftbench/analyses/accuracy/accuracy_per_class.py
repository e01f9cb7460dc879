"""Scores of every class by every arm at the largest training size."""

import pandas as pd

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.limits import limits_of_interval
from craftbench.analyses.study import Study
from craftbench.analyses.without_group import without_group
from craftbench.protocol.reported_groups import refuse_unknown_groups
from craftbench.stats.intervals import bounded, with_bounds
from craftbench.stats.metrics import class_scores

SCORES = ("sensitivity", "precision", "f1")
COLUMNS = (
    *("dataset", "arm", "family", "training_size", "size_unit", "class", "left_out"),
    *("n_test", "test_groups", "repeats", *with_bounds(*SCORES), "interval", "note"),
)
ANALYSIS = Analysis(
    name="accuracy_per_class",
    needs="study",
    caption="Test scores of each class by each arm at the largest training size, mean over "
    "repeats; also without the test groups that the card names in `report_without`.",
    columns=COLUMNS,
)


def accuracy_per_class(study: Study) -> pd.DataFrame:
    """One row an arm and class: sensitivity, precision and F1 score.

    The same again without each test group that the contest names in `report_without`; ``left_out``
    is that group, or empty. Training and selection are the same.
    ``test_groups`` counts the groups that have samples of the class. A score that is undefined is
    empty, and ``note`` says why.
    """
    size = study.largest_size
    arms = [arm for arm in study.arms if (arm, size) in study.predictions]
    rows = [row for arm in arms for row in _rows(study, arm, size)]
    refuse_unknown_groups(study.dataset, study.samples, study.contest.report_without)
    for group in study.contest.report_without:
        reduced = without_group(study, group, arms)
        for arm in arms:
            rows += [{**row, "left_out": group} for row in _rows(reduced, arm, size)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _rows(study: Study, arm: str, size: int) -> list[dict]:
    bootstrap, classes = study.bootstrap, study.contest.classes
    observed, drawn = study.confusions(arm, size)
    groups = bootstrap.groups_of_class(study.predictions[arm, size].true, len(classes))
    found, found_drawn, repeats = class_scores(observed), class_scores(drawn), len(observed)
    bounds = {
        name: bootstrap.interval(found[name], found_drawn[name], groups=groups) for name in SCORES
    }
    counts = observed[0].sum(axis=1).astype(int)
    rows = []
    for i, name in enumerate(classes):
        row = {
            **study.row_of(arm, size),
            "class": name,
            "left_out": "",
            "n_test": counts[i],
            "test_groups": groups[i] if study.has_groups else pd.NA,
            "repeats": repeats,
            "interval": bootstrap.covers(repeats, max(groups[i], 1)),
        }
        for score, (low, high) in bounds.items():
            row |= bounded(score, found[score][:, i].mean(), (low[i], high[i]))
        notes = limits_of_interval(study, arm, size)
        notes += [] if counts[i] else ["no test sample of this class"]
        if groups[i] == 1 < bootstrap.groups:
            notes.append(f"all in one test {study.size_unit[:-1]}: no interval")
        never = int((observed[:, :, i].sum(axis=1) == 0).sum())
        notes += [f"never predicted in {never} of {repeats} repeats"] if never else []
        rows.append({**row, "note": "; ".join(notes)})
    return rows
