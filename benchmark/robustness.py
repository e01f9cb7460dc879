"""What is left of an arm's accuracy when test samples are corrupted after training."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from benchmark.corruptions.corruption import SEVERITIES, Corruption, corrupt
from benchmark.datasets.samples import Samples
from benchmark.metrics import scores
from benchmark.predictor import Predictor
from benchmark.protocol import seed_of
from benchmark.statistics import interval
from benchmark.study import bounded
from benchmark.tested import Tested, predicted_codes, select_tested

MOST_SAMPLES = 300
AREA = "area"


@dataclass(frozen=True)
class Bootstrap:
    """Resamples of an interval, and the benchmark's seed."""

    resamples: int
    seed: int


def robustness_rows(
    predictor: Predictor,
    samples: Samples,
    ladder: tuple[Corruption, ...],
    bootstrap: Bootstrap,
    most: int | None = MOST_SAMPLES,
) -> pd.DataFrame:
    """Accuracy of one arm under each corruption and severity.

    Parameters
    ----------
    predictor : Predictor
        The arm.
    samples : Samples
        Of the data set it was trained on, with ``role``.
    ladder : tuple of Corruption
        See `benchmark.corruptions.ladders.ladder_of`.
    bootstrap : Bootstrap
        Intervals draw test groups; the corruption and the choice of samples follow from the seed.
    most : int or None
        Test samples that are used, stratified by class.

    Returns
    -------
    DataFrame
        ``dataset, arm, family, corruption, severity, level, unit, n, groups``, accuracy and
        ``lost`` (accuracy on the clean samples minus this) with their bounds. Severity is 0 to 5,
        and ``area`` for the mean over the ladder: the area under accuracy against severity from
        0 to 5 by trapezoids, over 5; its ``lost`` is the mean loss.
    """
    seed = seed_of(bootstrap.seed, predictor.preparation.dataset, "robustness")
    part = select_tested(samples.table, predictor.preparation.classes, most, seed)
    kept, part = _only_needed(predictor, samples, part)
    clean = predicted_codes(predictor, kept, part.rows)
    window = predictor.preparation.window_s
    tables = []
    for corruption in ladder:
        predicted = [clean]
        for severity in SEVERITIES:
            spoilt = corrupt(kept, corruption, severity, seed, window)
            predicted.append(predicted_codes(predictor, spoilt, part.rows))
        tables.append(_rows(predictor, corruption, part, np.array(predicted), bootstrap))
    return pd.concat(tables, ignore_index=True)


def _rows(
    predictor: Predictor,
    corruption: Corruption,
    part: Tested,
    predicted: np.ndarray,
    bootstrap: Bootstrap,
) -> pd.DataFrame:
    classes = len(predictor.preparation.classes)
    accuracy = _with_area((predicted == part.true).mean(axis=1))
    confusions = part.resampled(predicted, classes, bootstrap.resamples, bootstrap.seed)
    resampled = _with_area(scores(confusions)["accuracy"])
    lows, highs = interval(resampled)
    lost_lows, lost_highs = interval(resampled[:, :1] - resampled)
    how = predictor.preparation
    rows = []
    for i, severity in enumerate((0, *SEVERITIES, AREA)):
        level = corruption.levels[i - 1] if severity in SEVERITIES else np.nan
        rows.append(
            {
                "dataset": how.dataset,
                "arm": how.arm,
                "family": how.family,
                "corruption": corruption.name,
                "severity": str(severity),
                "level": level,
                "unit": corruption.unit,
                "n": len(part.rows),
                "groups": part.groups,
                **bounded("accuracy", accuracy[i], (lows[i], highs[i])),
                **bounded("lost", accuracy[0] - accuracy[i], (lost_lows[i], lost_highs[i])),
            }
        )
    return pd.DataFrame(rows)


def _with_area(accuracy: np.ndarray) -> np.ndarray:
    area = np.trapezoid(accuracy, axis=-1) / len(SEVERITIES)
    return np.concatenate([accuracy, area[..., None]], axis=-1)


def _only_needed(predictor: Predictor, samples: Samples, part: Tested) -> tuple[Samples, Tested]:
    """The samples that predictions look at: whole groups where features compare with them."""
    table = samples.table
    needed = part.rows
    if predictor.needs_neighbours:
        chosen = table["group"].isin(table["group"].iloc[part.rows].unique())
        needed = np.flatnonzero(chosen.to_numpy() & (table["role"] == "test").to_numpy())
    kept = Samples(
        np.asarray(samples.values[needed]),
        table.iloc[needed].reset_index(drop=True),
        recordings=samples.recordings,
    )
    return kept, Tested(np.searchsorted(needed, part.rows), part.true, part.group)
