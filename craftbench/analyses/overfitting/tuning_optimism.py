"""How much tuning inflates the validation score of the setting that it selects."""

import numpy as np
import pandas as pd
from scipy.stats import t

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.study import Study
from craftbench.stats.bootstrap import NONE, REPEATS_ONLY
from craftbench.stats.intervals import bounded, with_bounds

ESTIMATES = ("selected", "tested", "optimism")
COLUMNS = (
    *("dataset", "arm", "family", "training_size", "candidates", *with_bounds(*ESTIMATES)),
    *("repeats", "interval", "note"),
)
ANALYSIS = Analysis(
    name="tuning_optimism",
    needs="study",
    caption="Validation and test score of the best of several tuned settings of each arm, and how "
    "much tuning inflates the validation score.",
    columns=COLUMNS,
)


def tuning_optimism(study: Study) -> pd.DataFrame:
    """Optimism of tuning against the number of candidates, for every arm.

    Returns
    -------
    DataFrame
        One row an arm, training size and number of candidates 1, 2, 4, …: ``selected`` is the
        validation score of the best of the first so many candidates, ``tested`` the test score of
        that candidate, and ``optimism`` the difference of the two, minus that of the first
        candidate, which was not selected. Intervals are Student's over repeats. Without rows where
        nothing was tuned.
    """
    rows = [row for arm in study.arms for row in _rows(study, arm)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _rows(study: Study, arm: str) -> list[dict]:
    tried, rows = study.arms[arm].candidates, []
    if tried is None:
        return []
    for size, of_size in tried.groupby("training_size"):
        validation, tested = (
            of_size.pivot(index="repeat", columns="candidate", values=name)
            .dropna(axis=1)  # A cap may have ended the search of some repeats earlier.
            .to_numpy(float)
            for name in ("validation_score", "test_score")
        )
        several = len(validation) > 1
        row = {
            "dataset": study.dataset,
            "arm": arm,
            "family": study.contest.family(arm),
            "training_size": size,
            "repeats": len(validation),
            "interval": REPEATS_ONLY if several else NONE,
            "note": "" if several else "one repeat only: no interval",
        }
        for k in _powers_of_two(validation.shape[1]):
            estimates = _estimates(validation[:, :k], tested[:, :k])
            rows.append({**row, "candidates": k, **estimates})
    return rows


def _powers_of_two(count: int) -> list[int]:
    return sorted({*(2**i for i in range(count.bit_length()) if 2**i <= count), count})


def _estimates(validation: np.ndarray, tested: np.ndarray) -> dict[str, float]:
    """From the scores of (repeats, candidates)."""
    best = validation.argmax(axis=1)[:, None]
    selected, of_selected = (
        np.take_along_axis(scores, best, axis=1)[:, 0] for scores in (validation, tested)
    )
    optimism = selected - of_selected - (validation[:, 0] - tested[:, 0])
    found: dict[str, float] = {}
    for name, values in zip(ESTIMATES, (selected, of_selected, optimism), strict=True):
        found |= bounded(name, values.mean(), _student(values))
    return found


def _student(values: np.ndarray) -> tuple[float, float]:
    n = len(values)
    if n < 2:
        return np.nan, np.nan
    half = t.ppf(0.975, n - 1) * values.std(ddof=1) / np.sqrt(n)
    return values.mean() - half, values.mean() + half
