"""Is the benchmark sound: floors, bounds that scores must keep, and leaks into the test part."""

import numpy as np
import pandas as pd

from craftbench.analyses.resampled import Resampled
from craftbench.analyses.study import Study
from craftbench.protocol import duplicates
from craftbench.stats.group_bootstrap import resampled_sums
from craftbench.stats.intervals import bounded, bounded_by_draws, draws_of_mean, interval
from craftbench.stats.metrics import class_scores, scores

MOST_TEST = 1500
MOST_POOL = 15_000
WIDTH = 512
COLUMNS = (
    *("dataset", "arm", "family", "check", "value", "value_low", "value_high", "expected"),
    *("passed", "n", "repeats", "note"),
)


def checks(study: Study) -> pd.DataFrame:
    """Checks of a data set, and of each arm on it at the largest training size.

    Returns
    -------
    DataFrame
        One row a check, with ``value``, what is ``expected`` in words, and ``passed`` (empty where
        nothing could be checked, or nothing is required). Of the data: ``same_group``,
        ``duplicates`` and ``near_duplicates`` are shares of test samples; ``majority_floor`` and
        ``nearest_neighbour`` are accuracies that need no model. Of each arm:
        ``accuracy_within_recalls`` (accuracy is a weighted mean of the recalls of the classes) and
        ``above_majority_floor``.
    """
    rows = [_same_group(study), *_of_values(study), _majority(study)]
    for arm in study.arms:
        rows += _of_arm(study, arm)
    about = {"dataset": study.dataset, "arm": "", "family": "", "repeats": pd.NA, "note": ""}
    return pd.DataFrame([about | row for row in rows], columns=COLUMNS)


def _rows_of(study: Study, role: str) -> np.ndarray:
    return np.flatnonzero(study.samples["role"] == role)


def _row(check: str, value: float, bounds: tuple, expected: str, passed: object) -> dict:
    estimate = bounded("value", value, bounds)
    return {"check": check, **estimate, "expected": expected, "passed": passed}


def _same_group(study: Study) -> dict:
    expected = "0: no group is in the pool and in the test part"
    if not study.has_groups:
        row = _row("same_group", np.nan, (), expected, pd.NA)
        return {**row, "n": len(_rows_of(study, "test")), "note": "the samples have no groups"}
    pool, test = (study.samples.iloc[_rows_of(study, role)]["group"] for role in ("pool", "test"))
    share = test.isin(pool.unique()).mean()
    row = _row("same_group", share, (np.nan, np.nan), expected, bool(share == 0))
    return {**row, "n": len(test)}


def _of_values(study: Study) -> list[dict]:
    """Checks that look at the samples themselves."""
    names = ("duplicates", "near_duplicates", "nearest_neighbour")
    expected = (
        "0: no test sample is in the pool, value for value",
        "0: no distance to the pool under 5 % of the median",
        "an accuracy that arms should exceed",
    )
    if study.values is None:
        return [
            {**_row(name, np.nan, (), what, pd.NA), "n": 0, "note": "the samples were not given"}
            for name, what in zip(names, expected, strict=True)
        ]
    pool, test = _rows_of(study, "pool"), _rows_of(study, "test")
    leaked = duplicates.exact_duplicates(study.values, pool, test)
    exact = {
        **_row(names[0], len(leaked) / len(test), (np.nan, np.nan), expected[0], not len(leaked)),
        "n": len(test),
        "note": _which(leaked),
    }
    rng = np.random.default_rng(study.bootstrap_seed)
    some_test, some_pool = (
        rows if len(rows) <= most else np.sort(rng.choice(rows, most, replace=False))
        for rows, most in ((test, MOST_TEST), (pool, MOST_POOL))
    )
    flat_test, flat_pool = (
        duplicates.flattened(study.values, rows, WIDTH, study.bootstrap_seed)
        for rows in (some_test, some_pool)
    )
    found = duplicates.nearest(flat_test, flat_pool)
    compared = f"{len(some_test)} test against {len(some_pool)} pool samples"
    if np.prod(study.values.shape[1:]) > WIDTH:
        compared += f", projected on {WIDTH} random directions"
    near = some_test[duplicates.near_duplicates(found.distance)]
    near = near[~np.isin(near, leaked)]
    close = {
        **_row(names[1], len(near) / len(some_test), (np.nan, np.nan), expected[1], not len(near)),
        "n": len(some_test),
        "note": "; ".join(filter(None, [compared, _which(near)])),
    }
    labels = study.samples["label"].to_numpy()
    right = labels[some_test] == labels[some_pool[found.place]]
    bounds = _interval_of_share(study, some_test, right)
    neighbour = _row(names[2], right.mean(), bounds, expected[2], pd.NA)
    return [exact, close, {**neighbour, "n": len(some_test), "note": compared}]


