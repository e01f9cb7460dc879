"""Robustness: accuracy on corrupted test samples."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.examined import Examined
from craftbench.analyses.robustness.corrupted_heartbeats import corrupted_heartbeats
from craftbench.analyses.robustness.corrupted_predictions import Detection, corrupted_predictions
from craftbench.analyses.robustness.muted_warnings import muted_extraction_warnings
from craftbench.analyses.test_samples import select_test_samples
from craftbench.datasets.corruptions.corruption import SEVERITIES, Corruption
from craftbench.datasets.corruptions.own import own_corruptions
from craftbench.errors import CraftbenchError
from craftbench.stats.bootstrap import Bootstrap
from craftbench.stats.intervals import bounded, with_bounds
from craftbench.stats.seeds import seed_of

AREA = "area"
"""Severity of the row about all severities together."""
COLUMNS = (
    *("dataset", "arm", "family", "corruption", "severity", "level", "unit", "repeats", "n"),
    *("groups", *with_bounds("accuracy", "accuracy_drop"), "interval"),
    *("beats_missed", "false_peaks_per_100_beats"),
)
ANALYSIS = Analysis(
    name="robustness",
    needs="models",
    caption="Accuracy of the selected arm of each family on test samples that were corrupted after "
    "training, by corruption and severity.",
    columns=COLUMNS,
)


def robustness(examined: Examined) -> pd.DataFrame:
    """Accuracy of the selected arms under the corruptions of the data set's source and card."""
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
    ladder = source.corruptions(examined.samples, view_kinds)
    return robustness_on(examined, (*ladder, *own_corruptions(examined.contest.corruptions)))


def robustness_on(examined: Examined, ladder: Sequence[Corruption]) -> pd.DataFrame:
    """Accuracy of the selected arms, at least one, under given corruptions.

    Returns
    -------
    DataFrame
        `COLUMNS`: one row an arm, corruption and severity 0 to 5, and one of severity ``area``:
        the area under accuracy against severity by trapezoids, divided by 5. Accuracies are means
        over the models of ``repeats`` repeats. ``accuracy_drop`` is the accuracy on clean samples
        minus this one, by the same model on the same samples. All models get the same corrupted
        samples. With a single model, ``interval`` says ``groups only``. For heartbeats, which are
        detected in the corrupted recordings, ``beats_missed`` is the number of the `n` samples that
        were not found: every arm is wrong about them. ``false_peaks_per_100_beats`` counts falsely
        detected R peaks. Both are empty for other samples, and for ``area``.
    """
    dataset = examined.dataset
    seed = seed_of(examined.seed, dataset, "robustness")
    most = examined.settings.robustness.test_samples
    part = select_test_samples(examined.samples.table, examined.contest.classes, most, seed)
    bootstrap = part.bootstrap(examined.resamples, examined.seed)
    models = {family: examined.predictors(arm) for family, arm in examined.arms.items()}
    every = [one for own in models.values() for one in own]
    source = every[0].source
    window = None if source is None else source.window
    given = every, examined.samples, part, ladder, seed
    with muted_extraction_warnings():
        if window is None:
            found = corrupted_predictions(*given)
        else:
            found = corrupted_heartbeats(*given, window)
    rows: list[dict[str, Any]] = []
    start = 0
    for family, own in models.items():
        repeats = len(own)
        about: dict[str, Any] = {"dataset": dataset, "arm": examined.arms[family]}
        about |= {"family": family, "repeats": repeats, "n": len(part.rows)}
        about |= {"groups": part.groups, "interval": bootstrap.covers(repeats)}
        for one in found:
            correct = one.correct[start : start + repeats]
            rows += [
                about | row | detected
                for row, detected in zip(
                    _of_corruption(one.corruption, correct, bootstrap),
                    _of_detection(one.detection),
                    strict=True,
                )
            ]
        start += repeats
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _of_corruption(
    kind: Corruption, correct: np.ndarray, bootstrap: Bootstrap
) -> list[dict[str, Any]]:
    """The rows of one arm: from whether (repeats, 6, n) predictions are correct."""
    accuracy, drawn = _accuracies(correct, bootstrap)
    drop, drawn_drop = accuracy[:, :1] - accuracy, drawn[..., :1] - drawn
    levels = (np.nan, *kind.levels, np.nan)
    return [
        {
            "corruption": kind.name,
            "severity": str(severity),
            "level": levels[i],
            "unit": kind.unit,
            **bootstrap.bounded("accuracy", accuracy[:, i], drawn[..., i]),
            **_drop(bootstrap, drop[:, i], drawn_drop[..., i], severity),
        }
        for i, severity in enumerate((0, *SEVERITIES, AREA))
    ]


def _of_detection(detection: Detection | None) -> list[dict[str, Any]]:
    """What the rows of an arm say about the detection of heartbeats."""
    if detection is None:
        return [{}] * (len(SEVERITIES) + 2)
    by_severity = zip(detection.missed, detection.false_per_100, strict=True)
    return [
        *({"beats_missed": one, "false_peaks_per_100_beats": false} for one, false in by_severity),
        {},
    ]


def _drop(
    bootstrap: Bootstrap, observed: np.ndarray, drawn: np.ndarray, severity: object
) -> dict[str, float]:
    """The drop with its bounds; exactly 0 for clean samples, which it is measured from."""
    if severity == 0:
        return bounded("accuracy_drop", 0.0, (0.0, 0.0))
    return bootstrap.bounded_difference("accuracy_drop", observed, drawn)


def _accuracies(correct: np.ndarray, bootstrap: Bootstrap) -> tuple[np.ndarray, np.ndarray]:
    """By repeat and severity, with the area as the last one: (repeats, 7), and on drawn groups."""
    repeats, levels, n = correct.shape
    accuracy, drawn = bootstrap.means(correct.reshape(-1, n))
    return _with_area(accuracy.reshape(repeats, levels)), _with_area(
        drawn.reshape(-1, repeats, levels)
    )


def _with_area(accuracy: np.ndarray) -> np.ndarray:
    """Accuracies (…, 6) with the area under them as a seventh."""
    area = np.trapezoid(accuracy, axis=-1) / len(SEVERITIES)
    return np.concatenate([accuracy, area[..., None]], axis=-1)
