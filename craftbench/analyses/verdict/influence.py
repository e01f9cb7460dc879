"""Which test groups decide the verdict: each is left out once."""

import numpy as np
import pandas as pd

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.simultaneous_differences import simultaneous_differences
from craftbench.analyses.study import Study
from craftbench.analyses.verdict.decision import Decision, decisions
from craftbench.analyses.verdict.verdict import chosen
from craftbench.analyses.without_group import without_group
from craftbench.stats.intervals import bounded, with_bounds

FEWEST_GROUPS = 3
COLUMNS = (
    *("dataset", "training_size", "size_unit", "group", "n_left_out"),
    *("arm", "family", "rival_arm", "rival_family", "difference"),
    *with_bounds("difference_without"),
    *("choice", "choice_without", "undecided_because", "changes_verdict"),
    *("repeats", "n_test", "test_groups", "interval"),
)
ANALYSIS = Analysis(
    name="influence",
    needs="study",
    caption="The verdict at each training size without each of the test groups.",
    columns=COLUMNS,
)


def influence(study: Study) -> pd.DataFrame:
    """The verdict without each test group: one patient may decide it.

    Returns
    -------
    DataFrame
        One row a training size and test group, the largest change of the difference first.
        ``difference`` is that of the verdict, ``difference_without`` that of the same two arms on
        all other test groups, with the interval that holds at all sizes together;
        ``choice_without`` follows from the same rule as ``choice``, for all families, and
        ``undecided_because`` says why nothing is chosen then. ``n_left_out`` test samples belong to
        the group, ``n_test`` and ``test_groups`` are left. No rows with fewer than three test
        groups, or where samples are no groups: one sample of many decides nothing.

    Notes
    -----
    Only the test part changes: no arm is trained or selected again.
    """
    found = decisions(study) if study.has_groups else {}
    if not found or study.bootstrap.groups < FEWEST_GROUPS:
        return pd.DataFrame(columns=list(COLUMNS))
    arms = {arm for one in found.values() for arm in one.arms}
    test = study.samples.iloc[study.rows_of("test")]
    rows = []
    for group, count in test["group"].value_counts(sort=False).items():
        reduced = without_group(study, str(group), arms)
        rows += _rows(study, reduced, found, str(group), int(count))
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    change = (table["difference"] - table["difference_without"]).abs()
    order = np.lexsort((-change, table["training_size"]))
    return table.iloc[order].reset_index(drop=True)


def _rows(
    study: Study, reduced: Study, found: dict[int, Decision], group: str, count: int
) -> list[dict]:
    pairs = [(one.arms[0], one.arms[1], size) for size, one in found.items()]
    differences = simultaneous_differences(reduced, pairs)
    again = decisions(reduced)
    rows = []
    for (arm, rival, size), without in zip(pairs, differences, strict=True):
        choice, _, _ = chosen(study, size, found[size])
        other, because, _ = chosen(study, size, again[size])
        rows.append(
            {
                "dataset": study.dataset,
                "training_size": size,
                "size_unit": study.size_unit,
                "group": group,
                "n_left_out": count,
                "arm": arm,
                "family": study.contest.family(arm),
                "rival_arm": rival,
                "rival_family": study.contest.family(rival),
                "difference": found[size].difference.estimate,
                **bounded("difference_without", without.estimate, without.bounds),
                "choice": choice,
                "choice_without": other,
                "undecided_because": because,
                "changes_verdict": choice != other,
                "repeats": without.repeats,
                "n_test": len(reduced.rows_of("test")),
                "test_groups": reduced.bootstrap.groups,
                "interval": reduced.bootstrap.covers(without.repeats),
            }
        )
    return rows
