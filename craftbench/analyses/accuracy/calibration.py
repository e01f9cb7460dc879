"""Calibration of predicted probabilities."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from craftbench.analyses.accuracy.probabilities import Probabilities, probabilities_of
from craftbench.analyses.analysis import Analysis
from craftbench.analyses.limits import limits_of_interval
from craftbench.analyses.study import Study
from craftbench.stats.bootstrap import NONE, Bootstrap
from craftbench.stats.calibration_error import (
    TEMPERATURES,
    at_temperature,
    ece_floor,
    equal_mass_bins,
    expected_calibration_error,
    fit_temperature,
)
from craftbench.stats.intervals import (
    bounded,
    bounded_by_draws,
    draws_of_mean,
    interval,
    with_bounds,
)
from craftbench.stats.unseen import with_bounds_at_ends

COLUMNS = (
    *("dataset", "arm", "family", "training_size", "size_unit", "repeats"),
    *("n_test", "n_validation", "test_groups", "bins", "ece_floor"),
    *with_bounds("brier", "ece", "ece_scaled", "temperature"),
    *("interval", "note"),
)
ANALYSIS = Analysis(
    name="calibration",
    needs="study",
    caption="Calibration of the predicted probabilities of each arm on the test part at the "
    "largest training size, before and after temperature scaling, mean over repeats.",
    columns=COLUMNS,
)


def calibration(study: Study) -> pd.DataFrame:
    """Calibration of every arm on the test part at the largest training size.

    Returns
    -------
    DataFrame
        One row an arm: ``ece``, the expected calibration error; ``brier``, the squared distance of
        the probabilities from the truth, summed over classes; ``temperature``, fitted on the
        validation part (geometric mean over repeats; above 1 the arm is overconfident);
        ``ece_scaled``, the ECE after scaling by it. ``ece_floor`` is the expected ECE of perfectly
        calibrated probabilities on as many independent samples: compare an ECE with it, not with 0.
        The interval of an ECE is about the ECE on a test part of this size. That of the temperature
        covers repeats only.
    """
    rows = [_row(study, arm) for arm in study.arms]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(study: Study, arm: str) -> dict:
    size, bootstrap = study.largest_size, study.bootstrap
    notes, table = limits_of_interval(study, arm, size), probabilities_of(study, arm)
    row = {**study.row_of(arm, size), "test_groups": study.test_groups, "interval": NONE}
    if not len(table):
        empty = dict.fromkeys(("repeats", "n_test", "n_validation", "bins"), 0)
        return {**row, **empty, "note": "; ".join([*notes, "no predictions"])}
    repeats = [_calibrated(study, own) for _, own in table.groupby("repeat", sort=True)]
    row |= {
        "repeats": len(repeats),
        "n_test": repeats[0].n_test,
        "n_validation": float(np.mean([one.n_validation for one in repeats])),
        "bins": repeats[0].bins,
        "ece_floor": float(np.mean([one.floor for one in repeats])),
        "interval": bootstrap.covers(len(repeats)),
    }
    for name in ("brier", "ece", "ece_scaled"):
        observed = np.array([one.observed[name] for one in repeats])
        drawn = np.stack([one.drawn[name] for one in repeats], axis=-1)
        if name != "brier":
            # Drawing groups adds noise to every bin, and so to the ECE: the spread of the draws is
            # kept, their mean is moved to the observed value.
            drawn = drawn - drawn.mean(axis=0) + observed
        limits = (0, 2) if name == "brier" else (0, 1)
        draws = bootstrap.draws(observed, drawn, limits if name == "brier" else None)
        found = interval(np.clip(draws, *limits))
        mean = observed.mean()
        bounds = with_bounds_at_ends(mean, *found, limits, bootstrap.groups)
        row |= bounded(name, mean, bounds)
    temperatures = np.array([one.temperature for one in repeats])
    row |= _temperature(bootstrap, temperatures)
    low, high = TEMPERATURES
    at_bound = int(((temperatures <= 1.01 * low) | (temperatures >= 0.99 * high)).sum())
    if at_bound:
        notes.append(f"temperature at the end of its range in {at_bound} of {len(repeats)} repeats")
    return {**row, "note": "; ".join(notes)}


def _temperature(bootstrap: Bootstrap, temperatures: np.ndarray) -> dict[str, float]:
    """Geometric mean over repeats."""
    logs, multipliers = np.log(temperatures), bootstrap.multipliers(len(temperatures))
    mean = float(np.exp(logs.mean()))
    if multipliers is None or not np.ptp(logs):
        return bounded("temperature", mean, (np.nan, np.nan))
    draws = np.exp(draws_of_mean(logs, logs[None], np.inf, multipliers))
    return bounded_by_draws("temperature", mean, draws)


@dataclass(frozen=True)
class _Calibrated:
    """Calibration of one run: scores by name, observed and on drawn test groups (resamples,)."""

    n_test: int
    n_validation: int
    bins: int
    floor: float
    temperature: float
    observed: dict[str, float]
    drawn: dict[str, np.ndarray]


def _calibrated(study: Study, table: pd.DataFrame) -> _Calibrated:
    validation, test = (Probabilities.of(study, table, split) for split in ("validation", "test"))
    temperature = fit_temperature(validation.predicted, validation.true)
    scaled = at_temperature(test.predicted, temperature)
    group = study.bootstrap.group[study.places_of(test.samples)]
    truth = np.eye(test.predicted.shape[1])[test.true]
    brier = ((test.predicted - truth) ** 2).sum(axis=1)
    sums = [np.bincount(group, weights, study.bootstrap.groups) for weights in (brier, None)]
    total, count = study.bootstrap.sums(np.column_stack(sums)).T
    observed, drawn = {"brier": float(brier.mean())}, {"brier": total / count}
    bins = equal_mass_bins(test.confidence)
    for name, given in (
        ("ece", test),
        ("ece_scaled", Probabilities(test.samples, test.true, scaled)),
    ):
        excess, own = given.confidence - given.correct, equal_mass_bins(given.confidence)
        shape = (study.bootstrap.groups, int(own.max()) + 1)
        in_bins = study.bootstrap.sums(csr_array((excess, (group, own)), shape=shape))
        observed[name] = expected_calibration_error(given.predicted, given.true)
        drawn[name] = np.abs(in_bins).sum(axis=1) / count
    return _Calibrated(
        n_test=len(test.true),
        n_validation=len(validation.true),
        bins=int(bins.max()) + 1,
        floor=ece_floor(test.confidence, bins),
        temperature=temperature,
        observed=observed,
        drawn=drawn,
    )
