"""Scores of refits by the primary metric, and the columns that their tables have in common."""

from typing import Any

import numpy as np
import pandas as pd

from craftbench.analyses.refits import Refits
from craftbench.analyses.samples_table import codes_of
from craftbench.stats.predicted_scores import PredictedScores


def about_refits(refits: Refits, family: str) -> dict[str, Any]:
    """The columns about the samples and repeats of the fits of a family's arm."""
    bootstrap, repeats = refits.bootstrap, refits.repeats_of(family)
    return {
        "dataset": refits.dataset,
        "arm": refits.arms[family],
        "family": family,
        "training_size": refits.training_size,
        "size_unit": refits.size_unit,
        "train_samples": np.mean([len(parts.train) for parts in repeats]),
        "repeats": len(repeats),
        "n_test": len(repeats[0].test),
        "test_groups": bootstrap.groups if refits.has_groups else pd.NA,
        "interval": bootstrap.covers(len(repeats)),
        "note": refits.limits_of_interval(family),
    }


def refitted_scores(refits: Refits) -> PredictedScores:
    """Scores of predicted test samples of the refits, by the primary metric of the data set."""
    classes = refits.contest.classes
    return PredictedScores(
        refits.contest.primary_metric(refits.table),
        refits.bootstrap,
        codes_of(refits.table, classes)[refits.repeats[0].test],
        len(classes),
    )
