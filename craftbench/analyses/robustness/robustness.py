"""Robustness: accuracy on corrupted test samples."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.examined import Examined
from craftbench.analyses.robustness.corrupted_accuracies import (
    ROWS,
    Accuracies,
    corrupted_accuracies,
    ladder_of,
)
from craftbench.analyses.robustness.corrupted_predictions import Detection
from craftbench.datasets.corruptions.corruption import Corruption
from craftbench.stats.bootstrap import Bootstrap
from craftbench.stats.intervals import bounded, with_bounds

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
    if not examined.arms:
        return pd.DataFrame(columns=list(COLUMNS))
    return robustness_on(examined, ladder_of(examined))


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
    found = corrupted_accuracies(examined, tuple(ladder))
    rows: list[dict[str, Any]] = []
    for family, of_arm in found.of_arms.items():
        about: dict[str, Any] = {"dataset": examined.dataset, "arm": examined.arms[family]}
        about |= {"family": family, "n": len(found.part.rows), "groups": found.part.groups}
        for kind, detection, own in zip(found.corruptions, found.detections, of_arm, strict=True):
            of_corruption = _of_corruption(kind, own, found.bootstrap)
            detected = _of_detection(detection)
            rows += [about | row | more for row, more in zip(of_corruption, detected, strict=True)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _of_corruption(kind: Corruption, own: Accuracies, bootstrap: Bootstrap) -> list[dict[str, Any]]:
    """The rows of one arm."""
    levels = (np.nan, *kind.levels, np.nan)
    return [
        {
            "corruption": kind.name,
            "severity": severity,
            "level": levels[i],
            "unit": kind.unit,
            "repeats": own.repeats,
            "interval": bootstrap.covers(own.repeats),
            **bootstrap.bounded("accuracy", own.observed[:, i], own.drawn[..., i]),
            **_drop(bootstrap, own.drop, i),
        }
        for i, severity in enumerate(ROWS)
    ]


def _of_detection(detection: Detection | None) -> list[dict[str, Any]]:
    """What the rows of an arm say about the detection of heartbeats."""
    if detection is None:
        return [{}] * len(ROWS)
    by_severity = zip(detection.missed, detection.false_per_100, strict=True)
    return [
        *({"beats_missed": one, "false_peaks_per_100_beats": false} for one, false in by_severity),
        {},
    ]


def _drop(bootstrap: Bootstrap, drop: Accuracies, i: int) -> dict[str, float]:
    """The drop with its bounds; exactly 0 for clean samples, which it is measured from."""
    if i == 0:
        return bounded("accuracy_drop", 0.0, (0.0, 0.0))
    return bootstrap.bounded_difference("accuracy_drop", drop.observed[:, i], drop.drawn[..., i])
