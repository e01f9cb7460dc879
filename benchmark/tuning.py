"""The same budget of candidate settings for every arm, chosen between by validation."""

import logging
import time
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from benchmark.fitters import Fitted, Fitter, Part
from benchmark.metrics import confusion_matrix, scores
from models.class_weights import ClassWeighting
from models.search_space import Setting, described

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Tuned:
    """What was fitted with the chosen setting.

    ``seconds`` were spent on choosing, without the fit that is kept; ``score`` is that of the
    chosen setting on the validation part, None where there was nothing to choose.
    """

    fitted: Fitted
    history: pd.DataFrame | None
    setting: Setting
    seconds: float
    score: float | None


def fit_tuned(
    fit: Fitter,
    settings: list[Setting],
    train: Part,
    validation: Part,
    seed: int,
    folder: Path,
    weighting: ClassWeighting,
    classes: int,
) -> Tuned:
    """Fit with the setting that is best on the validation part.

    Parameters
    ----------
    fit : Fitter
        Of the arm.
    settings : list of mappings
        The candidates; of equally good ones the first is taken.
    train, validation : (x, y)
        Parts of the run; the test part has no say.
    seed : int
        The same for all candidates.
    folder : Path
        Of the run; each candidate has a backup of its own beside it.
    weighting : {"none", "sqrt", "balanced"}
        Candidates are compared by accuracy, by balanced accuracy where classes are weighted.
    classes : int
        Number of classes.

    Returns
    -------
    Tuned
        Fitted once more with the chosen setting: networks share their weights between trainings.
    """
    if len(settings) == 1:
        return Tuned(*fit(train, validation, seed, folder, settings[0]), settings[0], 0.0, None)
    start = time.perf_counter()
    found = []
    for number, setting in enumerate(settings):
        # A backup belongs to one training, so that each candidate needs its own.
        beside = folder.with_name(f"{folder.stem}-candidate{number}{folder.suffix}")
        fitted, _ = fit(train, validation, seed, beside, setting)
        found.append(_score(fitted, validation, weighting, classes))
    best = found.index(max(found))
    seconds = time.perf_counter() - start
    log.info("%s: %s of %d settings", folder.stem, described(settings[best]), len(settings))
    kept = fit(train, validation, seed, folder, settings[best])
    return Tuned(*kept, settings[best], seconds, found[best])


def _score(fitted: Fitted, part: Part, weighting: ClassWeighting, classes: int) -> float:
    x, y = part
    predicted = fitted.probabilities(x).argmax(axis=1)
    name = "accuracy" if weighting == "none" else "balanced_accuracy"
    return float(scores(confusion_matrix(y, predicted, classes))[name])
