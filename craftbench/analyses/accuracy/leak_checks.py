"""Whether test samples are in the pool too: by group, value for value, or nearly so."""

import numpy as np

from craftbench.analyses.study import Study
from craftbench.protocol import duplicates
from craftbench.stats.bootstrap import NONE

WIDTH = 512
_OF_VALUES = {
    "duplicates": "0: no test sample is in the pool, value for value",
    "near_duplicates": "0: no distance to the pool under {near:g} % of the median",
    "nearest_neighbour": "an accuracy that arms should exceed",
}


def leak_checks(study: Study) -> list[dict]:
    """Rows of `craftbench.analyses.accuracy.checks`, each with its ``interval``.

    The samples are compared up to `Checks.test_samples` and `Checks.pool_samples`; those with more
    than 512 values are projected on as many random directions.
    """
    return [_same_group(study), *_of_values(study)]


def _share(check: str, found: int, n: int, expected: str, note: str) -> dict:
    return {
        "check": check,
        "value": found / n,
        "expected": expected,
        "passed": not found,
        "n": n,
        "interval": NONE,
        "note": note,
    }


def _same_group(study: Study) -> dict:
    check, expected = "same_group", "0: no group is in the pool and in the test part"
    pool, test = (study.samples.iloc[study.rows_of(role)] for role in ("pool", "test"))
    if not study.has_groups:
        note = "the samples have no groups"
        return {"check": check, "expected": expected, "n": len(test), "note": note}
    shared = int(test["group"].isin(pool["group"].unique()).sum())
    return _share(check, shared, len(test), expected, "")


def _of_values(study: Study) -> list[dict]:
    """Checks that look at the samples themselves."""
    near_share = study.settings.checks.near
    of_values = {check: words.format(near=100 * near_share) for check, words in _OF_VALUES.items()}
    if study.values is None:
        return [
            {"check": check, "expected": expected, "n": 0, "note": "the samples were not given"}
            for check, expected in of_values.items()
        ]
    names, expected = list(of_values), list(of_values.values())
    pool, test = study.rows_of("pool"), study.rows_of("test")
    exact = duplicates.exact_duplicates(study.values, pool, test)
    some_test, some_pool = _some(study, test, pool)
    found = _nearest(study, some_test, some_pool)
    near = some_test[duplicates.near_duplicates(found.distance, near_share)]
    near = near[~np.isin(near, exact)]
    compared = f"{len(some_test)} test against {len(some_pool)} pool samples"
    if np.prod(study.values.shape[1:]) > WIDTH:
        compared += f", projected on {WIDTH} random directions"
    near_note = "; ".join(filter(None, [compared, _which(near)]))
    labels, bootstrap = study.samples["label"].to_numpy(), study.bootstrap
    correct = labels[some_test] == labels[some_pool[found.place]]
    places = study.places_of(some_test)
    groups = len(np.unique(bootstrap.group[places]))
    observed, drawn = bootstrap.means([correct], [places])
    return [
        _share(names[0], len(exact), len(test), expected[0], _which(exact)),
        _share(names[1], len(near), len(some_test), expected[1], near_note),
        {
            "check": names[2],
            **bootstrap.bounded("value", observed, drawn, groups=groups),
            "expected": expected[2],
            "n": len(correct),
            "interval": bootstrap.covers(1, groups),
            "note": compared,
        },
    ]


def _some(study: Study, test: np.ndarray, pool: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Random samples of both parts, where there are more than are compared."""
    rng = np.random.default_rng(study.bootstrap.seed)
    settings = study.settings.checks
    test, pool = (
        rows if len(rows) <= most else np.sort(rng.choice(rows, most, replace=False))
        for rows, most in ((test, settings.test_samples), (pool, settings.pool_samples))
    )
    return test, pool


def _nearest(study: Study, test: np.ndarray, pool: np.ndarray) -> duplicates.Neighbours:
    assert study.values is not None
    flat_test, flat_pool = (
        duplicates.flattened(study.values, rows, WIDTH, study.bootstrap.seed)
        for rows in (test, pool)
    )
    return duplicates.nearest(flat_test, flat_pool)


def _which(rows: np.ndarray) -> str:
    if not len(rows):
        return ""
    shown = ", ".join(str(row) for row in rows[:5])
    return f"samples {shown}{' …' if len(rows) > 5 else ''}: look at them, and group or remove them"
