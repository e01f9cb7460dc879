"""Scores and counts of samples that others published, held against a run."""

from collections.abc import Collection, Sequence

import pandas as pd

from craftbench.analyses.reference.comparison import Comparison
from craftbench.analyses.reference.tables import ROUNDED


def compare_scores(
    found: pd.DataFrame, reference: pd.DataFrame, datasets: Collection[str]
) -> Comparison:
    """Hold ``results/tables/accuracy.csv`` against the bounds of published scores.

    Parameters
    ----------
    found : DataFrame
        ``dataset, arm, training_size`` and scores.
    reference : DataFrame
        ``dataset, arm, training_size, score, lowest, highest, source``.
    datasets : collection of str
        Those of the run: for others nothing is expected.

    Returns
    -------
    Comparison
        An arm or size of these data sets that is in the reference alone is a difference.
    """
    figures, differences = 0, []
    for row in reference[reference["dataset"].isin(list(datasets))].to_dict("records"):
        name = f"{row['dataset']} {row['arm']} at {row['training_size']}"
        rows = _rows(found, row, ("dataset", "arm", "training_size"))
        if not len(rows) or row["score"] not in rows:
            differences.append(f"{name}: {row['score']} is missing in the run ({row['source']})")
            continue
        figures += 1
        value = rows[row["score"]].iloc[0]
        if not row["lowest"] - ROUNDED <= value <= row["highest"] + ROUNDED:
            differences.append(
                f"{name}: {row['score']} {value:.4f}, expected {row['lowest']} to {row['highest']} "
                f"({row['source']})"
            )
    return Comparison("accuracy.csv", figures, tuple(differences))


def compare_counts(
    found: pd.DataFrame, reference: pd.DataFrame, datasets: Collection[str]
) -> Comparison:
    """Hold ``results/tables/datasets.csv`` against published counts of samples a class.

    Both have ``dataset, role, class, samples``, the reference also ``source``; see
    `compare_scores`.
    """
    figures, differences = 0, []
    for row in reference[reference["dataset"].isin(list(datasets))].to_dict("records"):
        name = f"{row['dataset']} {row['role']} class {row['class']}"
        rows = _rows(found, row, ("dataset", "role", "class"))
        if not len(rows):
            differences.append(f"{name} is missing in the run ({row['source']})")
            continue
        figures += 1
        samples = rows["samples"].iloc[0]
        if samples != row["samples"]:
            differences.append(
                f"{name}: {samples} samples, expected {row['samples']} ({row['source']})"
            )
    return Comparison("datasets.csv", figures, tuple(differences))


def _rows(found: pd.DataFrame, row: dict, keys: Sequence[str]) -> pd.DataFrame:
    same = pd.Series(True, index=found.index)
    for key in keys:
        same &= found[key] == row[key]
    return found[same]
