"""What each run of an arm cost: labelled samples, CPU seconds, and those of its use."""

import pandas as pd

from craftbench.analyses.study import Study
from craftbench.own.reference import short_name


def costs_of_runs(study: Study, arm: str, size: int) -> pd.DataFrame:
    """Cost of the runs of an arm at a training size.

    Returns
    -------
    DataFrame
        By repeat: ``labelled_samples``, the whole subset: the samples of the final fit, or without
        one training and validation samples together;
        ``cpu_seconds``: search and final fit, and the extraction of the arm's features from the
        labelled samples (its median over chunks of samples, on one thread);
        ``prediction_seconds``: features and predictions of as many new samples as `CostSettings`
        says, on one thread; ``candidates`` and
        ``candidates_planned``: settings that were tried, and those that were to be tried;
        ``candidate_seconds``: the arm's cap on its search, NaN for none.
    """
    runs = study.arms[arm].runs
    runs = runs[(runs["training_size"] == size) & (runs["split"] == "test")].set_index("repeat")
    beside_training = 0 if study.contest.refit else runs["validation_samples"]
    labelled = runs["train_samples"] + beside_training
    extraction = extraction_seconds(study, arm)
    kept = runs[["candidates", "candidates_planned", "candidate_seconds"]]
    per_sample = runs["predict_seconds_per_sample"] + extraction
    return kept.assign(
        labelled_samples=labelled,
        cpu_seconds=runs["cpu_seconds"] + extraction * labelled,
        prediction_seconds=study.settings.cost.predictions * per_sample,
    )


def extraction_seconds(study: Study, arm: str) -> float:
    """Seconds that the features of one sample take: the median over timed chunks of samples.

    Summed over the feature sets of the arm; 0 where nothing is extracted.
    """
    seconds = study.extraction.groupby("feature_set")["seconds_per_sample"].median()
    sets = [short_name(name) for name in study.contest.feature_sets(arm)]
    return float(seconds.reindex(sets).sum())


def median_costs(study: Study, arm: str, size: int) -> dict[str, float]:
    """``fit_seconds`` and ``parameters``, medians over repeats, and `extraction_seconds`."""
    runs = study.arms[arm].runs
    runs = runs[(runs["training_size"] == size) & (runs["split"] == "test")]
    return {
        "fit_seconds": float(runs["fit_seconds"].median()),
        "extract_seconds_per_sample": extraction_seconds(study, arm),
        "parameters": float(runs["parameters"].median()),
    }
