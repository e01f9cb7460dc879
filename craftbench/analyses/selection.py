"""Model selection: which arm stands for its family, decided once and on validation samples only."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import pandas as pd

from craftbench.analyses.read import read_table
from craftbench.config.arms import FAMILIES, Family
from craftbench.config.contest import Contest
from craftbench.stats.primary_metric import PrimaryMetric

Purpose = Literal["family", "network"]
"""``family``: the best arm of a family; ``network``: the best of its arms that are networks."""
COLUMNS = (
    *("dataset", "training_size", "purpose", "family", "arm", "metric", "validation_score"),
    *("repeats", "arms", "hindsight_arm", "hindsight_regret"),
)
DIGITS = 9
"""Validation scores that agree in so many digits are equal: they are means of fractions."""


def select(
    dataset: str, contest: Contest, runs: Mapping[str, pd.DataFrame], metric: PrimaryMetric
) -> pd.DataFrame:
    """The arm of each family with the highest mean validation score, at each training size.

    Parameters
    ----------
    dataset : str
        Name of the data set.
    contest : Contest
        Its arms and training sizes.
    runs : mapping of DataFrame
        By arm, from `craftbench.runs.scoring.score_runs`.
    metric : PrimaryMetric
        Of ``score`` in these.

    Returns
    -------
    DataFrame
        `COLUMNS`: one row for each training size, purpose and family. Families without a run of
        that size are missing. Ties go to the arm that costs less: with fewer fitted values, then
        with fewer seconds of a fit; the first is the same on every machine. ``arms`` is the number
        of arms to choose from. In hindsight: ``hindsight_arm`` has the highest mean test score
        of them, and ``hindsight_regret`` is its score minus that of the selected arm; nothing
        is decided by either.
    """
    rows = [
        {**row, "metric": metric.name}
        for size in contest.training_sizes
        for purpose in get_args(Purpose)
        for family in FAMILIES
        if (row := _best(dataset, contest, runs, size, purpose, family)) is not None
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _best(
    dataset: str,
    contest: Contest,
    runs: Mapping[str, pd.DataFrame],
    size: int,
    purpose: Purpose,
    family: Family,
) -> dict | None:
    scores = {}
    for arm, settings in contest.arms.items():
        if contest.family(arm) != family or arm not in runs:
            continue
        if purpose == "network" and settings.kind != "network":
            continue
        found = _scores(runs[arm], size)
        if found is not None:
            scores[arm] = found
    if not scores:
        return None
    arm = min(scores, key=lambda arm: scores[arm].rank)
    best = max(scores, key=lambda arm: scores[arm].test)
    return {
        "dataset": dataset,
        "training_size": size,
        "purpose": purpose,
        "family": family,
        "arm": arm,
        "validation_score": scores[arm].validation,
        "repeats": scores[arm].repeats,
        "arms": len(scores),
        "hindsight_arm": best,
        "hindsight_regret": scores[best].test - scores[arm].test,
    }


@dataclass(frozen=True)
class _Scores:
    """Means of one arm at one training size over repeats; the test score is for hindsight."""

    validation: float
    parameters: float
    fit_seconds: float
    test: float
    repeats: int

    @property
    def rank(self) -> tuple[float, float, float]:
        """The least comes first: the best on validation, then the cheapest."""
        known = math.inf if math.isnan(self.parameters) else self.parameters
        return -round(self.validation, DIGITS), known, self.fit_seconds


def _scores(runs: pd.DataFrame, size: int) -> _Scores | None:
    of_size = runs[runs["training_size"] == size]
    own = of_size[of_size["split"] == "validation"].dropna(subset="score")
    if not len(own):
        return None
    return _Scores(
        float(own["score"].mean()),
        float(own["parameters"].mean()),
        float(own["fit_seconds"].median()),
        float(of_size.loc[of_size["split"] == "test", "score"].mean()),
        len(own),
    )


@dataclass(frozen=True)
class Selection:
    """The selected arms of one data set.

    Parameters
    ----------
    table : DataFrame
        From `select`.
    """

    table: pd.DataFrame

    @classmethod
    def read(cls, file: Path) -> "Selection":
        """From ``results/{dataset}/selection.csv``."""
        return cls(read_table(file))

    def arm(self, family: str, size: int, purpose: Purpose = "family") -> str | None:
        """The arm of a family at a training size; None if none of its arms has run."""
        return self.arms(size, purpose).get(family)

    def arms(self, size: int, purpose: Purpose = "family") -> dict[str, str]:
        """The arms by family at a training size; families without a run are missing."""
        table = self.table
        rows = table[(table["training_size"] == size) & (table["purpose"] == purpose)]
        return dict(zip(rows["family"], rows["arm"], strict=True))
