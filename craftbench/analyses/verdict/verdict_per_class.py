"""For every class, which of the two families that the verdict compares is better at it."""

import numpy as np
import pandas as pd

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.drawn_score import DrawnScore
from craftbench.analyses.simultaneous_differences import Difference
from craftbench.analyses.study import Study
from craftbench.analyses.verdict.decision import (
    UNDECIDED,
    decisions,
    missing_arms,
    missing_rivals,
)
from craftbench.stats.bootstrap import NONE
from craftbench.stats.existing_draws import existing_draws
from craftbench.stats.intervals import bounded, with_bounds
from craftbench.stats.simultaneous import effective_tests

COLUMNS = (
    *("dataset", "arm", "family", "rival_arm", "rival_family", "class"),
    *("training_size", "size_unit", "n_test", "test_groups", "repeats"),
    *("f1", "rival_f1", *with_bounds("difference"), "p", "margin", "choice"),
    *("interval", "note"),
)
ANALYSIS = Analysis(
    name="verdict_per_class",
    needs="study",
    caption="Difference in the F1 score of each class between the two arms that the verdict "
    "compares, at each training size.",
    columns=COLUMNS,
)


def verdict_per_class(study: Study) -> pd.DataFrame:
    """Differences in F1 of the leading arm of the verdict and its rival.

    Returns
    -------
    DataFrame
        One row a training size and class with test samples. The intervals of ``difference`` hold
        for all classes and sizes together at 95 %, and ``p`` is below 0.05 exactly where the
        interval excludes 0. ``choice`` is the family whose lead is decided and exceeds the margin,
        or ``undecided``, as where an arm of another family failed. A class with a single test
        group has no interval.
    """
    keys, found = [], []
    for size, decision in decisions(study).items():
        arm, rival = decision.arms[:2]
        first, second = _f1_scores(study, arm, rival, size)
        for code in np.flatnonzero(_groups(study, arm, size)):
            keys.append((size, arm, rival, int(code)))
            found.append(_difference(study, *keys[-1], first, second))
    tests = effective_tests(np.column_stack([draws for _, draws, _ in found])) if found else 1.0
    rows = [
        _row(study, *key, _as_difference(observed, draws, tests), f1)
        for key, (observed, draws, f1) in zip(keys, found, strict=True)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _groups(study: Study, arm: str, size: int) -> np.ndarray:
    """Number of test groups of each class."""
    true = study.predictions[arm, size].true
    return study.bootstrap.groups_of_class(true, len(study.contest.classes))


def _f1_scores(study: Study, arm: str, rival: str, size: int) -> tuple[DrawnScore, DrawnScore]:
    """F1 of every class by both arms in the repeats that both have."""
    first, second = study.f1_scores(arm, size), study.f1_scores(rival, size)
    shared = np.intersect1d(first.repeats, second.repeats)
    return first.of_repeats(shared), second.of_repeats(shared)


def _difference(
    study: Study,
    size: int,
    arm: str,
    rival: str,
    code: int,
    first: DrawnScore,
    second: DrawnScore,
) -> tuple[np.ndarray, np.ndarray, tuple[float, float]]:
    """Difference in F1 of a class in each repeat, its draws, and both means."""
    mine, its = first.observed[:, code], second.observed[:, code]
    groups = int(_groups(study, arm, size)[code])
    if groups < 2:
        draws = np.full(study.resamples, np.nan)
    else:
        stream = study.contest.training_sizes.index(size)
        of_groups = existing_draws(first.drawn[..., code] - second.drawn[..., code])
        draws = study.bootstrap.draws_of_difference(mine - its, of_groups, stream, groups)
    return mine - its, draws, (mine.mean(), its.mean())


def _as_difference(observed: np.ndarray, draws: np.ndarray, tests: float) -> Difference:
    """With the tails of Student's t of the repeats, because it is one of many."""
    repeats = len(observed)
    least = 1 / (repeats - 1) if repeats > 1 else 0.0
    return Difference(float(observed.mean()), draws, tests, repeats, least)


def _row(
    study: Study,
    size: int,
    arm: str,
    rival: str,
    code: int,
    difference: Difference,
    f1: tuple[float, float],
) -> dict:
    families = [study.contest.family(one) for one in (arm, rival)]
    leads = difference.leads if abs(difference.estimate) > study.settings.margin else 0
    groups = _groups(study, arm, size)[code]
    alone = groups == 1
    choice = {1: families[0], -1: families[1], 0: UNDECIDED}[leads]
    if choice != UNDECIDED and missing_rivals(study, choice):
        choice = UNDECIDED
    notes = [f"all in one test {study.size_unit[:-1]}: no interval"] if alone else []
    return {
        "dataset": study.dataset,
        "class": study.contest.classes[code],
        "arm": arm,
        "family": families[0],
        "rival_arm": rival,
        "rival_family": families[1],
        "training_size": size,
        "size_unit": study.size_unit,
        "n_test": int((study.predictions[arm, size].true == code).sum()),
        "test_groups": groups if study.has_groups else pd.NA,
        "repeats": difference.repeats,
        "f1": f1[0],
        "rival_f1": f1[1],
        **bounded("difference", difference.estimate, difference.bounds),
        "p": difference.p,
        "margin": study.settings.margin,
        "choice": choice,
        "interval": NONE if alone else study.bootstrap.covers(difference.repeats),
        "note": "; ".join([*notes, *missing_arms(study)]),
    }
