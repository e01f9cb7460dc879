"""Whether an arm's probabilities are as often right as they say."""

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from craftbench.analyses.study import Study
from craftbench.stats.calibration_error import (
    TEMPERATURES,
    at_temperature,
    ece_floor,
    equal_mass_bins,
    fit_temperature,
)
from craftbench.stats.group_bootstrap import resampled_sums
from craftbench.stats.intervals import bounded, bounded_by_draws, draws_of_mean

ESTIMATES = ("ece", "brier", "temperature", "ece_scaled")


def calibration(study: Study) -> pd.DataFrame:
    """Calibration of every arm on the test part at the largest training size.

    Returns
    -------
    DataFrame
        One row an arm, each estimate with its interval: ``ece``, the expected calibration error;
        ``brier``, the squared distance of the probabilities from the truth, summed over classes;
        ``temperature``, fitted on the validation part (geometric mean over repeats; above 1 the
        arm was too sure of itself); ``ece_scaled``, the ECE after it. ``ece_floor`` is the ECE
        that perfect probabilities would show on so few independent samples: an ECE is never
        smaller on average, and its interval is about the ECE on a test part of this size.
    """
    rows = [_row(study, arm) for arm in study.arms]
    return pd.DataFrame(rows)


def _row(study: Study, arm: str) -> dict:
    size = study.largest_size
    read = study.arms[arm].probabilities
    notes = study.limits_of_interval(arm, size)
    table = read() if read is not None else pd.DataFrame()
    row = {
        **study.row_of(arm, size),
        "repeats": 0,
        "n_test": 0,
        "n_validation": 0,
        "test_groups": study.test_groups if study.has_groups else pd.NA,
        "bins": 0,
        "ece_floor": np.nan,
    }
    if not len(table):
        empty = [column for name in ESTIMATES for column in (name, f"{name}_low", f"{name}_high")]
        return {
            **row,
            **dict.fromkeys(empty, np.nan),
            "note": "; ".join([*notes, "no predictions"]),
        }
    repeats = [_Repeat.of(study, part) for _, part in table.groupby("repeat", sort=True)]
    multipliers = study.multipliers(np.arange(len(repeats)))
    row |= {
        "repeats": len(repeats),
        "n_test": repeats[0].n_test,
        "n_validation": float(np.mean([one.n_validation for one in repeats])),
        "bins": repeats[0].bins,
        "ece_floor": float(np.mean([one.floor for one in repeats])),
    }
    for name in ("brier", "ece", "ece_scaled"):
        observed, drawn = (
            np.stack([getattr(one, part)[name] for one in repeats], axis=-1)
            for part in ("observed", "drawn")
        )
        if name == "brier":
            draws = draws_of_mean(observed, drawn, study.test_groups, multipliers, (0, 2))
        else:
            # Resampling adds noise to every bin, hence to the ECE: its spread counts, not its mean.
            drawn = drawn - drawn.mean(axis=0) + observed
            draws = draws_of_mean(observed, drawn, study.test_groups, multipliers)
        row |= bounded_by_draws(name, observed.mean(), np.clip(draws, 0, 2))
    logs = np.log([one.temperature for one in repeats])
    mean = float(np.exp(logs.mean()))
    if multipliers is None:
        row |= bounded("temperature", mean, (np.nan, np.nan))
    else:
        draws = np.exp(draws_of_mean(logs, logs[None], np.inf, multipliers))
        row |= bounded_by_draws("temperature", mean, draws)
    at_bound = sum(
        not 1.01 * TEMPERATURES[0] < np.exp(log) < 0.99 * TEMPERATURES[1] for log in logs
    )
    if at_bound:
        notes.append(f"temperature at the end of its range in {at_bound} of {len(logs)} repeats")
    return {**row, "note": "; ".join(notes)}


