"""What the score of an arm varies with: test groups, training, or both together."""

import numpy as np
import pandas as pd

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.limits import limits_of_interval
from craftbench.analyses.study import Study
from craftbench.stats.variance_split import VarianceSplit, split_variance

PARTS = ("groups", "training", "both")
COLUMNS = (
    *("dataset", "arm", "family", "training_size", "size_unit", "metric", "score"),
    *(f"sd_{part}" for part in PARTS),
    *(f"share_{part}" for part in PARTS),
    *("repeats_redraw", "repeats", "n_test", "test_groups", "note"),
)
ANALYSIS = Analysis(
    name="variance",
    needs="study",
    caption="Variance of the test score, by the primary metric, of one training of each arm, split "
    "into the choice of test groups (test samples where there are none), training, and both "
    "together.",
    columns=COLUMNS,
)


def variance(study: Study) -> pd.DataFrame:
    """The split of every arm at every training size.

    Returns
    -------
    DataFrame
        One row an arm and training size. ``sd_groups``, ``sd_training`` and ``sd_both`` are
        standard deviations of the score of one training on as many test groups, by the primary
        ``metric``, and ``share_…`` the shares of the variance, see `split_variance`.
        ``repeats_redraw`` says what a repeat draws again: all of it at once, so that the variance
        of initial weights cannot be told from that of the training subset. Estimates from few
        repeats are orders of magnitude; they have no interval. With one repeat or one test group
        they are empty, and ``note`` says so.
    """
    rows = [
        _row(study, arm, size)
        for arm in study.arms
        for size in study.contest.training_sizes
        if study.contest.family(arm) != "baseline"
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(study: Study, arm: str, size: int) -> dict:
    row, notes = study.row_of(arm, size), limits_of_interval(study, arm, size)
    row |= {"repeats_redraw": _redrawn(study, arm), "test_groups": study.test_groups}
    row["metric"] = study.metric.name
    given = study.predictions.get((arm, size))
    if given is None:
        return row | {"repeats": 0, "n_test": 0, "note": "; ".join(notes)}
    score = study.scores[arm, size]
    row |= {
        "score": score.observed.mean(),
        "repeats": len(given.repeats),
        "n_test": len(given.samples),
    }
    if len(given.repeats) > 1 and study.score_groups > 1:
        split = split_variance(score.observed, score.drawn, study.score_groups)
        row |= _columns(split)
        if split.negative:
            notes.append(f"estimated below 0 and set to 0: {', '.join(split.negative)}")
    return row | {"note": "; ".join(notes)}


def _columns(split: VarianceSplit) -> dict[str, float]:
    parts = {part: getattr(split, part) for part in PARTS}
    shares = {
        f"share_{part}": value / split.total if split.total else np.nan
        for part, value in parts.items()
    }
    return {f"sd_{part}": np.sqrt(value) for part, value in parts.items()} | shares


def _redrawn(study: Study, arm: str) -> str:
    started = "seed" if study.contest.arms[arm].kind == "classifier" else "initial weights"
    return f"training subset, validation part and {started} together"
