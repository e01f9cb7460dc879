"""Published figures, and whether a run agrees with them."""

import pandas as pd

COLUMNS = ["agrees", "text"]


def compare_accuracy(found: pd.DataFrame, reference: pd.DataFrame) -> pd.DataFrame:
    """Hold ``results/tables/accuracy.csv`` against published scores.

    Parameters
    ----------
    found : DataFrame
        ``dataset, arm, training_size`` and scores.
    reference : DataFrame
        ``dataset, arm, training_size, score, lowest, highest, source``.

    Returns
    -------
    DataFrame
        ``agrees`` and ``text`` for every reference whose data set, arm and size were run.
    """
    keys = ["dataset", "arm", "training_size"]
    both = reference.merge(found, on=keys, suffixes=("", "_primary"), validate="many_to_one")
    rows = []
    for row in both.to_dict("records"):
        value = row[row["score"]]
        rows.append(
            (
                row["lowest"] <= value <= row["highest"],
                f"{row['dataset']} {row['arm']} at {row['training_size']}: {row['score']} "
                f"{value:.4f}, expected {row['lowest']} to {row['highest']} ({row['source']})",
            )
        )
    return pd.DataFrame(rows, columns=COLUMNS)


def compare_counts(found: pd.DataFrame, reference: pd.DataFrame) -> pd.DataFrame:
    """Hold ``results/tables/datasets.csv`` against published counts of samples a class.

    Both have ``dataset, role, class, samples``, the reference also ``source``.
    """
    keys = ["dataset", "role", "class"]
    both = reference.merge(found, on=keys, suffixes=("_expected", ""), validate="one_to_one")
    rows = [
        (
            row["samples"] == row["samples_expected"],
            f"{row['dataset']} {row['role']} class {row['class']}: {row['samples']} samples, "
            f"expected {row['samples_expected']} ({row['source']})",
        )
        for row in both.to_dict("records")
    ]
    return pd.DataFrame(rows, columns=COLUMNS)
