"""Group gap: accuracy on new samples of the training groups, against samples of new groups."""

from typing import Any

import numpy as np
import pandas as pd

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.refits import Refits
from craftbench.analyses.samples_table import groups_of
from craftbench.stats.bootstrap import Bootstrap
from craftbench.stats.intervals import with_bounds

COLUMNS = (
    *("dataset", "arm", "family", "training_size", "size_unit", "train_samples", "repeats"),
    *("n_same_groups", "same_groups", "n_new_groups", "new_groups"),
    *with_bounds("same_group_accuracy", "new_group_accuracy", "gap"),
    *("interval", "note"),
)
ANALYSIS = Analysis(
    name="group_gap",
    needs="refits",
    caption="Accuracy of the selected arm of each family on held-out samples of its training "
    "groups and on samples of new groups, and the difference.",
    columns=COLUMNS,
)


def group_gap(refits: Refits) -> pd.DataFrame:
    """One row an arm; none where there are no groups.

    Training groups and test groups are resampled independently. They are different groups and may
    differ in their mix of classes, which is part of the gap.
    """
    families = refits.arms if refits.has_groups else {}
    rows = [_row(refits, family) for family in families]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(refits: Refits, family: str) -> dict[str, Any]:
    repeats, fits, seed = refits.repeats_of(family), refits.found(family), refits.bootstrap.seed
    rows = np.unique(np.concatenate([parts.same for parts in repeats]))
    of_same = Bootstrap(groups_of(refits.table, rows), refits.resamples, seed)
    of_new = Bootstrap(groups_of(refits.table, repeats[0].test), refits.resamples, seed + 2)
    places = [np.searchsorted(rows, parts.same) for parts in repeats]
    same = of_same.means(fits.usual.same, places)
    new = of_new.means(fits.usual.test)
    gap, drawn_gap = same[0] - new[0], same[1] - new[1]
    groups = min(of_same.groups, of_new.groups)
    return {
        "dataset": refits.dataset,
        "arm": fits.arm,
        "family": family,
        "training_size": refits.training_size,
        "size_unit": refits.size_unit,
        "train_samples": np.mean([len(parts.train) for parts in repeats]),
        "repeats": len(repeats),
        "n_same_groups": np.mean([len(parts.same) for parts in repeats]),
        "same_groups": of_same.groups,
        "n_new_groups": len(repeats[0].test),
        "new_groups": of_new.groups,
        **of_same.bounded("same_group_accuracy", *same),
        **of_new.bounded("new_group_accuracy", *new),
        **of_same.bounded_difference("gap", gap, drawn_gap, groups),
        "interval": of_same.covers(len(repeats), groups=groups),
        "note": "one group only: no interval" if groups < 2 else refits.limits_of_interval(family),
    }
