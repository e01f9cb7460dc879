"""Cost of every arm: time on one thread, memory, size, arithmetic, and effort to design it."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.cost.design_effort import design_effort
from craftbench.analyses.cost.run_cost import extraction_seconds, median_costs
from craftbench.analyses.once import once
from craftbench.analyses.study import Study
from craftbench.config.contest import Contest
from craftbench.own.reference import short_name
from craftbench.stats.bootstrap import NONE, REPEATS_ONLY
from craftbench.stats.intervals import bounded, bounded_by_draws, median_draws, with_bounds
from craftbench.stats.seeds import seed_of

SECONDS = ("fit_seconds", "tuning_seconds", "predict_seconds_per_sample")
FACTS = ("multiply_adds", "model_bytes", "design_lines", "design_constants", "design_libraries")
COLUMNS = (
    *("dataset", "arm", "family", "training_size", "size_unit", "repeats"),
    *with_bounds("extract_seconds_per_sample", *SECONDS),
    *("parameters", "peak_memory_mib", *FACTS, "interval"),
)
ANALYSIS = Analysis(
    name="cost",
    needs="study",
    caption="Cost of each arm at the largest training size: seconds on one thread, peak memory, "
    "parameters, arithmetic, size of the stored model, and the source code that it took.",
    columns=COLUMNS,
)


def arm_facts(
    contest: Contest, models: Mapping[str, Path], architectures: pd.DataFrame
) -> pd.DataFrame:
    """Facts about each arm that are counted without running it.

    Parameters
    ----------
    contest : Contest
        Of the data set.
    models : mapping of Path
        By arm: its stored model; that of a latent arm has its network beside it.
    architectures : DataFrame
        ``arm, multiply_adds`` of every layer, from `craftbench.analyses.cost.architectures`.

    Returns
    -------
    DataFrame
        By arm: `FACTS`. ``multiply_adds`` is NaN for arms that are not networks, and for
        networks with a layer whose multiply-adds are not known.
    """
    by_arm = architectures.groupby("arm")["multiply_adds"]
    arithmetic = by_arm.sum().astype(float).where(by_arm.count() == by_arm.size())
    rows = {}
    for arm in contest.arms:
        effort = design_effort(contest, arm)
        files = (models[arm], models[arm].with_suffix(".latent.keras"))
        size = sum(file.stat().st_size for file in files if file.is_file())
        if pretrained := contest.arms[arm].pretrained:
            size += pretrained.path().stat().st_size
        libraries = ", ".join(effort.libraries)
        rows[arm] = [arithmetic.get(arm, np.nan), size, effort.lines, effort.constants, libraries]
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(FACTS))


def cost(study: Study) -> pd.DataFrame:
    """One row an arm, at the largest training size.

    Seconds are medians over repeats, or over chunks of samples for the extraction, with intervals
    by the bootstrap; a single repeat has none. ``peak_memory_mib`` is the highest resident memory
    of the job up to the end of its runs, libraries included.
    """
    size, facts = study.largest_size, facts_of_arms(study)
    rows = []
    for arm, result in study.arms.items():
        runs = result.runs
        runs = runs[(runs["training_size"] == size) & (runs["split"] == "test")]
        seed = seed_of(study.seed, study.dataset, arm, "cost")
        row = {**study.row_of(arm, size), "repeats": len(runs)}
        row |= _extraction_seconds(study, arm, seed)
        for name in SECONDS:
            row |= _median(name, runs[name].to_numpy(), study.resamples, seed)
        row["parameters"] = median_costs(study, arm, size)["parameters"]
        row["peak_memory_mib"] = runs["peak_memory_mib"].max()
        rows.append({**row, **facts.loc[arm], "interval": REPEATS_ONLY if len(runs) > 1 else NONE})
    return pd.DataFrame(rows, columns=list(COLUMNS))


@once
def facts_of_arms(study: Study) -> pd.DataFrame:
    """`arm_facts` of a study; unknown where it has no table of architectures."""
    if study.architectures is None:
        unknown = pd.DataFrame(index=list(study.arms), columns=list(FACTS), dtype=float)
        return unknown.assign(design_libraries="")
    return arm_facts(study.contest, study.models, study.architectures)


def _median(name: str, values: np.ndarray, resamples: int, seed: int) -> dict[str, float]:
    """A median of times with its bounds; NaN without values."""
    if not len(values):
        return bounded(name, np.nan, (np.nan, np.nan))
    draws = np.maximum(0, median_draws(values, resamples, seed))
    return bounded_by_draws(name, float(np.median(values)), draws)


def _extraction_seconds(study: Study, arm: str, seed: int) -> dict[str, float]:
    """Summed over the feature sets of an arm; 0 where nothing is extracted."""
    name, sets = "extract_seconds_per_sample", study.contest.feature_sets(arm)
    if not sets:
        return bounded(name, 0.0, (0.0, 0.0))
    given = study.extraction
    chunks = [
        given.loc[given["feature_set"] == short_name(feature_set), "seconds_per_sample"].to_numpy()
        for feature_set in sets
    ]
    draws = [median_draws(one, study.resamples, seed + i) for i, one in enumerate(chunks)]
    drawn = np.maximum(0, np.sum(draws, axis=0))
    return bounded_by_draws(name, extraction_seconds(study, arm), drawn)
