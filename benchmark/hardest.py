"""The test samples that most arms get wrong: worth a look, after all runs are done."""

import numpy as np
import pandas as pd

from benchmark.study import Study

HARDEST = 18


def hardest_samples(
    study: Study, samples: np.ndarray, wrong: dict[str, np.ndarray]
) -> pd.DataFrame:
    """Test samples that the most runs of all arms but baselines get wrong.

    `wrong` has the predicted codes (repeats, n) of each arm, -1 where they are right.
    """
    columns = ["dataset", "sample", "source", "label", "taken_for", "runs_wrong", "runs"]
    if not wrong:
        return pd.DataFrame(columns=columns)
    codes = np.concatenate(list(wrong.values()))
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
            "taken_for": np.array(study.card.classes)[taken_for],
            "runs_wrong": misses[order],
            "runs": len(codes),
        },
        columns=columns,
    )
