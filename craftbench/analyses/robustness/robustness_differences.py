"""Paired differences in accuracy on corrupted test samples between the selected arms."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.examined import Examined
from craftbench.analyses.robustness.corrupted_accuracies import (
    ROWS,
    Accuracies,
    CorruptedAccuracies,
    corrupted_accuracies,
    ladder_of,
)
from craftbench.datasets.corruptions.corruption import Corruption
from craftbench.stats.bootstrap import Bootstrap
from craftbench.stats.intervals import bounded, with_bounds

ALL = "all"
"""Corruption of the rows about the mean over all corruptions."""
COLUMNS = (
    *("dataset", "arm", "family", "rival_arm", "rival_family", "corruption", "severity"),
    *("level", "unit", "repeats", "n", "groups", *with_bounds("difference", "excess_drop")),
    "interval",
)
ANALYSIS = Analysis(
    name="robustness_differences",
    needs="models",
    caption="Difference in accuracy on corrupted test samples between the selected arms of two "
    "families, paired by sample and repeat, by corruption and severity, and over all corruptions.",
    columns=COLUMNS,
)


def robustness_differences(examined: Examined) -> pd.DataFrame:
    """Differences under the corruptions of the data set's source and card."""
    if not examined.arms:
        return pd.DataFrame(columns=list(COLUMNS))
    return differences_on(examined, ladder_of(examined))


def differences_on(examined: Examined, ladder: Sequence[Corruption]) -> pd.DataFrame:
    """Differences between every two selected arms under given corruptions.

    Returns
    -------
    DataFrame
        `COLUMNS`: one row a pair of families, corruption and severity 0 to 5 and ``area`` (see
        `robustness_on`), and the same for the corruption ``all``, the mean over all of them.
        ``difference`` is the accuracy of ``arm`` minus that of ``rival_arm`` on the same corrupted
        samples, mean over the repeats that both have; ``excess_drop`` is the drop of ``arm`` from
        its clean accuracy minus that of ``rival_arm``.
    """
    found = corrupted_accuracies(examined, tuple(ladder))
    rows: list[dict[str, Any]] = []
    for family, rival in combinations(found.of_arms, 2):
        about: dict[str, Any] = {"dataset": examined.dataset, "arm": examined.arms[family]}
        about |= {"family": family, "rival_arm": examined.arms[rival], "rival_family": rival}
        about |= {"n": len(found.part.rows), "groups": found.part.groups}
        for corruption, mine, its in _pairs(found, family, rival):
            rows += [about | row for row in _rows(corruption, mine, its, found.bootstrap)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _pairs(
    found: CorruptedAccuracies, family: str, rival: str
) -> Iterator[tuple[Corruption | None, Accuracies, Accuracies]]:
    """Both arms under each corruption, and their means over all corruptions (None)."""
    both = [found.of_arms[family], found.of_arms[rival]]
    yield from zip(found.corruptions, *both, strict=True)
    if found.corruptions:
        mine, its = map(Accuracies.mean, both)
        yield None, mine, its


def _rows(
    kind: Corruption | None, mine: Accuracies, its: Accuracies, bootstrap: Bootstrap
) -> list[dict[str, Any]]:
    repeats = min(mine.repeats, its.repeats)
    mine, its = mine.of_repeats(repeats), its.of_repeats(repeats)
    levels = (np.nan,) * len(ROWS) if kind is None else (np.nan, *kind.levels, np.nan)
    return [
        {
            "corruption": ALL if kind is None else kind.name,
            "severity": severity,
            "level": levels[i],
            "unit": "" if kind is None else kind.unit,
            "repeats": repeats,
            "interval": bootstrap.covers(repeats),
            **_bounded("difference", mine - its, i, bootstrap),
            **_excess(mine, its, i, bootstrap),
        }
        for i, severity in enumerate(ROWS)
    ]


def _bounded(name: str, given: Accuracies, i: int, bootstrap: Bootstrap) -> dict[str, float]:
    return bootstrap.bounded_difference(name, given.observed[:, i], given.drawn[..., i])


def _excess(mine: Accuracies, its: Accuracies, i: int, bootstrap: Bootstrap) -> dict[str, float]:
    """Exactly 0 for clean samples, which drops are measured from."""
    if i == 0:
        return bounded("excess_drop", 0.0, (0.0, 0.0))
    return _bounded("excess_drop", mine.drop - its.drop, i, bootstrap)
