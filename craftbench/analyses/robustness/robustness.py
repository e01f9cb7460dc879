"""Robustness: accuracy on corrupted test samples."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.examined import Examined
from craftbench.analyses.robustness.corrupted_predictions import (
    CorruptedPredictions,
    corrupted_predictions,
)
from craftbench.analyses.robustness.muted_warnings import muted_extraction_warnings
from craftbench.analyses.test_samples import select_test_samples
from craftbench.datasets.corruptions.corruption import SEVERITIES, Corruption
from craftbench.errors import CraftbenchError
from craftbench.stats.bootstrap import Bootstrap
from craftbench.stats.intervals import bounded, with_bounds
from craftbench.stats.seeds import seed_of

AREA = "area"
"""Severity of the row about all severities together."""
COLUMNS = (
    *("dataset", "arm", "family", "corruption", "severity", "level", "unit", "n", "groups"),
    *with_bounds("accuracy", "accuracy_drop"),
    "interval",
)
ANALYSIS = Analysis(
    name="robustness",
    needs="models",
    caption="Accuracy of the selected arm of each family on test samples that were corrupted after "
    "training, by corruption and severity.",
    columns=COLUMNS,
)


def robustness(examined: Examined) -> pd.DataFrame:
    """Accuracy of the selected arms under the corruptions of the data set's source."""
    arm = next(iter(examined.arms.values()), None)
    if arm is None:
        return pd.DataFrame(columns=list(COLUMNS))
    source = examined.predictor(arm).source
    if source is None:
        raise CraftbenchError(
            f"{examined.dataset} {arm}: the model was stored without the settings of its source, "
            "which name the corruptions; train the arm again"
        )
    view_kinds = {view.kind for view in examined.contest.views.values()}
    return robustness_on(examined, source.corruptions(examined.samples, view_kinds))


def robustness_on(examined: Examined, ladder: Sequence[Corruption]) -> pd.DataFrame:
    """Accuracy of the selected arms, at least one, under given corruptions.

    Returns
    -------
    DataFrame
        `COLUMNS`: one row an arm, corruption and severity 0 to 5, and one of severity ``area``:
        the area under accuracy against severity by trapezoids, divided by 5. ``accuracy_drop`` is
        the accuracy on clean samples minus this one, on the same samples. All arms get the same
        corrupted samples.
    """
    dataset = examined.dataset
    seed = seed_of(examined.seed, dataset, "robustness")
    most = examined.settings.robustness.test_samples
    part = select_test_samples(examined.samples.table, examined.contest.classes, most, seed)
    bootstrap = part.bootstrap(examined.resamples, examined.seed)
    predictors = [examined.predictor(arm) for arm in examined.arms.values()]
    with muted_extraction_warnings():
        found = corrupted_predictions(predictors, examined.samples, part, ladder, seed)
    rows: list[dict[str, Any]] = []
    for number, (family, arm) in enumerate(examined.arms.items()):
        for one in found:
            about = {"dataset": dataset, "arm": arm, "family": family, "n": len(part.rows)}
            about |= {"groups": part.groups, "interval": bootstrap.covers(repeats=1)}
            rows += [about | row for row in _of_corruption(one, number, bootstrap)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _of_corruption(
    found: CorruptedPredictions, arm: int, bootstrap: Bootstrap
) -> list[dict[str, Any]]:
    """The rows of one arm and corruption."""
    accuracy, drawn = map(_with_area, bootstrap.means(found.correct[arm]))
    drop, drawn_drop = accuracy[0] - accuracy, drawn[:, :1] - drawn
    low, high = bootstrap.interval(accuracy[None], drawn[:, None])
    drop_low, drop_high = bootstrap.interval(drop[None], drawn_drop[:, None], (-1, 1))
    kind = found.corruption
    levels = (np.nan, *kind.levels, np.nan)
    return [
        {
            "corruption": kind.name,
            "severity": str(severity),
            "level": levels[i],
            "unit": kind.unit,
            **bounded("accuracy", accuracy[i], (low[i], high[i])),
            **bounded("accuracy_drop", drop[i], (drop_low[i], drop_high[i])),
        }
        for i, severity in enumerate((0, *SEVERITIES, AREA))
    ]


def _with_area(accuracy: np.ndarray) -> np.ndarray:
    """Accuracies (…, 6) with the area under them as a seventh."""
    area = np.trapezoid(accuracy, axis=-1) / len(SEVERITIES)
    return np.concatenate([accuracy, area[..., None]], axis=-1)
