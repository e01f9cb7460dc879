"""How much better a tuned setting looks on the validation part that chose it than it is."""

from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import t

from craftbench.config.contest import Contest
from craftbench.stats.intervals import bounded

ESTIMATES = ("selected", "tested", "optimism")
COLUMNS = ["dataset", "arm", "family", "training_size", "candidates"]
COLUMNS += [f"{name}{bound}" for name in ESTIMATES for bound in ("", "_low", "_high")]
COLUMNS += ["repeats", "note"]


def tuning_optimism(dataset: str, contest: Contest, tried: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Optimism of tuning against the number of candidates, of every arm alike.

    Parameters
    ----------
    dataset, card
        Name and card.
    tried : dict of DataFrame
        By arm: ``training_size, repeat, candidate, validation_score, test_score``, a row a
        candidate; without rows where nothing was tuned.

    Returns
    -------
    DataFrame
        `COLUMNS`, a row an arm, training size and number of candidates 1, 2, 4, …: ``selected`` is
        the validation score of the best of the first so many candidates, ``tested`` what that one
        scores on the test part, and ``optimism`` how much further the two are apart than for the
        first candidate, which nobody chose. Intervals are Student's over repeats.
    """
    rows = []
    for arm, own in tried.items():
        for size, of_size in own.groupby("training_size"):
            validation, tested = (
                of_size.pivot(index="repeat", columns="candidate", values=name).to_numpy(float)
                for name in ("validation_score", "test_score")
            )
            about: dict[str, Any] = {"dataset": dataset, "arm": arm, "family": contest.family(arm)}
            about |= {"training_size": size, "repeats": len(validation)}
            note = "" if len(validation) > 1 else "one repeat only: no interval"
            for k in _powers_of_two(validation.shape[1]):
                estimates = _estimates(validation[:, :k], tested[:, :k])
                rows.append({**about, "candidates": k, **estimates, "note": note})
    return pd.DataFrame(rows, columns=COLUMNS)


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
