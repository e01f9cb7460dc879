"""Checks of a benchmark: scores that need no model, bounds that scores must keep, and leaks."""

import numpy as np
import pandas as pd

from craftbench.analyses.accuracy.leak_checks import leak_checks
from craftbench.analyses.analysis import Analysis
from craftbench.analyses.limits import limits_of_interval
from craftbench.analyses.study import Study
from craftbench.stats.bootstrap import NONE
from craftbench.stats.intervals import with_bounds
from craftbench.stats.metrics import class_scores, scores

COLUMNS = (
    *("dataset", "arm", "family", "check", *with_bounds("value"), "expected"),
    *("passed", "n", "repeats", "interval", "note"),
)
ANALYSIS = Analysis(
    name="checks",
    needs="study",
    caption="Checks of each data set for samples in both the pool and the test part, and of each "
    "arm for scores that cannot be right.",
    columns=COLUMNS,
)
_RAN = {"check": "ran", "expected": "an arm that does not fail", "n": 0, "passed": False}
UNDECIDED = "undecided"
"""A check on an interval that holds values on both sides."""
_OF_ARM = {
    "accuracy_within_recalls": "between the least and the greatest recall",
    "above_majority_floor": "above 0, the interval too",
}


def checks(study: Study) -> pd.DataFrame:
    """Checks of a data set, and of each arm on it at the largest training size.

    Returns
    -------
    DataFrame
        One row a check, with ``value``, what is ``expected`` in words, and ``passed``: True, False,
        ``undecided`` where the interval reaches beyond what is expected but not wholly, and empty
        where nothing could be checked, or nothing is required. Of the data: ``same_group``,
        ``duplicates`` and ``near_duplicates`` are shares of test samples; ``majority_floor`` and
        ``nearest_neighbour`` are accuracies that need no model. Of each arm:
        ``accuracy_within_recalls`` (accuracy is a weighted mean of the recalls of the classes) and
        ``above_majority_floor``, the accuracy minus the majority floor. An arm that did not run has
        the row ``skipped`` with the reason, one that failed the row ``ran``, which is not passed.
    """
    rows = [*leak_checks(study), _majority_floor(study)]
    rows += [row for arm in study.arms for row in _of_arm(study, arm)]
    rows += [
        {"arm": arm, "check": "skipped", "expected": "an arm that runs", "n": 0, "note": reason}
        for arm, reason in study.contest.skipped.items()
    ]
    rows += [
        {**_RAN, "arm": arm, "family": failed.family, "note": failed.reason}
        for arm, failed in study.contest.failed.items()
    ]
    about = {"dataset": study.dataset, "arm": "", "family": "", "interval": NONE, "note": ""}
    return pd.DataFrame([about | row for row in rows], columns=list(COLUMNS))


def _of_majority(study: Study) -> tuple[str, np.ndarray]:
    """The pool's most frequent class, and which test samples are of it."""
    pool, test = (study.samples["label"].iloc[study.rows_of(role)] for role in ("pool", "test"))
    majority = pool.value_counts().index[0]
    return majority, (test == majority).to_numpy()


def _majority_floor(study: Study) -> dict:
    majority, correct = _of_majority(study)
    return {
        "check": "majority_floor",
        **study.bootstrap.bounded("value", *study.bootstrap.means(correct[None])),
        "expected": "an accuracy that arms should exceed",
        "n": len(correct),
        "interval": study.bootstrap.covers(1),
        "note": f"predicts {majority} always, the most frequent class of the pool",
    }


def _of_arm(study: Study, arm: str) -> list[dict]:
    size, family = study.largest_size, study.contest.family(arm)
    notes = limits_of_interval(study, arm, size)
    about = [
        {"arm": arm, "family": family, "check": check, "expected": expected}
        for check, expected in _OF_ARM.items()
    ]
    if (arm, size) not in study.predictions:
        return [{**row, "n": 0, "note": "; ".join(notes)} for row in about]
    given = study.predictions[arm, size]
    repeats = len(given.repeats)
    counts = {
        "n": len(given.samples),
        "repeats": repeats,
        "interval": study.bootstrap.covers(repeats),
    }
    within, note = _within_recalls(study, arm)
    return [
        {**about[0], **counts, **within, "note": "; ".join([*notes, note])},
        {**about[1], **counts, **_above_floor(study, arm), "note": "; ".join(notes)},
    ]


def _within_recalls(study: Study, arm: str) -> tuple[dict, str]:
    confusion, _ = study.confusions(arm, study.largest_size)
    accuracy, recalls = scores(confusion)["accuracy"], class_scores(confusion)["sensitivity"]
    least, greatest = np.nanmin(recalls, axis=1), np.nanmax(recalls, axis=1)
    inside = (accuracy >= least - 1e-9) & (accuracy <= greatest + 1e-9)
    found = study.accuracy(arm, study.largest_size)
    value = study.bootstrap.bounded("value", found.observed, found.drawn)
    note = f"mean recalls from {least.mean():.3f} to {greatest.mean():.3f}"
    return {**value, "passed": bool(inside.all())}, note


def _above_floor(study: Study, arm: str) -> dict:
    found = study.accuracy(arm, study.largest_size)
    floor, drawn_floor = study.bootstrap.means(_of_majority(study)[1][None])
    observed = found.observed - floor
    value = study.bootstrap.bounded_difference("value", observed, found.drawn - drawn_floor)
    if np.isnan(value["value_low"]) or study.contest.family(arm) == "baseline":
        return {**value, "passed": pd.NA}
    within = value["value_low"] <= 0 < value["value_high"]
    return {**value, "passed": UNDECIDED if within else bool(value["value_low"] > 0)}