def _which(rows: np.ndarray) -> str:
    if not len(rows):
        return ""
    shown = ", ".join(str(row) for row in rows[:5])
    return f"samples {shown}{' …' if len(rows) > 5 else ''}: look at them, and group or remove them"


def _interval_of_share(study: Study, rows: np.ndarray, right: np.ndarray) -> tuple:
    """95 % over test groups; none with one group only."""
    test = _rows_of(study, "test")
    group = study.groups_of(test)[np.searchsorted(test, rows)]
    sums = np.column_stack(
        [np.bincount(group, given, minlength=study.test_groups) for given in (right, right * 0 + 1)]
    )
    drawn = resampled_sums(sums, study.weights)
    with np.errstate(invalid="ignore"):
        shares = (drawn[:, 0] / drawn[:, 1])[:, None]
    draws = draws_of_mean(right.mean(keepdims=True), shares, len(np.unique(group)), None, (0, 1))
    return interval(draws)


def _majority_share(study: Study) -> tuple[str, np.ndarray]:
    pool, test = (study.samples.iloc[_rows_of(study, role)]["label"] for role in ("pool", "test"))
    majority = pool.value_counts().index[0]
    return majority, (test == majority).to_numpy()


def _majority(study: Study) -> dict:
    majority, right = _majority_share(study)
    bounds = _interval_of_share(study, _rows_of(study, "test"), right)
    row = _row("majority_floor", right.mean(), bounds, "an accuracy that arms should exceed", pd.NA)
    return {**row, "n": len(right), "note": f"always {majority}, the pool's commonest class"}


def _of_arm(study: Study, arm: str) -> list[dict]:
    size = study.largest_size
    about: dict[str, object] = {"arm": arm, "family": study.contest.family(arm)}
    notes = study.limits_of_interval(arm, size)
    names = ("accuracy_within_recalls", "above_majority_floor")
    words = ("between the least and the greatest recall", "above 0, the interval too")
    if (arm, size) not in study.tested:
        return [
            {**about, **_row(name, np.nan, (), what, pd.NA), "n": 0, "note": "; ".join(notes)}
            for name, what in zip(names, words, strict=True)
        ]
    confusion = Resampled.of(study, arm, size).observed
    accuracy, recalls = scores(confusion)["accuracy"], class_scores(confusion)["sensitivity"]
    least, greatest = np.nanmin(recalls, axis=1), np.nanmax(recalls, axis=1)
    inside = (accuracy >= least - 1e-9) & (accuracy <= greatest + 1e-9)
    about |= {"n": int(confusion[0].sum()), "repeats": len(confusion)}
    note = "; ".join(notes)
    bounds = interval(study.draws(arm, size))
    within = _row(names[0], accuracy.mean(), bounds, words[0], bool(inside.all()))
    recalls_note = f"mean recalls from {least.mean():.3f} to {greatest.mean():.3f}"
    _, right = _majority_share(study)
    floor = right.mean()
    found = study.accuracies[arm, size]
    test = _rows_of(study, "test")
    group = study.groups_of(test)
    sums = np.column_stack([np.bincount(group, right), np.bincount(group)])
    drawn = resampled_sums(sums, study.weights)
    excess = found.drawn - (drawn[:, 0] / drawn[:, 1])[:, None]
    multipliers = study.multipliers(found.repeats)
    draws = draws_of_mean(found.observed - floor, excess, study.test_groups, multipliers)
    low, _ = interval(draws)
    passed = pd.NA if np.isnan(low) or about["family"] == "baseline" else bool(low > 0)
    value = bounded_by_draws("value", float(accuracy.mean() - floor), draws)
    above = {"check": names[1], **value, "expected": words[1], "passed": passed}
    return [
        {**about, **within, "note": "; ".join([*notes, recalls_note])},
        {**about, **above, "note": note},
    ]
