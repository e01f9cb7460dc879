"""What a weight on a block of features gains, if validation samples choose it."""

from typing import Any

import numpy as np
import pandas as pd

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.interpretation.few_features import strongest_blocks
from craftbench.analyses.interpretation.refitted_features import (
    FAMILY,
    RefittedFeatures,
    RepeatFeatures,
)
from craftbench.analyses.interpretation.weights import WeightedKernel
from craftbench.analyses.refits import Refits
from craftbench.config.analyses import ImportanceSettings
from craftbench.stats.intervals import with_bounds

MODEL = "rbf_svm"
COLUMNS = (
    *("dataset", "arm", "family", "model", "training_size", "size_unit", "train_samples"),
    *("repeats", "n_test", "test_groups", "features", "weight"),
    *with_bounds("accuracy", "gain", "harm"),
    *("interval", "note"),
)
ANALYSIS = Analysis(
    name="weighting",
    needs="refits",
    caption="Accuracy that a weight on a block of features gains if validation samples choose it, "
    "and that the weight costs which validation finds worst.",
    columns=COLUMNS,
)


def weighting(refits: Refits) -> pd.DataFrame:
    """One row: an RBF SVM on the features of the selected hand-crafted arm; none without it.

    Returns
    -------
    DataFrame
        `COLUMNS`. ``features`` and ``weight`` are those of the first repeat. ``gain`` is the test
        accuracy with the weight of the highest validation accuracy minus that without weights,
        ``harm`` the test accuracy without weights minus that with the weight of the lowest
        validation accuracy, both within each repeat. Of equal weights, the one that changes least
        is taken.
    """
    if FAMILY not in refits.arms:
        return pd.DataFrame(columns=list(COLUMNS))
    given, settings = RefittedFeatures(refits), refits.settings.importance
    found = [_of_repeat(given.of(parts), given.blocks, settings) for parts in refits.repeats]
    plain, best, worst = (np.array([one[i] for one in found], float) for i in range(3))
    block, weight = found[0][3]
    bootstrap, repeats = refits.bootstrap, refits.repeats
    row: dict[str, Any] = {
        "dataset": refits.dataset,
        "arm": given.arm,
        "family": FAMILY,
        "model": MODEL,
        "training_size": refits.training_size,
        "size_unit": refits.size_unit,
        "train_samples": np.mean([len(parts.train) for parts in repeats]),
        "repeats": len(repeats),
        "n_test": len(repeats[0].test),
        "test_groups": bootstrap.groups if refits.has_groups else pd.NA,
        "features": "; ".join(given.names[i] for i in block),
        "weight": weight,
        **bootstrap.bounded("accuracy", *bootstrap.means(plain)),
        **bootstrap.bounded_difference("gain", *bootstrap.means(best - plain)),
        **bootstrap.bounded_difference("harm", *bootstrap.means(plain - worst)),
        "interval": bootstrap.covers(len(repeats)),
        "note": refits.limits_of_interval(FAMILY),
    }
    return pd.DataFrame([row], columns=list(COLUMNS))


def _of_repeat(
    own: RepeatFeatures, blocks: list[np.ndarray], settings: ImportanceSettings
) -> tuple[np.ndarray, np.ndarray, np.ndarray, tuple[np.ndarray, float]]:
    """Which test samples are right without a weight, with the best and with the worst one.

    Last come the block and the weight that validation chose.
    """
    (x, y), (x_validation, y_validation), (x_test, y_test) = own.train, own.validation, own.test
    known = np.isin(y_validation, y)
    svm = WeightedKernel(x, y, np.concatenate([x_validation, x_test]))
    chosen = strongest_blocks(x, y, blocks, max(1, settings.weighted_blocks))
    none = (chosen[0], 1.0)
    weights = sorted({*settings.weights} - {1.0}, key=lambda weight: abs(weight - 1))
    tried = [none, *((block, weight) for block in chosen for weight in weights)]
    accuracy, right = [], []
    for block, weight in tried:
        predicted = svm.predicted(block, weight)
        on_validation = (predicted[: len(x_validation)] == y_validation)[known]
        accuracy.append(on_validation.mean() if len(on_validation) else 0.0)
        right.append(predicted[len(x_validation) :] == y_test)
    best, worst = int(np.argmax(accuracy)), int(np.argmin(accuracy))
    return right[0], right[best], right[worst], tried[best]
