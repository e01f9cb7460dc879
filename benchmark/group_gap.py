"""Accuracy on new samples of groups that were trained on, against samples of new groups."""

from dataclasses import replace

import numpy as np
import pandas as pd

from benchmark.protocol import seed_of
from benchmark.refit import Parts, Refit, codes_of, middle_size
from benchmark.right_answers import Answers, Resampling
from benchmark.statistics import draws_of_mean, interval
from benchmark.study import bounded

HELD_OUT = 0.25
"""Share of the training samples that is tested on instead."""

COLUMNS = ["dataset", "arm", "family", "training_size", "size_unit", "train_samples", "repeats"]
COLUMNS += ["n_same_groups", "same_groups", "n_new_groups", "new_groups"]
COLUMNS += [
    f"{name}{bound}"
    for name in ("same_group_accuracy", "new_group_accuracy", "gap")
    for bound in ("", "_low", "_high")
]
COLUMNS += ["note"]


def group_gap_row(refit: Refit, parts: list[Parts], resamples: int, seed: int) -> dict:
    """The gap of one arm: same-group minus new-group accuracy.

    A quarter of the training samples, single ones whatever their group, is held out from the fit.
    Groups that were trained on and test groups are resampled each on their own; they are
    different groups and may differ in their mix of classes, which is part of the gap.
    """
    card, table = refit.task.card, refit.data.table
    y = codes_of(table, card.classes)
    same: Answers = []
    new: Answers = []
    for part in parts:
        rng = np.random.default_rng(seed_of(part.seed, "same groups"))
        shuffled = rng.permutation(part.train)
        count = round(HELD_OUT * len(shuffled))
        held_out, kept = np.sort(shuffled[:count]), np.sort(shuffled[count:])
        asked = {"same": held_out, "new": part.test}
        found = refit.predicted(replace(part, train=kept), y, asked)
        same.append((held_out, found["same"] == y[held_out]))
        new.append((part.test, found["new"] == y[part.test]))
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
        "family": card.family(refit.task.arm),
        "training_size": middle_size(card),
        "size_unit": "groups",
        "train_samples": np.mean([len(part.train) - len(a) for part, (a, _) in zip(parts, same)]),
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


def empty_table(columns: list[str]) -> pd.DataFrame:
    """A table with its header only: where there is nothing to measure."""
    return pd.DataFrame(columns=columns)
