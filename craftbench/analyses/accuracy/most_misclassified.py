"""The test samples that most arms get wrong: worth a look, after all runs are done."""

import numpy as np
import pandas as pd

from craftbench.analyses.study import Study

HARDEST = 18


def hardest_samples(study: Study) -> pd.DataFrame:
    """Test samples that the most runs of all arms but baselines get wrong at the largest size."""
    columns = ["dataset", "sample", "source", "label", "taken_for", "runs_wrong", "runs"]
    runs = [
        tested
        for (arm, size), tested in study.tested.items()
        if size == study.largest_size and study.contest.family(arm) != "baseline"
    ]
    if not runs:
        return pd.DataFrame(columns=columns)
    samples = runs[0].samples
    codes = np.concatenate([np.where(run.predicted == run.true, -1, run.predicted) for run in runs])
    misses = (codes >= 0).sum(axis=0)
    order = np.argsort(-misses, kind="stable")[:HARDEST]
    order = order[misses[order] > 0]
    taken_for = [np.bincount(codes[codes[:, i] >= 0, i]).argmax() for i in order]
    table = study.samples.iloc[samples[order]]
    return pd.DataFrame(
        {
            "dataset": study.dataset,
            "sample": samples[order],
            "source": table["source"].to_numpy(),
            "label": table["label"].to_numpy(),
            "taken_for": np.array(study.contest.classes)[taken_for],
            "runs_wrong": misses[order],
            "runs": len(codes),
        },
        columns=columns,
    )
