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
from craftbench.analyses.refitted_scores import about_refits, refitted_scores
from craftbench.config.analyses import ImportanceSettings
from craftbench.stats.intervals import with_bounds
from craftbench.stats.predicted_scores import PredictedScores

MODEL = "rbf_svm"
COLUMNS = (
    *("dataset", "arm", "family", "model", "training_size", "size_unit", "train_samples"),
    *("repeats", "n_test", "test_groups", "features", "weight", "metric"),
    *with_bounds("score", "gain", "harm"),
    *("interval", "note"),
)
ANALYSIS = Analysis(
    name="weighting",
    needs="refits",
    caption="Gain in score, by the primary metric, from a weight on a block of features that "
    "validation samples choose, and the loss from the weight that validation finds worst.",
    columns=COLUMNS,
)


def weighting(refits: Refits) -> pd.DataFrame:
    """One row: an RBF SVM on the features of the selected hand-crafted arm; none without it.

    Returns
    -------
    DataFrame
        `COLUMNS`. ``features`` and ``weight`` are those of the first repeat. By the primary
        ``metric``, ``gain`` is the test score with the weight of the highest validation score
        minus that without weights, ``harm`` the test score without weights minus that with the
        weight of the lowest validation score, both within each repeat. Of equal weights, the one
        that changes least is taken.
    """
    if FAMILY not in refits.arms:
        return pd.DataFrame(columns=list(COLUMNS))
    given, scores = RefittedFeatures(refits), refitted_scores(refits)
    settings = refits.settings.importance
    found = [
        _of_repeat(given.of(parts), given.blocks, settings, scores) for parts in refits.repeats
    ]
    plain, best, worst = (np.array([one[i] for one in found]) for i in range(3))
    block, weight = found[0][3]
    row: dict[str, Any] = {
        **about_refits(refits, FAMILY),
        "model": MODEL,
        "features": "; ".join(given.names[i] for i in block),
        "weight": weight,
        "metric": scores.metric.name,
        **scores.bounded("score", plain),
        **scores.bounded_difference("gain", best, plain),
        **scores.bounded_difference("harm", plain, worst),
    }
    return pd.DataFrame([row], columns=list(COLUMNS))


def _of_repeat(
    own: RepeatFeatures,
    blocks: list[np.ndarray],
    settings: ImportanceSettings,
    scores: PredictedScores,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, tuple[np.ndarray, float]]:
    """Predicted test samples without a weight, with the best and with the worst one.

    Last come the block and the weight that validation chose.
    """
    (x, y), (x_validation, y_validation), (x_test, _) = own.train, own.validation, own.test
    known = np.isin(y_validation, y)
    svm = WeightedKernel(x, y, np.concatenate([x_validation, x_test]))
    chosen = strongest_blocks(x, y, blocks, max(1, settings.weighted_blocks))
    none = (chosen[0], 1.0)
    weights = sorted({*settings.weights} - {1.0}, key=lambda weight: abs(weight - 1))
    tried = [none, *((block, weight) for block in chosen for weight in weights)]
    on_validation, on_test = [], []
    for block, weight in tried:
        predicted = svm.predicted(block, weight)
        codes = predicted[: len(x_validation)][known]
        score = scores.score(y_validation[known], codes)
        on_validation.append(score if known.any() else 0.0)
        on_test.append(predicted[len(x_validation) :])
    best, worst = int(np.argmax(on_validation)), int(np.argmin(on_validation))
    return on_test[0], on_test[best], on_test[worst], tried[best]
