"""Every two arms of a data set against each other at the largest training size."""

from itertools import combinations

import numpy as np
import pandas as pd

from craftbench.analyses.study import Study
from craftbench.stats.intervals import bounded_by_draws
from craftbench.stats.paired_tests import corrected_resampled_t, holm, mcnemar, twice_the_median

MARGIN = 0.01
COLUMNS = (
    *("dataset", "arm_a", "family_a", "arm_b", "family_b", "training_size", "size_unit"),
    *("repeats", "n_test", "test_groups", "accuracy_a", "accuracy_b"),
    *("difference", "difference_low", "difference_high"),
    *("margin", "p_a_better", "p_equivalent", "p_b_better"),
    *("only_a_right", "only_b_right", "mcnemar_p", "mcnemar_p_holm"),
    *("resampled_t", "resampled_t_p", "resampled_t_p_holm", "note"),
)


def comparisons(study: Study, margin: float = MARGIN) -> pd.DataFrame:
    """Difference in accuracy of every two arms, on the same test samples and repeats.

    Parameters
    ----------
    study : Study
        The results of a data set.
    margin : float
        Differences up to this size count as none (the region of practical equivalence).

    Returns
    -------
    DataFrame
        One row a pair. ``difference`` is the accuracy of a less that of b with its interval;
        ``p_a_better``, ``p_equivalent`` and ``p_b_better`` are the shares of its draws above the
        margin, within, and below. ``only_a_right`` and ``only_b_right`` are mean counts over the
        repeats; ``mcnemar_p`` is twice the median of the p-values of the repeats.
        ``…_holm`` are corrected for the number of pairs. What cannot be computed is empty, with
        the reason in ``note``.
    """
    rows = [_row(study, a, b, margin) for a, b in combinations(study.arms, 2)]
    table = pd.DataFrame(rows, columns=COLUMNS)
    for name in ("mcnemar_p", "resampled_t_p"):
        table[f"{name}_holm"] = holm(table[name].to_numpy(float))
    return table


def _row(study: Study, a: str, b: str, margin: float) -> dict:
    size = study.largest_size
    about = {
        "dataset": study.dataset,
        "arm_a": a,
        "family_a": study.contest.family(a),
        "arm_b": b,
        "family_b": study.contest.family(b),
        "training_size": size,
        "size_unit": study.size_unit,
        "margin": margin,
    }
    limits = {f"{arm}: {note}" for arm in (a, b) for note in study.limits_of_interval(arm, size)}
    notes = sorted(limits)
    if (a, size) not in study.tested or (b, size) not in study.tested:
        return {**about, "repeats": 0, "note": "; ".join(notes)}
    first, second = study.tested[a, size], study.tested[b, size]
    shared, in_a, in_b = np.intersect1d(first.repeats, second.repeats, return_indices=True)
    if not len(shared):
        return {**about, "repeats": 0, "note": "; ".join([*notes, "no repeat in common"])}
    right_a, right_b = first.predicted[in_a] == first.true, second.predicted[in_b] == second.true
    only_a, only_b = (right_a & ~right_b).sum(axis=1), (right_b & ~right_a).sum(axis=1)
    differences = right_a.mean(axis=1) - right_b.mean(axis=1)
    runs = study.arms[a].runs
    train_samples = runs.loc[runs["training_size"] == size, "train_samples"].mean()
    t, t_p = corrected_resampled_t(differences, train_samples, right_a.shape[1])
    if len(shared) < 2:
        notes.append("one repeat in common: no resampled t")
    if study.has_groups:
        notes.append("McNemar takes the samples of a group as independent: its p is too small")
    difference, draws = study.difference(a, b, size)
    return {
        **about,
        "repeats": len(shared),
        "n_test": right_a.shape[1],
        "test_groups": study.test_groups if study.has_groups else pd.NA,
        "accuracy_a": right_a.mean(),
        "accuracy_b": right_b.mean(),
        **bounded_by_draws("difference", difference, draws),
        **probabilities(draws, margin),
        "only_a_right": only_a.mean(),
        "only_b_right": only_b.mean(),
        "mcnemar_p": twice_the_median(
            np.array([mcnemar(*counts) for counts in zip(only_a, only_b, strict=True)])
        ),
        "resampled_t": t,
        "resampled_t_p": t_p,
        "note": "; ".join(notes),
    }


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
