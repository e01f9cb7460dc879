"""What the score of a training varies with: the seed of the fit, or the training subset."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.refits import Refits
from craftbench.analyses.refitted_scores import refitted_scores
from craftbench.analyses.samples_table import codes_of
from craftbench.stats.bootstrap import REPEATS_ONLY
from craftbench.stats.intervals import with_bounds
from craftbench.stats.seed_split import split_seeds
from craftbench.stats.seeds import seed_of
from craftbench.stats.variance_split import split_variance

COLUMNS = (
    *("dataset", "arm", "family", "training_size", "size_unit", "train_samples"),
    *("seeds", "subsets", "n_test", "test_groups", "metric", "score"),
    *with_bounds("sd_seed", "sd_repeats"),
    *("sd_subset", "sd_groups"),
    *with_bounds("share_subset"),
    *("interval", "note"),
)
ANALYSIS = Analysis(
    name="seed_variance",
    needs="refits",
    caption="Variance of the test score, by the primary metric, of one training of the selected "
    "arm of each family, split into the seed of the fit and the training subset.",
    columns=COLUMNS,
)


def seed_variance(refits: Refits) -> pd.DataFrame:
    """One row a family, if `refits.initialisations` is not 0.

    Returns
    -------
    DataFrame
        ``sd_seed`` is the standard deviation of the score over ``seeds`` trainings on the subset of
        repeat 0: with other initial weights, another order of the samples and other augmented
        copies, or with another seed of a classifier. ``sd_repeats`` is that over ``subsets``
        trainings which draw subset, validation part and seed again. ``sd_subset`` is the root of
        the difference of their squares, and ``share_subset`` the share of that difference in
        the variance over repeats, see `split_seeds`. ``sd_groups`` is what the choice of as many
        test groups adds to one training, see `split_variance`; the others are for these test
        samples.

    Notes
    -----
    All trainings are those of a search, with early stopping on the validation part. Repeats are
    trained here, not taken from the runs: the final models of the runs have more samples and
    chosen settings, and a difference between the two variances could come from either.
    """
    families = refits.arms if refits.settings.refits.initialisations else {}
    return pd.DataFrame([_row(refits, one) for one in families], columns=list(COLUMNS))


def _row(refits: Refits, family: str) -> dict[str, Any]:
    scores, (same_subset, repeats) = refitted_scores(refits), _predicted(refits, family)
    observed, drawn = scores.of(repeats)
    split = split_seeds(scores.of(same_subset)[0], observed)
    notes = []
    if (same_subset == same_subset[0]).all():
        notes.append("every seed gives the same predictions")
    if split.negative:
        notes.append("the variance by the subset was estimated below 0 and set to 0")
    groups = np.nan
    if scores.groups > 1:
        groups = np.sqrt(split_variance(observed, drawn, scores.groups).groups)
    else:
        notes.append("one test group only")
    return {
        "dataset": refits.dataset,
        "arm": refits.arms[family],
        "family": family,
        "training_size": refits.training_size,
        "size_unit": refits.size_unit,
        "train_samples": len(refits.parts_of(0).train),
        "seeds": split.seeds,
        "subsets": split.subsets,
        "n_test": len(refits.parts_of(0).test),
        "test_groups": refits.bootstrap.groups if refits.has_groups else pd.NA,
        "metric": scores.metric.name,
        "score": observed.mean(),
        "sd_subset": np.sqrt(split.subset),
        "sd_groups": groups,
        **split.bounded(),
        "interval": REPEATS_ONLY,
        "note": "; ".join(notes),
    }


def _predicted(refits: Refits, family: str) -> tuple[np.ndarray, np.ndarray]:
    """Codes (seeds, n) of trainings on the first subset, and (subsets, n) one on each subset.

    The first training is in both.
    """
    refit = refits.refit(family)
    y = codes_of(refits.table, refits.contest.classes)
    repeats = [refits.parts_of(one) for one in range(refits.settings.refits.initialisations)]
    first = repeats[0]
    same = [
        replace(first, seed=seed_of(first.seed, "initialisation", number))
        for number in range(1, len(repeats))
    ]
    codes = [refit.early_stopped(parts, y, parts.test) for parts in [*repeats, *same]]
    on_subsets, on_first = codes[: len(repeats)], codes[len(repeats) :]
    return np.array([codes[0], *on_first]), np.array(on_subsets)
