"""Every two arms of a data set against each other at the largest training size."""

from itertools import combinations

import numpy as np
import pandas as pd

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.limits import limits_of_interval, limits_of_size
from craftbench.analyses.study import Study
from craftbench.stats.bootstrap import NONE
from craftbench.stats.intervals import bounded_by_draws, with_bounds
from craftbench.stats.paired_tests import holm, mcnemar, twice_the_median
from craftbench.stats.tails import two_sided_p

COLUMNS = (
    *("dataset", "arm_a", "family_a", "arm_b", "family_b", "training_size", "size_unit"),
    *("repeats", "n_test", "test_groups", "metric", "score_a", "score_b"),
    *(*with_bounds("difference"), "p", "p_holm"),
    *("margin", "p_a_better", "p_equivalent", "p_b_better"),
    *("only_a_right", "only_b_right", "mcnemar_p", "mcnemar_p_holm", "interval", "note"),
)
ANALYSIS = Analysis(
    name="comparisons",
    needs="study",
    caption="Difference in test score, by the primary metric, of each pair of arms at "
    "the largest training size, paired by test sample and repeat.",
    columns=COLUMNS,
)


def comparisons(study: Study) -> pd.DataFrame:
    """Difference in score of every two arms, on the same test samples and repeats.

    Returns
    -------
    DataFrame
        One row a pair. ``difference`` is the score of a minus that of b by the primary ``metric``;
        its two-sided ``p`` is taken from the draws of its interval, and is below 0.05 exactly where
        the interval excludes 0. ``p_a_better``, ``p_equivalent`` and ``p_b_better`` are the shares
        of these draws above, within and below the margin. ``only_a_right`` and ``only_b_right``
        count the samples that only one of the two predicts correctly, mean over repeats;
        ``mcnemar_p`` is twice the median of the p-values of the repeats, for these trained arms on
        other samples; it is empty where there are groups, and where the metric is not accuracy.
        ``…_holm`` are corrected for the number of pairs, for pairs with a published recipe apart:
        it is shown beside the others and never selected. Values that cannot be computed are empty,
        and ``note`` says why.
    """
    rows = [_row(study, a, b) for a, b in combinations(study.arms, 2)]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    with_recipe = (table[["family_a", "family_b"]] == "published").any(axis=1).to_numpy(bool)
    for name in ("p", "mcnemar_p"):
        table[f"{name}_holm"] = holm_apart(table[name].to_numpy(float), with_recipe)
    return table


def holm_apart(p_values: np.ndarray, other: np.ndarray) -> np.ndarray:
    """`holm` of (n,) tests in two families, the second one where `other` is true."""
    corrected = np.empty_like(p_values)
    for family in (other, ~other):
        corrected[family] = holm(p_values[family])
    return corrected


def _row(study: Study, a: str, b: str) -> dict:
    size, margin = study.largest_size, study.settings.margin
    about = {
        "dataset": study.dataset,
        "arm_a": a,
        "family_a": study.contest.family(a),
        "arm_b": b,
        "family_b": study.contest.family(b),
        "training_size": size,
        "size_unit": study.size_unit,
        "metric": study.metric.name,
        "margin": margin,
        "repeats": 0,
        "interval": NONE,
    }
    notes = sorted(
        {f"{arm}: {note}" for arm in (a, b) for note in limits_of_interval(study, arm, size)}
    )
    if (a, size) not in study.predictions or (b, size) not in study.predictions:
        return {**about, "note": "; ".join(notes)}
    first, second = study.predictions[a, size], study.predictions[b, size]
    shared, in_a, in_b = np.intersect1d(first.repeats, second.repeats, return_indices=True)
    if not len(shared):
        return {**about, "note": "; ".join([*notes, "no repeat in common"])}
    if study.has_groups:
        notes.append("no McNemar test: the samples of a group are not independent")
    elif study.metric.name != "accuracy":
        notes.append(f"no McNemar test: it compares accuracies, not {study.metric.words}")
    notes += limits_of_size(study, size)
    mcnemar_applies = not study.has_groups and study.metric.name == "accuracy"
    difference, draws = study.difference(a, b, size)
    correct_a, correct_b = first.correct[in_a], second.correct[in_b]
    return {
        **about,
        "repeats": len(shared),
        "n_test": correct_a.shape[1],
        "test_groups": study.test_groups,
        "score_a": study.scores[a, size].of_repeats(shared).observed.mean(),
        "score_b": study.scores[b, size].of_repeats(shared).observed.mean(),
        **bounded_by_draws("difference", difference, draws),
        "p": p_value(difference, draws, len(shared)),
        **probabilities(draws, margin),
        **_discordant(correct_a, correct_b, tested=mcnemar_applies),
        "interval": study.bootstrap.covers(len(shared)),
        "note": "; ".join(notes),
    }


def p_value(difference: float, draws: np.ndarray, repeats: int) -> float:
    """Of a pair, with the tail of Student's t of its repeats: it is corrected for many pairs."""
    return two_sided_p(difference, draws, least_index=1 / (repeats - 1) if repeats > 1 else 0.0)


def _discordant(correct_a: np.ndarray, correct_b: np.ndarray, tested: bool) -> dict:
    """Of (repeats, n) predictions, whether they are correct."""
    only_a = (correct_a & ~correct_b).sum(axis=1)
    only_b = (correct_b & ~correct_a).sum(axis=1)
    found = {"only_a_right": only_a.mean(), "only_b_right": only_b.mean(), "mcnemar_p": np.nan}
    if tested:
        p_values = [mcnemar(*counts) for counts in zip(only_a, only_b, strict=True)]
        found["mcnemar_p"] = twice_the_median(np.array(p_values))
    return found


def probabilities(draws: np.ndarray, margin: float) -> dict[str, float]:
    """Shares of the draws of a difference above, within and below ±margin; NaN without draws."""
    if np.isnan(draws).all():
        return dict.fromkeys(("p_a_better", "p_equivalent", "p_b_better"), np.nan)
    drawn = draws[~np.isnan(draws)]
    better, worse = (drawn > margin).mean(), (drawn < -margin).mean()
    return {
        "p_a_better": float(better),
        "p_equivalent": float(1 - better - worse),
        "p_b_better": float(worse),
    }
