"""How the training of every arm ended, at every training size."""

from typing import Any

import numpy as np
import pandas as pd

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.study import Study
from craftbench.stats.intervals import with_bounds
from models.endings import CONVERGED

COLUMNS = (
    *("dataset", "arm", "family", "training_size", "size_unit", "repeats", "converged_repeats"),
    *("converged", "underfit", *with_bounds("train_accuracy"), "classical_test_accuracy"),
    *("epochs", "updates", "validation_slope", "fit_seconds", "interval", "note"),
)
ANALYSIS = Analysis(
    name="convergence",
    needs="study",
    caption="How the training of each arm ended at each training size, and whether it fits even "
    "its own training samples.",
    columns=COLUMNS,
)


def convergence(study: Study) -> pd.DataFrame:
    """One row an arm and training size; baselines are left out.

    Returns
    -------
    DataFrame
        ``converged``: every repeat ended because validation stopped improving (a network) or the
        solver finished (a classifier), and no tuned setting lies at the edge of its range.
        ``underfit``, for networks: the training accuracy, measured without augmentation and
        dropout, is below ``classical_test_accuracy``, the highest mean *test* accuracy of a
        hand-crafted arm at that size. ``validation_slope``: change of validation accuracy per
        epoch in the last epochs before the decay of the learning rate. Numbers are means over
        repeats; seconds are medians. ``note`` gives the reasons.
    """
    rows = [
        row(study, arm, size)
        for arm in study.arms
        for size in study.contest.training_sizes
        if study.contest.family(arm) != "baseline" and (arm, size) in study.predictions
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def row(study: Study, arm: str, size: int) -> dict[str, Any]:
    """The row of one arm and training size."""
    runs = study.arms[arm].runs
    runs = runs[runs["training_size"] == size]
    facts = runs[runs["split"] == "test"]
    train = runs.loc[runs["split"] == "train", "accuracy"].to_numpy()
    reasons = _reasons(facts)
    classical = _classical_test_accuracy(study, size)
    network = study.contest.arms[arm].kind != "classifier"
    underfit = bool(network and train.mean() < classical)
    if underfit:
        reasons.append(
            f"fits {train.mean():.3f} of its training samples; a hand-crafted arm is right on "
            f"{classical:.3f} of the test samples"
        )
    return {
        **study.row_of(arm, size),
        "repeats": len(facts),
        "converged_repeats": int(_ended_well(facts).sum()),
        "converged": bool(_ended_well(facts).all()),
        "underfit": underfit if network else pd.NA,
        **study.bootstrap.bounded_over_repeats("train_accuracy", train),
        "classical_test_accuracy": classical,
        **{name: _mean(facts, name) for name in ("epochs", "updates", "validation_slope")},
        "fit_seconds": facts["fit_seconds"].median(),
        "interval": study.bootstrap.covers(len(facts), groups=0),
        "note": "; ".join(reasons),
    }


def not_trained_to_the_end(study: Study, arm: str, size: int) -> str:
    """Why an arm at a size cannot lose a comparison; empty where it converged."""
    runs = study.arms[arm].runs
    facts = runs[(runs["training_size"] == size) & (runs["split"] == "test")]
    return "; ".join(_reasons(facts))


def _ended_well(facts: pd.DataFrame) -> np.ndarray:
    return (facts["ended"].isin(CONVERGED) & (facts["at_edge"] == "")).to_numpy()


def _reasons(facts: pd.DataFrame) -> list[str]:
    endings = facts.loc[~facts["ended"].isin(CONVERGED), "ended"].value_counts()
    reasons = [f"{ended} in {n} of {len(facts)} repeats" for ended, n in endings.items()]
    edges = facts.loc[facts["at_edge"] != "", "at_edge"].value_counts()
    return reasons + [
        f"{names} at the edge of its search range in {n} of {len(facts)} repeats"
        for names, n in edges.items()
    ]


def _classical_test_accuracy(study: Study, size: int) -> float:
    means = [
        study.accuracy(arm, size).observed.mean()
        for arm in study.arms
        if study.contest.family(arm) == "hand-crafted" and (arm, size) in study.predictions
    ]
    return float(max(means, default=np.nan))


def _mean(facts: pd.DataFrame, name: str) -> float:
    return float(facts[name].mean()) if name in facts else np.nan
