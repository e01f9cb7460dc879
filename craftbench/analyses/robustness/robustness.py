"""What is left of an arm's accuracy when test samples are corrupted after training."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from craftbench.analyses.tested_samples import Tested, predicted_codes, select_tested
from craftbench.datasets.corruptions.corrupt import corrupt
from craftbench.datasets.corruptions.corruption import SEVERITIES, Corruption
from craftbench.datasets.samples import Samples
from craftbench.predict.predictor import Extracted, Predictor
from craftbench.stats.intervals import bounded, interval
from craftbench.stats.metrics import scores
from craftbench.stats.seeds import seed_of
from features import FEATURE_SETS

MOST_SAMPLES = 300
AREA = "area"


@dataclass(frozen=True)
class Bootstrap:
    """Resamples of an interval, and the benchmark's seed."""

    resamples: int
    seed: int


def robustness_rows(
    predictors: Sequence[Predictor],
    samples: Samples,
    ladder: tuple[Corruption, ...],
    bootstrap: Bootstrap,
    most: int | None = MOST_SAMPLES,
) -> pd.DataFrame:
    """Accuracy of some arms under each corruption and severity.

    Parameters
    ----------
    predictors : sequence of Predictor
        The arms, at least one, all of one data set: they see the same corrupted samples.
    samples : Samples
        Of the data set they were trained on, with ``role``.
    ladder : tuple of Corruption
        See `craftbench.datasets.source.SampleSource.corruptions`.
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
    how, source = predictors[0].about, predictors[0].source
    window_s = None if source is None else source.window_s
    seed = seed_of(bootstrap.seed, how.dataset, "robustness")
    part = select_tested(samples.table, how.classes, most, seed)
    kept, part = _only_needed(predictors, samples, part)

    untouched: Extracted = {}

    def predicted(given: Samples) -> np.ndarray:
        """Codes (arms, n)."""
        extracted = dict(untouched)
        codes = [predicted_codes(arm, given, part.rows, extracted) for arm in predictors]
        untouched.update({key: found for key, found in extracted.items() if _from_table(key[0])})
        return np.array(codes)

    clean = predicted(kept)
    found = [
        [clean, *(predicted(corrupt(kept, kind, s, seed, window_s)) for s in SEVERITIES)]
        for kind in ladder
    ]
    tables = [
        _rows(arm, kind, part, np.array(codes)[:, number], bootstrap)
        for number, arm in enumerate(predictors)
        for kind, codes in zip(ladder, found, strict=True)
    ]
    return pd.concat(tables, ignore_index=True)


def _rows(
    predictor: Predictor,
    corruption: Corruption,
    part: Tested,
    predicted: np.ndarray,
    bootstrap: Bootstrap,
) -> pd.DataFrame:
    classes = len(predictor.about.classes)
    accuracy = _with_area((predicted == part.true).mean(axis=1))
    confusions = part.resampled(predicted, classes, bootstrap.resamples, bootstrap.seed)
    resampled = _with_area(scores(confusions)["accuracy"])
    lows, highs = interval(resampled)
    lost_lows, lost_highs = interval(resampled[:, :1] - resampled)
    how = predictor.about
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


def _from_table(name: str) -> bool:
    """Whether a feature set reads the table alone, which no corruption changes."""
    return not {"samples", "heights_mm", "recording"} & set(FEATURE_SETS[name].inputs)


def _with_area(accuracy: np.ndarray) -> np.ndarray:
    area = np.trapezoid(accuracy, axis=-1) / len(SEVERITIES)
    return np.concatenate([accuracy, area[..., None]], axis=-1)


def _only_needed(
    predictors: Sequence[Predictor], samples: Samples, part: Tested
) -> tuple[Samples, Tested]:
    """The samples that predictions look at: whole groups where features compare with them."""
    table = samples.table
    needed = part.rows
    if any(predictor.needs_neighbours for predictor in predictors):
        chosen = table["group"].isin(table["group"].iloc[part.rows].unique())
        needed = np.flatnonzero(chosen.to_numpy() & (table["role"] == "test").to_numpy())
    kept = Samples(
        np.asarray(samples.values[needed]),
        table.iloc[needed].reset_index(drop=True),
        recordings=samples.recordings,
    )
    return kept, Tested(np.searchsorted(needed, part.rows), part.true, part.group)
