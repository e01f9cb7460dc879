"""Tuning: candidate settings of an arm, compared on validation."""

import logging
import time
from dataclasses import dataclass, replace

import pandas as pd

from craftbench.runs.affordable import affordable
from craftbench.runs.fitting import Fitted, Fitter, Fitting
from craftbench.stats.metrics import confusion_matrix, scores
from models.class_weights import ClassWeighting
from models.model_input import LabelledInput
from models.search_space import Setting, described

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Tuned:
    """The model that was fitted with the chosen setting.

    Parameters
    ----------
    fitted, history
        The model and, for a network, its history.
    setting : mapping
        The chosen one.
    seconds : float
        Time of the choice, without the fit that is kept.
    tried : DataFrame
        One row per candidate: ``candidate, setting, validation_score, test_score``; empty where
        there was only one.
    """

    fitted: Fitted
    history: pd.DataFrame | None
    setting: Setting
    seconds: float
    tried: pd.DataFrame


TRIED = ("candidate", "setting", "validation_score", "test_score")


def fit_tuned(
    fit: Fitter,
    settings: list[Setting],
    given: Fitting,
    tested: LabelledInput,
    weighting: ClassWeighting,
    classes: int,
    seconds: float | None = None,
) -> Tuned:
    """Fit with the setting that has the best score on the validation part.

    Parameters
    ----------
    fit : Fitter
        Of the arm.
    settings : list of mappings
        The candidates; ties go to the first.
    given : Fitting
        Parts, seed and name of the run; candidates differ in setting and name only.
    tested : (x, y)
        The test part, which has no influence on the choice. Its score is kept for every candidate,
        to measure the optimism of the choice afterwards.
    weighting : {"none", "sqrt", "balanced"}
        Candidates are compared by accuracy, or by balanced accuracy where classes are weighted.
    classes : int
        Number of classes.
    seconds : float, optional
        CPU seconds after which no further candidate is started; by default all are tried.

    Returns
    -------
    Tuned
        Fitted once more with the chosen setting: networks share their weights between trainings.
    """
    if len(settings) == 1:
        kept = fit(replace(given, setting=settings[0]))
        return Tuned(*kept, settings[0], 0.0, pd.DataFrame(columns=list(TRIED)))
    start = time.perf_counter()
    found = []
    for number, setting in affordable(settings, seconds):
        name = f"{given.name}-candidate{number}"
        fitted, _ = fit(replace(given, name=name, setting=setting))
        own = [_score(fitted, part, weighting, classes) for part in (given.validation, tested)]
        found.append((number, described(setting), *own))
    tried = pd.DataFrame(found, columns=list(TRIED))
    best = int(tried["validation_score"].to_numpy().argmax())
    seconds = time.perf_counter() - start
    log.info("%s: %s of %d settings", given.name, described(settings[best]), len(tried))
    if len(tried) < len(settings):
        log.info(
            "%s: %d settings left out after %g CPU seconds",
            given.name,
            len(settings) - len(tried),
            seconds,
        )
    kept = fit(replace(given, setting=settings[best]))
    return Tuned(*kept, settings[best], seconds, tried)


def _score(fitted: Fitted, part: LabelledInput, weighting: ClassWeighting, classes: int) -> float:
    x, y = part
    predicted = fitted.probabilities(x).argmax(axis=1)
    name = "accuracy" if weighting == "none" else "balanced_accuracy"
    return float(scores(confusion_matrix(y, predicted, classes))[name])
