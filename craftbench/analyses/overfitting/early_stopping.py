"""Early stopping of networks: epochs trained, and accuracy saved."""

from typing import Any

import numpy as np
import pandas as pd

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.refits import Refits
from craftbench.analyses.refitting.refit import EARLY_STOPPING, TO_THE_END
from craftbench.stats.intervals import with_bounds

ESTIMATES = ("best_epoch", "epochs", "final_gap", "accuracy_saved")
COLUMNS = (
    *("dataset", "arm", "family", "training_size", "size_unit", "repeats", "n_test"),
    *with_bounds(*ESTIMATES),
    *("interval", "note"),
)
ANALYSIS = Analysis(
    name="early_stopping",
    needs="refits",
    caption="When early stopping ended the training of each network, and the test accuracy that it "
    "saved the selected network.",
    columns=COLUMNS,
)


def early_stopping(refits: Refits) -> pd.DataFrame:
    """One row a network and training size, from the histories of its runs.

    The fits are those with a validation part, before the final fit; of folds it is their mean.
    ``best_epoch`` has the lowest validation loss, ``epochs`` were trained, ``final_gap`` is
    training minus validation accuracy in the last of them. ``accuracy_saved`` is measured where
    the network was fitted again: test accuracy with early stopping minus that after training until
    the training labels are fitted. Intervals of numbers of epochs are computed on logarithms.
    """
    saved = _accuracy_saved(refits)
    rows = []
    for arm, history in refits.histories.items():
        for size, runs in history.reset_index(drop=True).groupby("training_size"):
            rows.append(_from_history(refits, arm, size, runs) | saved.get((arm, size), {}))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _from_history(refits: Refits, arm: str, size: Any, runs: pd.DataFrame) -> dict[str, Any]:
    bootstrap = refits.bootstrap
    fits = runs.groupby(["repeat", "fold"])
    best = runs.loc[fits["validation_loss"].idxmin()].groupby("repeat")["epoch"].mean()
    last = runs.loc[fits["epoch"].idxmax()].groupby("repeat").mean()
    gap = last["accuracy"].to_numpy() - last["validation_accuracy"].to_numpy()
    return {
        "dataset": refits.dataset,
        "arm": arm,
        "family": refits.contest.family(arm),
        "training_size": size,
        "size_unit": refits.size_unit,
        "repeats": len(last),
        **bootstrap.bounded_count_over_repeats("best_epoch", best),
        **bootstrap.bounded_count_over_repeats("epochs", last["epoch"]),
        **bootstrap.bounded_over_repeats("final_gap", gap, (-1, 1)),
        "interval": bootstrap.covers(len(last), groups=0),
        "note": "",
    }


def _accuracy_saved(refits: Refits) -> dict[tuple[str, int], dict[str, Any]]:
    """By arm and training size that were fitted again: the columns about it."""
    bootstrap = refits.bootstrap
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for family, arm in refits.arms.items():
        # Only an arm with a history is trained in epochs; others need no fit for this table.
        if arm not in refits.histories:
            continue
        fits, repeats = refits.found(family).by_training, refits.repeats_of(family)
        trained = int(np.ceil(np.mean([len(parts.train) for parts in repeats])))
        stopped, trained_on = (fits[kind, 0.0].test for kind in (EARLY_STOPPING, TO_THE_END))
        gain = bootstrap.means(stopped.astype(float) - trained_on)
        found[arm, refits.training_size] = {
            **bootstrap.bounded_difference("accuracy_saved", *gain),
            "n_test": len(repeats[0].test),
            "note": f"accuracy_saved: repeats: {len(repeats)}, training samples: {trained} at most",
        }
    return found
