"""What early stopping did to networks, and what it saved."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from craftbench.analyses.correctness import Resampling, bounded_over_repeats
from craftbench.analyses.overfitting.random_label_fit import Shuffled
from craftbench.analyses.overfitting.refit import EARLY_STOPPING, NO_STOPPING
from craftbench.config.contest import Contest

ESTIMATES = ("best_epoch", "epochs", "final_gap", "saved")
COLUMNS = ["dataset", "arm", "family", "training_size", "size_unit", "repeats", "n_test"]
COLUMNS += [f"{name}{bound}" for name in ESTIMATES for bound in ("", "_low", "_high")]
COLUMNS += ["note"]


def early_stopping_rows(
    dataset: str,
    contest: Contest,
    histories: Mapping[str, pd.DataFrame],
    resampling: Resampling,
    size_unit: str,
) -> list[dict]:
    """One row a network and training size, from the histories of its runs; nothing is trained.

    ``best_epoch`` has the lowest validation loss, ``epochs`` were trained, ``final_gap`` is
    training minus validation accuracy in the last of them.
    """
    rows = []
    for arm, history in histories.items():
        for size, runs in history.reset_index(drop=True).groupby("training_size"):
            last = runs.loc[runs.groupby("repeat")["epoch"].idxmax()]
            best = runs.loc[runs.groupby("repeat")["validation_loss"].idxmin(), "epoch"]
            gap = last["accuracy"].to_numpy() - last["validation_accuracy"].to_numpy()
            rows.append(
                {
                    "dataset": dataset,
                    "arm": arm,
                    "family": contest.family(arm),
                    "training_size": size,
                    "size_unit": size_unit,
                    "repeats": len(last),
                    **bounded_over_repeats("best_epoch", best, resampling, None),
                    **bounded_over_repeats("epochs", last["epoch"], resampling, None),
                    **bounded_over_repeats("final_gap", gap, resampling, (-1, 1)),
                    **dict.fromkeys(("saved", "saved_low", "saved_high", "n_test"), np.nan),
                    "note": "",
                }
            )
    return rows


def saved_accuracy(
    found: Mapping[tuple[str, float], Shuffled], resampling: Resampling
) -> dict[str, float]:
    """Test accuracy with early stopping minus that after all epochs, on clean labels."""
    return resampling.difference(
        "saved", found[EARLY_STOPPING, 0.0].test, found[NO_STOPPING, 0.0].test
    )
