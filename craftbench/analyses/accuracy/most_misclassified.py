"""The test samples that most runs misclassify: worth a look, after all runs are done."""

import numpy as np
import pandas as pd

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.study import Study

SHOWN = 18
COLUMNS = ("dataset", "sample", "source", "label", "predicted", "runs_wrong", "runs")
ANALYSIS = Analysis(
    name="most_misclassified",
    needs="study",
    caption="Test samples misclassified by the most runs at the largest training size, baselines "
    "excluded.",
    columns=COLUMNS,
)


def most_misclassified(study: Study) -> pd.DataFrame:
    """One row a sample, up to 18; ``predicted`` is the most frequent wrong class."""
    runs = [
        predictions
        for (arm, size), predictions in study.predictions.items()
        if size == study.largest_size and study.contest.family(arm) != "baseline"
    ]
    if not runs:
        return pd.DataFrame(columns=list(COLUMNS))
    samples = runs[0].samples
    wrong = np.concatenate([np.where(run.correct, -1, run.predicted) for run in runs])
    errors = (wrong >= 0).sum(axis=0)
    order = np.argsort(-errors, kind="stable")[:SHOWN]
    order = order[errors[order] > 0]
    predicted = [np.bincount(wrong[wrong[:, i] >= 0, i]).argmax() for i in order]
    table = study.samples.iloc[samples[order]]
    return pd.DataFrame(
        {
            "dataset": study.dataset,
            "sample": samples[order],
            "source": table["source"].to_numpy(),
            "label": table["label"].to_numpy(),
            "predicted": np.array(study.contest.classes)[predicted],
            "runs_wrong": errors[order],
            "runs": len(wrong),
        },
        columns=list(COLUMNS),
    )
