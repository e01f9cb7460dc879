"""Model selection: which arm stands for its family, decided once and on validation samples only."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import pandas as pd

from craftbench.analyses.read import read_table
from craftbench.config.arms import FAMILIES, Family
from craftbench.config.contest import Contest

Purpose = Literal["family", "network"]
"""``family``: the best arm of a family; ``network``: the best of its arms that are networks."""
COLUMNS = (
    *("dataset", "training_size", "purpose", "family", "arm", "validation_accuracy", "repeats"),
)


def select(dataset: str, contest: Contest, runs: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The arm of each family with the highest mean validation accuracy, at each training size.

    Parameters
    ----------
    dataset : str
        Name of the data set.
    contest : Contest
        Its arms and training sizes.
    runs : mapping of DataFrame
        By arm, from `craftbench.runs.scoring.score_runs`.

    Returns
    -------
    DataFrame
        `COLUMNS`: one row for each training size, purpose and family. Families without a run of
        that size are missing. Ties go to the arm that comes first on the card.
    """
    rows = [
        row
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
        own = runs[arm]
        of_size = (own["split"] == "validation") & (own["training_size"] == size)
        accuracy = own.loc[of_size, "accuracy"].dropna()
        if len(accuracy):
            scores[arm] = accuracy
    if not scores:
        return None
    arm = max(scores, key=lambda arm: scores[arm].mean())
    return {
        "dataset": dataset,
        "training_size": size,
        "purpose": purpose,
        "family": family,
        "arm": arm,
        "validation_accuracy": float(scores[arm].mean()),
        "repeats": len(scores[arm]),
    }


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
