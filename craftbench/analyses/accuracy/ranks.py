"""Families ranked over several data sets: Friedman's test and the critical difference."""

import numpy as np
import pandas as pd
from scipy.stats import friedmanchisquare, rankdata, studentized_range

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.joint import Joint

FEWEST_FAMILIES = 3
LEVEL = 0.05
COLUMNS = (
    *("family", "mean_rank", "datasets", "families"),
    *("friedman_p", "critical_difference", "note"),
)
ANALYSIS = Analysis(
    name="ranks",
    needs="tables",
    caption="Mean rank of each family by the test score of its selected arm at the largest "
    "training size, over the data sets whose split does not leak.",
    columns=COLUMNS,
)


def ranks(joint: Joint) -> pd.DataFrame:
    """Mean ranks of the families over the data sets on which all of them ran.

    Each family is represented by its selected arm at the largest training size. Data sets whose
    groups leak from training into testing are left out, and so are those without an arm of one of
    the families; ``note`` names the latter.

    Returns
    -------
    DataFrame
        One row a family that ran at all: ``mean_rank`` (1 is best, ties shared),
        ``friedman_p``, ``critical_difference`` of two mean ranks (Nemenyi, 5 %). With fewer than
        `Joint.fewest_datasets` data sets, or fewer than three families, nothing is tested, and
        ``note`` says so.

    Notes
    -----
    CD = q(0.05, k)/√2 · √(k(k+1)/(6N)) for k families on N data sets, q the studentised range.
    The tests take data sets as independent; two that share recordings are not.

    References
    ----------
    J. Demšar: Statistical comparisons of classifiers over multiple data sets. JMLR 7 (2006) 1-30.
    """
    every = _of_families(joint)
    score = every.dropna()
    datasets, families = score.shape
    rank = rankdata(-score.round(12).to_numpy(), axis=1) if datasets else score.to_numpy()
    notes = _shortage(datasets, families, joint.fewest_datasets)
    if not notes and not (np.ptp(score.to_numpy(), axis=1) > 0).any():
        notes = ["all families have equal scores on every data set: not tested"]
    tested = not notes
    if missing := sorted(set(every.index) - set(score.index)):
        notes.append(f"without an arm of every family: {', '.join(missing)}")
    table = pd.DataFrame(
        {
            "family": score.columns,
            "mean_rank": rank.mean(axis=0) if datasets else np.nan,
            "datasets": datasets,
            "families": families,
            "friedman_p": friedmanchisquare(*score.to_numpy().T).pvalue if tested else np.nan,
            "critical_difference": critical_difference(families, datasets) if tested else np.nan,
            "note": "; ".join(notes),
        },
        columns=list(COLUMNS),
    )
    return table.sort_values("mean_rank", ignore_index=True, kind="stable")


def critical_difference(families: int, datasets: int) -> float:
    """Nemenyi's critical difference of two mean ranks at 5 %; see `ranks`."""
    quantile = studentized_range.ppf(1 - LEVEL, families, np.inf) / np.sqrt(2)
    return float(quantile * np.sqrt(families * (families + 1) / (6 * datasets)))


def _of_families(joint: Joint) -> pd.DataFrame:
    """Scores (data sets, families) of the selected arms, each data set by its primary metric.

    NaN where a family has no arm.
    """
    keys = ["dataset", "arm", "training_size"]
    selection = joint.table("selection", *keys, "purpose", "family")
    selection = selection[selection["purpose"] == "family"]
    score = joint.table("accuracy", *keys, "score").dropna(subset=["score"])
    score = score[~score["dataset"].isin(list(joint.leaking))]
    both = score.merge(selection, on=keys)
    wide = both.pivot(index="dataset", columns="family", values="score")
    return wide.reindex(score["dataset"].unique())


def _shortage(datasets: int, families: int, fewest_datasets: int) -> list[str]:
    if datasets < fewest_datasets:
        return [f"{datasets} data sets, expected at least {fewest_datasets}: not tested"]
    if families < FEWEST_FAMILIES:
        return [f"{families} families, expected at least {FEWEST_FAMILIES}: not tested"]
    return []
