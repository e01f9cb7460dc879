"""The search of a run: candidate settings of an arm, compared on validation."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from craftbench.runs.affordable import affordable
from craftbench.runs.fitting import Fitted, Fitter, Fitting
from craftbench.stats.metrics import confusion_matrix
from craftbench.stats.primary_metric import PrimaryMetric
from models.model_input import LabelledInput
from models.search_space import Setting, described

log = logging.getLogger(__name__)

TRIED = ("candidate", "setting", "validation_score", "test_score")


@dataclass(frozen=True)
class Part:
    """The samples of one fit of the search.

    Parameters
    ----------
    train, validation : (x, y)
        Standardised by the training samples.
    tested : callable
        Returns the test part, which has no influence on the choice. Its score is kept for every
        candidate, to measure the optimism of the choice afterwards.
    """

    train: LabelledInput
    validation: LabelledInput
    tested: Callable[[], LabelledInput]


@dataclass(frozen=True)
class Try:
    """The fits of one candidate, one a part.

    Parameters
    ----------
    setting : mapping
        The candidate.
    probabilities : list of (n, classes) arrays
        Of the validation samples of each part.
    facts : list of mappings
        How each fit ended.
    histories : list of DataFrame
        One a fit; empty for a classifier.
    fitted : Fitted
        The model of the last part. A network is valid until its trainer trains again.
    """

    setting: Setting
    probabilities: list[np.ndarray]
    facts: list[dict[str, Any]]
    histories: list[pd.DataFrame]
    fitted: Fitted


@dataclass(frozen=True)
class Found:
    """The result of a search.

    Parameters
    ----------
    chosen : Try
        The fits with the chosen setting.
    tried : DataFrame
        One row per candidate: ``candidate, setting, validation_score, test_score``; empty where
        there was only one.
    """

    chosen: Try
    tried: pd.DataFrame


def search(
    fit: Fitter,
    settings: Sequence[Setting],
    parts: Sequence[Part],
    given: Fitting,
    metric: PrimaryMetric,
    seconds: float | None = None,
) -> Found:
    """Fit every candidate on every part; the best score on all validation samples wins.

    Parameters
    ----------
    fit : Fitter
        Of the arm.
    settings : sequence of mappings
        The candidates; ties go to the first, the model's defaults.
    parts : sequence of Part
        One for a held-out validation part, several for folds. The predictions of all validation
        samples are scored together.
    given : Fitting
        Seed and name of the run; the fits differ in parts, setting and name only.
    metric : PrimaryMetric
        By which candidates are compared.
    seconds : float, optional
        CPU seconds after which no further candidate is started; by default all are tried.
    """
    if len(settings) == 1:
        return Found(_try(fit, settings[0], parts, given)[0], pd.DataFrame(columns=list(TRIED)))
    best, highest, rows = None, -np.inf, []
    for number, setting in affordable(settings, seconds):
        named = replace(given, name=f"{given.name}-candidate{number}")
        tried, tested = _try(fit, setting, parts, named, metric)
        score = _score(tried.probabilities, [part.validation for part in parts], metric)
        rows.append((number, described(setting), score, tested))
        if score > highest:
            best, highest = tried, score
    assert best is not None
    log.info("%s: %s of %d settings", given.name, described(best.setting), len(rows))
    if len(rows) < len(settings):
        left_out = len(settings) - len(rows)
        log.info("%s: %d settings left out after %g CPU seconds", given.name, left_out, seconds)
    return Found(best, pd.DataFrame(rows, columns=list(TRIED)))


def _try(
    fit: Fitter,
    setting: Setting,
    parts: Sequence[Part],
    given: Fitting,
    metric: PrimaryMetric | None = None,
) -> tuple[Try, float]:
    """The fits of one candidate, and their mean test score by a `metric`."""
    fitted, probabilities, facts, histories, tested = None, [], [], [], []
    for number, part in enumerate(parts):
        name = f"{given.name}-fold{number}" if len(parts) > 1 else given.name
        parted = replace(
            given, train=part.train, validation=part.validation, setting=setting, name=name
        )
        fitted, history = fit(parted)
        probabilities.append(fitted.probabilities(part.validation[0]))
        facts.append(fitted.training_facts)
        histories += [] if history is None else [history.assign(fold=number)]
        if metric is not None:
            x, y = part.tested()
            tested.append(_score([fitted.probabilities(x)], [(x, y)], metric))
    assert fitted is not None
    found = Try(setting, probabilities, facts, histories, fitted)
    return found, float(np.mean(tested)) if tested else np.nan


def _score(
    probabilities: Sequence[np.ndarray],
    parts: Sequence[LabelledInput],
    metric: PrimaryMetric,
) -> float:
    """Score of the predictions of all parts together."""
    predicted = np.concatenate([one.argmax(axis=1) for one in probabilities])
    true = np.concatenate([y for _, y in parts])
    return float(metric.score(confusion_matrix(true, predicted, probabilities[0].shape[1])))
