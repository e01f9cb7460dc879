"""Arms compared over several data sets: Friedman, Wilcoxon and the critical difference."""

from itertools import combinations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from scipy.stats import friedmanchisquare, rankdata, studentized_range, wilcoxon

from craftbench.stats.paired_tests import holm

LEAST_DATASETS = 5
LEVEL = 0.05


def rank_arms(accuracy: pd.DataFrame) -> pd.DataFrame:
    """Mean ranks of the arms over the data sets that all of them ran on.

    Parameters
    ----------
    accuracy : DataFrame
        ``dataset, arm, accuracy`` of all data sets: ``results/tables/accuracy.csv``.

    Returns
    -------
    DataFrame
        One row an arm that ran on every data set: ``mean_rank`` (1 is best, ties shared),
        ``datasets``, ``arms``, ``friedman_p``, ``critical_difference`` of two mean ranks
        (Nemenyi, 5 %) and ``note``. With fewer than five data sets, or fewer than three arms,
        tests are empty and the note says so.

    Notes
    -----
    CD = q(0.05, k)/√2 · √(k(k+1)/(6N)) for k arms on N data sets, q the studentised range.

    References
    ----------
    J. Demšar: Statistical comparisons of classifiers over multiple data sets. JMLR 7 (2006) 1-30.
    """
    scores = _shared(accuracy)
    datasets, arms = scores.shape
    ranks = rankdata(-scores.round(12).to_numpy(), axis=1) if arms else np.empty((0, 0))
    notes = _shortage(datasets, arms, least_arms=3)
    enough = not notes
    varies = enough and bool((np.ptp(scores.to_numpy(), axis=1) > 0).any())
    if enough and not varies:
        notes = "all arms are equally accurate on every data set"
    table = pd.DataFrame(
        {
            "arm": scores.columns,
            "mean_rank": ranks.mean(axis=0) if datasets else [],
            "datasets": datasets,
            "arms": arms,
            "friedman_p": friedmanchisquare(*scores.to_numpy().T).pvalue if varies else np.nan,
            "critical_difference": critical_difference(arms, datasets) if enough else np.nan,
            "note": notes,
        }
    )
    return table.sort_values("mean_rank", ignore_index=True)


def wilcoxon_pairs(accuracy: pd.DataFrame) -> pd.DataFrame:
    """Wilcoxon's signed-rank test of every two arms over the data sets, with Holm's correction.

    Returns
    -------
    DataFrame
        ``arm_a, arm_b, datasets, median_difference, p, p_holm, note``; the p-values are empty
        with fewer than five data sets.
    """
    scores = _shared(accuracy)
    rows = []
    for a, b in combinations(scores.columns, 2):
        difference = (scores[a] - scores[b]).to_numpy()
        note = _shortage(len(scores), scores.shape[1], least_arms=2)
        p = np.nan if note else _signed_rank_p(difference)
        rows.append((a, b, len(difference), np.median(difference), p, note))
    columns = ["arm_a", "arm_b", "datasets", "median_difference", "p", "note"]
    table = pd.DataFrame(rows, columns=columns)
    table.insert(5, "p_holm", holm(table["p"].to_numpy(float)))
    return table


def critical_difference(arms: int, datasets: int) -> float:
    """Nemenyi's critical difference of two mean ranks at 5 %; see `rank_arms`."""
    quantile = studentized_range.ppf(1 - LEVEL, arms, np.inf) / np.sqrt(2)
    return float(quantile * np.sqrt(arms * (arms + 1) / (6 * datasets)))


def plot_critical_difference(ranks: pd.DataFrame) -> Figure:
    """Mean ranks on a line; bars join arms whose ranks differ by less than the critical difference.

    Parameters
    ----------
    ranks : DataFrame
        From `rank_arms`.
    """
    ranks = ranks.sort_values("mean_rank", ignore_index=True)
    figure = Figure(figsize=(7, 0.9 + 0.28 * len(ranks)), layout="constrained")
    axis = figure.subplots()
    rows = np.arange(len(ranks))
    axis.plot(ranks["mean_rank"], rows, "o", color="#1f6fb2")
    for row, arm in ranks.iterrows():
        axis.annotate(
            f"  {arm['arm']}  {arm['mean_rank']:.2f}", (arm["mean_rank"], row), va="center"
        )
    critical = ranks["critical_difference"].iloc[0] if len(ranks) else np.nan
    if np.isnan(critical):
        title = ranks["note"].iloc[0] if len(ranks) else "no arm ran on every data set"
    else:
        title = f"critical difference {critical:.2f} (Nemenyi, 5 %), bars: not told apart"
        for row, rank in enumerate(ranks["mean_rank"]):
            last = int((ranks["mean_rank"] <= rank + critical).to_numpy().nonzero()[0].max())
            axis.plot([rank, rank], [row, last], color="#999999", linewidth=2, zorder=0)
    axis.set_title(title, fontsize=9)
    axis.set_xlabel("mean rank (1 is best)")
    axis.set_yticks([])
    axis.margins(x=0.25, y=0.12)
    axis.invert_yaxis()
    return figure


def _signed_rank_p(difference: np.ndarray) -> float:
    return float(wilcoxon(difference).pvalue) if difference.any() else 1.0


def _shared(accuracy: pd.DataFrame) -> pd.DataFrame:
    """Accuracies (data sets, arms) of the arms that have one on every data set."""
    wide = accuracy.pivot(index="dataset", columns="arm", values="accuracy")
    return wide.dropna(axis=1)


def _shortage(datasets: int, arms: int, least_arms: int) -> str:
    if datasets < LEAST_DATASETS:
        return f"{datasets} data sets, expected at least {LEAST_DATASETS}: not tested"
    if arms < least_arms:
        return f"{arms} arms ran on every data set, expected at least {least_arms}: not tested"
    return ""
