"""What each arm costs: seconds to extract, fit and predict, and parameters."""

import numpy as np
import pandas as pd

from benchmark import statistics
from benchmark.protocol import seed_of
from benchmark.study import Study, bounded


def cost_table(study: Study) -> pd.DataFrame:
    """Seconds and parameters at the largest training size; intervals over repeats or chunks."""
    rows = []
    size = study.card.training_sizes[-1]
    for arm, result in study.arms.items():
        runs = result.runs[(result.runs["training_size"] == size) & (result.runs["role"] == "test")]
        seed = seed_of(study.seed, study.dataset, arm, "cost")
        row = {**study.row_of(arm, size), "repeats": len(runs)}
        row |= _extraction_seconds(study, arm, seed)
        for name in ("fit_seconds", "tuning_seconds", "predict_seconds_per_sample", "parameters"):
            values = runs[name].to_numpy()
            bounds = statistics.bootstrap_mean(values, study.resamples, seed)
            row |= bounded(name, values.mean(), bounds)
        rows.append(row)
    return pd.DataFrame(rows)


def _extraction_seconds(study: Study, arm: str, seed: int) -> dict[str, float]:
    """Summed over the feature sets of an arm; 0 where nothing is extracted."""
    name = "extract_seconds_per_sample"
    chunks = [
        study.extraction.loc[study.extraction["feature_set"] == feature_set, "seconds_per_sample"]
        for feature_set in study.card.feature_sets(arm)
    ]
    if not chunks:
        return bounded(name, 0.0, (0.0, 0.0))
    drawn = [
        values.to_numpy()[
            statistics.resampled_repeats(len(values), study.resamples, seed + i)
        ].mean(axis=1)
        for i, values in enumerate(chunks)
    ]
    total = sum(values.mean() for values in chunks)
    several = min(map(len, chunks)) > 1
    bounds = statistics.interval(np.sum(drawn, axis=0)) if several else (np.nan, np.nan)
    return bounded(name, total, bounds)
