"""What a model trained on one data set is worth on another one with the same classes."""

import numpy as np
import pandas as pd

from craftbench.analyses.robustness.robustness import Bootstrap
from craftbench.analyses.tested_samples import Tested, predicted_codes, select_tested
from craftbench.datasets.samples import Samples
from craftbench.errors import CraftbenchError
from craftbench.predict.predictor import Predictor
from craftbench.stats.intervals import bounded, interval
from craftbench.stats.metrics import confusion_matrix, scores

SCORES = ("accuracy", "macro_f1")
COLUMNS = (
    *("dataset", "tested_on", "arm", "family", "n", "groups"),
    *(f"{name}{end}" for name in ("accuracy", "accuracy_drop") for end in ("", "_low", "_high")),
    *(f"{name}{end}" for name in ("macro_f1", "macro_f1_drop") for end in ("", "_low", "_high")),
)


def portability_row(
    predictor: Predictor,
    own: Samples,
    other: Samples,
    tested_on: str,
    bootstrap: Bootstrap,
    most: int | None = None,
) -> pd.DataFrame:
    """Scores on the test part of another data set, without fitting anything again.

    Parameters
    ----------
    predictor : Predictor
        Trained on the data set of `own`.
    own, other : Samples
        With ``role``; only test parts are looked at.
    tested_on : str
        Name of the other data set.
    bootstrap : Bootstrap
        Intervals draw the test groups of both data sets, independently.
    most : int or None
        Test samples of each that are used, stratified by class; all if None.

    Returns
    -------
    DataFrame
        One row: ``dataset, tested_on, arm, family, n, groups``, accuracy and macro F1 there and
        their ``drop`` against the own test part, with bounds.

    Raises
    ------
    CraftbenchError
        If the other data set has other classes, or samples that the model cannot take.
    """
    how = predictor.about
    _check_classes(predictor, other, tested_on)
    parts = [select_tested(each.table, how.classes, most, bootstrap.seed) for each in (own, other)]
    try:
        found = [
            _scores(predictor, each, part, bootstrap.resamples, bootstrap.seed + i)
            for i, (each, part) in enumerate(zip((own, other), parts, strict=True))
        ]
    except CraftbenchError as error:
        raise CraftbenchError(f"{how.dataset} {how.arm} on {tested_on}: {error}") from error
    row = {
        "dataset": how.dataset,
        "tested_on": tested_on,
        "arm": how.arm,
        "family": how.family,
        "n": len(parts[1].rows),
        "groups": parts[1].groups,
    }
    for name in SCORES:
        (here, drawn_here), (there, drawn_there) = (each[name] for each in found)
        row |= bounded(name, there, interval(drawn_there))
        row |= bounded(f"{name}_drop", here - there, interval(drawn_here - drawn_there))
    return pd.DataFrame([row])


def _scores(
    predictor: Predictor, samples: Samples, part: Tested, resamples: int, seed: int
) -> dict[str, tuple[float, np.ndarray]]:
    classes = len(predictor.about.classes)
    predicted = predicted_codes(predictor, samples, part.rows)
    estimate = scores(confusion_matrix(part.true, predicted, classes))
    drawn = scores(part.resampled(predicted[None], classes, resamples, seed)[:, 0])
    return {name: (float(estimate[name]), drawn[name]) for name in SCORES}


def _check_classes(predictor: Predictor, other: Samples, tested_on: str) -> None:
    how, found = predictor.about, set(other.table["label"])
    if found != set(how.classes):
        raise CraftbenchError(
            f"{tested_on} has the classes {', '.join(sorted(found))}; expected those that "
            f"{how.dataset} {how.arm} was trained on: {', '.join(sorted(how.classes))}"
        )
