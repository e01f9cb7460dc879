"""Accuracy on new samples of groups that were trained on, against samples of new groups."""

import numpy as np

from craftbench.analyses.correctness import Resampling
from craftbench.analyses.overfitting.random_label_fit import Shuffled
from craftbench.analyses.overfitting.refit import Parts, Refit, middle_size
from craftbench.stats.intervals import bounded, draws_of_mean, interval

COLUMNS = ["dataset", "arm", "family", "training_size", "size_unit", "train_samples", "repeats"]
COLUMNS += ["n_same_groups", "same_groups", "n_new_groups", "new_groups"]
COLUMNS += [
    f"{name}{bound}"
    for name in ("same_group_accuracy", "new_group_accuracy", "gap")
    for bound in ("", "_low", "_high")
]
COLUMNS += ["note"]


def group_gap_row(
    refit: Refit, found: Shuffled, parts: list[Parts], resamples: int, seed: int
) -> dict:
    """The gap of one arm: same-group minus new-group accuracy.

    `found` is the arm fitted on true labels without single samples of its training groups. Groups
    that were trained on and test groups are resampled each on their own; they are different groups
    and may differ in their mix of classes, which is part of the gap.
    """
    contest, table = refit.task.contest, refit.data.table
    same, new = found.same, found.test
    of_same = Resampling(table, np.concatenate([rows for rows, _ in same]), resamples, seed)
    of_new = Resampling(table, parts[0].test, resamples, seed + 2)
    (first, first_drawn), (second, second_drawn) = of_same.accuracies(same), of_new.accuracies(new)
    groups = min(of_same.groups, of_new.groups)
    draws = draws_of_mean(
        first - second,
        first_drawn - second_drawn,
        groups,
        of_same.multipliers(len(parts)),
        (-1, 1),
    )
    return {
        "dataset": refit.task.dataset,
        "arm": refit.task.arm,
        "family": contest.family(refit.task.arm),
        "training_size": middle_size(contest),
        "size_unit": "groups",
        "train_samples": np.mean([len(part.train) for part in parts]),
        "repeats": len(parts),
        "n_same_groups": np.mean([len(rows) for rows, _ in same]),
        "same_groups": of_same.groups,
        "n_new_groups": len(parts[0].test),
        "new_groups": of_new.groups,
        **of_same.accuracy("same_group_accuracy", same),
        **of_new.accuracy("new_group_accuracy", new),
        **bounded("gap", (first - second).mean(), interval(draws)),
        "note": "one group only: no interval" if groups < 2 else "",
    }
