"""What an arm costs: time on one thread, memory, size, arithmetic, and effort to design it."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from craftbench.analyses.cost.design_effort import design_effort
from craftbench.analyses.study import Study
from craftbench.config.contest import Contest
from craftbench.stats import intervals as statistics
from craftbench.stats.intervals import bounded
from craftbench.stats.seeds import seed_of

SECONDS = ("fit_seconds", "tuning_seconds", "predict_seconds_per_sample")
FACTS = ("multiply_adds", "model_bytes", "design_lines", "design_constants")


def arm_facts(
    contest: Contest, models: Mapping[str, Path], architectures: pd.DataFrame, root: Path = Path()
) -> pd.DataFrame:
    """What can be counted about each arm without running it.

    Parameters
    ----------
    card : Card
        The card.
    models : mapping of Path
        By arm: its stored model; that of a latent arm has its network beside it.
    architectures : DataFrame
        ``arm, multiply_adds`` of every layer, from `craftbench.analyses.cost.architectures`.
    root : Path
        The project's folder, whose source is counted.

    Returns
    -------
    DataFrame
        By arm: `FACTS`. ``multiply_adds`` is NaN for arms that are not networks.
    """
    arithmetic = architectures.groupby("arm")["multiply_adds"].sum()
    rows = {}
    for arm in contest.arms:
        effort = design_effort(contest, arm, root)
        files = (models[arm], models[arm].with_suffix(".latent.keras"))
        size = sum(file.stat().st_size for file in files if file.is_file())
        rows[arm] = [arithmetic.get(arm, np.nan), size, effort.lines, effort.constants]
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(FACTS))


def cost_table(study: Study) -> pd.DataFrame:
    """One row an arm, at the largest training size.

    Seconds are medians over repeats, or over chunks of samples for the extraction, with intervals
    by the bootstrap; one repeat has none. ``peak_memory_mib`` is the resident memory of the job
    at its highest up to the end of its runs, libraries included.
    """
    rows = []
    size = study.contest.training_sizes[-1]
    for arm, result in study.arms.items():
        runs = result.runs[(result.runs["training_size"] == size) & (result.runs["role"] == "test")]
        seed = seed_of(study.seed, study.dataset, arm, "cost")
        row = {**study.row_of(arm, size), "repeats": len(runs)}
        row |= _extraction_seconds(study, arm, seed)
        for name in SECONDS:
            row |= _median(name, runs[name].to_numpy(), study.resamples, seed)
        row["parameters"] = runs["parameters"].median()
        row["peak_memory_mib"] = runs["peak_memory_mib"].max()
        row |= dict.fromkeys(FACTS, np.nan) if study.facts is None else dict(study.facts.loc[arm])
        rows.append(row)
    return pd.DataFrame(rows)


def _median(name: str, values: np.ndarray, resamples: int, seed: int) -> dict[str, float]:
    """A median with its bounds; NaN without values."""
    if not len(values):
        return bounded(name, np.nan, (np.nan, np.nan))
    return bounded(name, np.median(values), statistics.bootstrap_median(values, resamples, seed))


def _extraction_seconds(study: Study, arm: str, seed: int) -> dict[str, float]:
    """Summed over the feature sets of an arm; 0 where nothing is extracted."""
    name = "extract_seconds_per_sample"
    chunks = [
        study.extraction.loc[study.extraction["feature_set"] == feature_set, "seconds_per_sample"]
        for feature_set in study.contest.feature_sets(arm)
    ]
    if not chunks:
        return bounded(name, 0.0, (0.0, 0.0))
    drawn = [
        np.median(
            values.to_numpy()[statistics.resampled_repeats(len(values), study.resamples, seed + i)],
            axis=1,
        )
        for i, values in enumerate(chunks)
    ]
    total = sum(values.median() for values in chunks)
    several = min(map(len, chunks)) > 1
    bounds = statistics.interval(np.sum(drawn, axis=0)) if several else (np.nan, np.nan)
    return bounded(name, total, bounds)
