"""Scores of every arm at every training size, from which several tables take their columns."""

import numpy as np
import pandas as pd

from craftbench.analyses.limits import limits_of_interval
from craftbench.analyses.once import once
from craftbench.analyses.study import Study
from craftbench.stats.heartbeat_index import LIMITS as J_KAPPA_LIMITS
from craftbench.stats.heartbeat_index import j_kappa
from craftbench.stats.intervals import bounded, with_bounds
from craftbench.stats.metrics import MEANS_OF_CLASSES, scores

LIMITS = {
    "accuracy": (0, 1),
    "balanced_accuracy": (0, 1),
    "macro_f1": (0, 1),
    "kappa": (-1, 1),
}
"""Overall scores with the least and greatest possible value."""
ABOUT = (
    *("dataset", "arm", "family", "training_size", "size_unit", "train_samples"),
    *("repeats", "n_test", "test_groups", "metric"),
)
_ESTIMATES = (*LIMITS, "j_kappa", "train_score", "train_accuracy", "validation_accuracy", "gap")
SCORE = with_bounds("score")
"""The score by the primary metric, with its bounds."""
COLUMNS = (*ABOUT, *SCORE, *with_bounds(*_ESTIMATES), "interval", "note")


@once
def all_scores(study: Study) -> pd.DataFrame:
    """One row for each arm and training size with `COLUMNS`.

    ``score`` is by the primary ``metric``, whatever the others are. ``gap`` is the accuracy on the
    training part minus that on the test part. A size that has not run has
    empty scores, and ``note`` says so.
    """
    rows = [_row(study, arm, size) for arm in study.arms for size in study.contest.training_sizes]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(study: Study, arm: str, size: int) -> dict:
    notes = limits_of_interval(study, arm, size)
    row = {**study.row_of(arm, size), "metric": study.metric.name}
    row["interval"] = study.covers(arm, size)
    if (arm, size) not in study.predictions:
        return {**row, "repeats": 0, "n_test": 0, "test_groups": pd.NA, "note": "; ".join(notes)}
    runs = study.arms[arm].runs
    runs = runs[runs["training_size"] == size].set_index("split").sort_values("repeat")
    notes += _in_repeats(runs.loc[["test"], "missing_classes"], "no training sample of {}")
    dropped = "dropped, since no training sample has a value: {}"
    notes += _in_repeats(runs.loc[["test"], "dropped_features"], dropped)
    bootstrap, (observed, drawn) = study.bootstrap, study.confusions(arm, size)
    found, found_drawn = scores(observed), scores(drawn)
    row |= {
        "train_samples": runs.loc[["test"], "train_samples"].mean(),
        "repeats": len(observed),
        "n_test": int(observed[0].sum()),
        "test_groups": study.test_groups,
    }
    for name, limits in LIMITS.items():
        by_class = name in MEANS_OF_CLASSES or (name == "kappa" and (found[name] == 1).all())
        groups = study.class_groups if by_class else None
        row |= bootstrap.bounded(name, found[name], found_drawn[name], limits, groups)
    score = study.scores[arm, size]
    row |= bootstrap.bounded("score", score.observed, score.drawn, groups=study.score_groups)
    if row["accuracy"] == 1:
        notes.append(
            "all test samples correct: bound by Clopper and Pearson over test groups, for means "
            "over classes over those of the rarest class times the classes"
        )
    index, note = _heartbeat_index(study, arm, size, observed, drawn)
    row |= index
    train = runs.loc[["train"], "score"].to_numpy()
    row |= bootstrap.bounded_over_repeats("train_score", train)
    for split in ("train", "validation"):
        accuracy = runs.loc[[split], "accuracy"].to_numpy()
        row |= bootstrap.bounded_over_repeats(f"{split}_accuracy", accuracy)
    train = runs.loc[["train"], "accuracy"].to_numpy()
    gap, drawn_gap = train - found["accuracy"], train - found_drawn["accuracy"]
    row |= bootstrap.bounded_difference("gap", gap, drawn_gap)
    return {**row, "note": "; ".join([*notes, *note])}


def _in_repeats(found: pd.Series, words: str) -> list[str]:
    """In words: what the samples of some repeats lacked, and in how many of them."""
    counts = found[found != ""].value_counts()
    return [f"{words.format(n)} in {k} of {len(found)} repeats" for n, k in counts.items()]


def _heartbeat_index(
    study: Study, arm: str, size: int, observed: np.ndarray, drawn: np.ndarray
) -> tuple[dict, list[str]]:
    """jκ of heartbeats; empty for other classes."""
    classes = study.contest.classes
    found, found_drawn = j_kappa(observed, classes), j_kappa(drawn, classes)
    if found is None or found_drawn is None:
        return bounded("j_kappa", np.nan, ()), []
    true = study.predictions[arm, size].true
    of_class = study.bootstrap.groups_of_class(true, len(classes))
    groups = of_class[[classes.index("S"), classes.index("V")]].min()
    bounds = study.bootstrap.interval(found, found_drawn, J_KAPPA_LIMITS, groups)
    missing = int(np.isnan(found).sum())
    note = f"j_kappa: S or V is absent or never predicted in {missing} of {len(found)} repeats"
    return bounded("j_kappa", found.mean(), bounds), [note] if missing else []
