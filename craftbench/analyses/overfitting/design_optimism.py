"""Optimism of the selected design: its score on the samples that selected it, against new ones."""

from typing import Any

import numpy as np
import pandas as pd
from sklearn import config_context

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.features import Features
from craftbench.analyses.overfitting.designs import random_designs, selected_and_nested
from craftbench.analyses.samples_table import codes_of, groups_of
from craftbench.stats.bootstrap import NONE, Bootstrap
from craftbench.stats.intervals import bounded, with_bounds
from craftbench.stats.predicted_scores import PredictedScores
from craftbench.stats.seeds import seed_of

ESTIMATES = ("selected", "nested", "optimism")
COLUMNS = (
    *("dataset", "family", "candidates", "metric", *with_bounds(*ESTIMATES)),
    *("n", "groups", "redraws", "interval", "note"),
)
ANALYSIS = Analysis(
    name="design_optimism",
    needs="features",
    caption="Score, by the primary metric, of the best of several random feature designs, by the "
    "cross-validation that selected it and by a nested one; the difference is the optimism of the "
    "selection.",
    columns=COLUMNS,
)


def design_optimism(features: Features) -> pd.DataFrame:
    """Optimism against the number of designs tried, for the hand-crafted family.

    Returns
    -------
    DataFrame
        `COLUMNS`: one row for each number of designs; one row with a note where there are too few
        groups for nested folds, and none where the data set has no features.
    """
    if not features.by_set:
        return pd.DataFrame(columns=list(COLUMNS))
    dataset, table, settings = features.dataset, features.table, features.settings.design_optimism
    pool = np.flatnonzero(table["role"] == "pool")
    rng = np.random.default_rng(seed_of(features.seed, dataset, "designs"))
    rows = np.sort(rng.choice(pool, min(settings.samples, len(pool)), replace=False))
    metric, classes = features.contest.primary_metric(table), features.contest.classes
    about: dict[str, Any] = {"dataset": dataset, "family": "hand-crafted", "n": len(rows)}
    about["metric"] = metric.name
    about |= {"redraws": settings.redraws, "groups": pd.NA}
    groups = groups_of(table, rows) if "group" in table else None
    found = len(np.unique(groups_of(table, rows)))
    if groups is not None:
        about["groups"] = found
    if found < settings.fewest_groups:
        note = f"{found} groups in the pool; nested folds need at least {settings.fewest_groups}"
        row = {**about, "interval": NONE, "note": note}
        return pd.DataFrame([row], columns=list(COLUMNS))
    x, sets, note = _design_columns(features, rows)
    y = codes_of(table, classes)[rows]
    seed = seed_of(features.seed, dataset, "design bootstrap")
    bootstrap = Bootstrap(groups_of(table, rows), features.resamples, seed)
    scores = PredictedScores(metric, bootstrap, y, len(classes))
    # The features are finite here, and many small fits would spend a fifth of their time on checks.
    with config_context(assume_finite=True, skip_parameter_validation=True):
        redraws = []
        for fold_seed in rng.integers(2**31, size=settings.redraws):
            designs = random_designs(sets, max(settings.designs), settings.most_features, rng)
            redraws.append(
                selected_and_nested(x, y, groups, designs, settings, fold_seed, scores.score)
            )
    about |= {"interval": bootstrap.covers(settings.redraws), "note": note}
    rows_of = [
        {**about, "candidates": k, **_estimates([one[k] for one in redraws], k, scores)}
        for k in redraws[0]
    ]
    return pd.DataFrame(rows_of, columns=list(COLUMNS))


def _estimates(
    redraws: list[tuple[np.ndarray, np.ndarray]], k: int, scores: PredictedScores
) -> dict[str, Any]:
    """From the codes that the best of k designs and the nested ones predict in each redraw."""
    selected, nested = map(np.array, zip(*redraws, strict=True))
    if k == 1:  # Nothing was selected: both are the same fits.
        optimism = bounded("optimism", 0.0, (0.0, 0.0))
    else:
        optimism = scores.bounded_difference("optimism", selected, nested)
    of_both = scores.bounded("selected", selected) | scores.bounded("nested", nested)
    return of_both | optimism


def _design_columns(
    features: Features, rows: np.ndarray
) -> tuple[np.ndarray, list[np.ndarray], str]:
    """Features of the design samples, and the columns of each set that at least half of them have.

    A feature that most samples lack may have no value at all in a fold.
    """
    tables = features.by_set.values()
    joined = pd.concat([own.iloc[rows] for own in tables], axis=1)
    owner = np.repeat(np.arange(len(tables)), [own.shape[1] for own in tables])
    kept = joined.notna().mean().to_numpy() >= 0.5
    sets = [np.flatnonzero(kept & (owner == number)) for number in range(len(tables))]
    left_out = int((~kept).sum())
    note = f"without {left_out} features that are missing in most samples" if left_out else ""
    return joined.to_numpy(np.float32), [own for own in sets if len(own)], note