class _Repeat:
    """Calibration of one run: observed scores, and those on resampled test groups."""

    n_test: int
    n_validation: int
    bins: int
    floor: float
    temperature: float
    observed: dict[str, float]
    drawn: dict[str, np.ndarray]

    @classmethod
    def of(cls, study: Study, table: pd.DataFrame) -> "_Repeat":
        parts = {role: _probabilities(study, table, role) for role in ("validation", "test")}
        samples, true, probabilities = parts["test"]
        _, true_validation, of_validation = parts["validation"]
        group, one = study.groups_of(samples), cls()
        one.n_test, one.n_validation = len(true), len(true_validation)
        one.temperature = fit_temperature(of_validation, true_validation)
        size = np.bincount(group)
        brier = ((probabilities - np.eye(probabilities.shape[1])[true]) ** 2).sum(axis=1)
        sums = np.column_stack([np.bincount(group, brier), size])
        drawn = resampled_sums(sums, study.weights)
        one.observed, one.drawn = {"brier": brier.mean()}, {"brier": drawn[:, 0] / drawn[:, 1]}
        scaled = at_temperature(probabilities, one.temperature)
        for name, given in (("ece_scaled", scaled), ("ece", probabilities)):
            confidence = given.max(axis=1)
            excess = confidence - (given.argmax(axis=1) == true)
            bins = equal_mass_bins(confidence)
            shape = (len(size), int(bins.max()) + 1)
            of_groups = csr_array((excess, (group, bins)), shape=shape)
            in_bins = resampled_sums(of_groups, study.weights)
            one.observed[name] = np.abs(np.bincount(bins, excess)).sum() / len(true)
            one.drawn[name] = np.abs(in_bins).sum(axis=1) / drawn[:, 1]
        one.bins = int(bins.max()) + 1
        one.floor = ece_floor(confidence, bins)
        return one


def _probabilities(
    study: Study, table: pd.DataFrame, role: str
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sample numbers, true class codes and probabilities (n, classes) of one part."""
    own = table[(table["role"] == role).to_numpy()].sort_values("sample")
    columns = [f"p_{name}" for name in study.contest.classes]
    samples = own["sample"].to_numpy()
    labels = pd.Categorical(study.samples["label"].iloc[samples], categories=study.contest.classes)
    return samples, labels.codes.astype(np.int64), own[columns].to_numpy(np.float64)


def reliability(study: Study, arm: str) -> pd.DataFrame:
    """Points of a reliability diagram: accuracy over confidence in bins of equal mass.

    Returns
    -------
    DataFrame
        ``bin, n, confidence, accuracy, accuracy_low, accuracy_high``: n is of all repeats
        together; the interval is over test groups, not over repeats. Empty where the arm has no
        predictions.
    """
    columns = ["bin", "n", "confidence", "accuracy", "accuracy_low", "accuracy_high"]
    read = study.arms[arm].probabilities
    table = read() if read is not None else pd.DataFrame()
    if not len(table):
        return pd.DataFrame(columns=columns)
    samples, true, probabilities = _probabilities(study, table, "test")
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == true
    bins = equal_mass_bins(confidence)
    count = int(bins.max()) + 1
    cells = study.groups_of(samples), bins
    right_in, n_in = (
        csr_array((given.astype(float), cells), shape=(study.test_groups, count))
        for given in (right, np.ones(len(right)))
    )
    with np.errstate(invalid="ignore"):
        drawn = resampled_sums(right_in, study.weights) / resampled_sums(n_in, study.weights)
    accuracy = np.bincount(bins, right) / np.bincount(bins)
    draws = draws_of_mean(accuracy[None], drawn[:, None], study.test_groups, None, (0, 1))
    rows = [
        {
            "bin": i,
            "n": int((bins == i).sum()),
            "confidence": confidence[bins == i].mean(),
            **bounded_by_draws("accuracy", accuracy[i], draws[:, i]),
        }
        for i in range(count)
    ]
    return pd.DataFrame(rows, columns=columns)
