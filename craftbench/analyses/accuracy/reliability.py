"""Points of the reliability diagrams of a data set."""

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from craftbench.analyses.accuracy.probabilities import Probabilities, probabilities_of
from craftbench.analyses.analysis import Analysis
from craftbench.analyses.study import Study
from craftbench.stats.calibration_error import equal_mass_bins
from craftbench.stats.intervals import bounded, with_bounds

COLUMNS = (
    *("dataset", "arm", "family", "bin", "n", "confidence", *with_bounds("accuracy")),
    "interval",
)
ANALYSIS = Analysis(
    name="reliability",
    needs="study",
    caption="Accuracy against mean confidence in bins of equally many test samples, of the "
    "selected arm of each family at the largest training size.",
    columns=COLUMNS,
)


def reliability(study: Study) -> pd.DataFrame:
    """One row an arm and bin; ``n`` counts the samples of all repeats together."""
    selected = study.selection.arms(study.largest_size)
    rows = [
        {"dataset": study.dataset, "arm": arm, "family": family, **point}
        for family, arm in selected.items()
        for point in _points(study, arm)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _points(study: Study, arm: str) -> list[dict]:
    table, bootstrap = probabilities_of(study, arm), study.bootstrap
    if not len(table):
        return []
    given = Probabilities.of(study, table, "test")
    bins = equal_mass_bins(given.confidence)
    count = np.bincount(bins)
    cells = bootstrap.group[study.places_of(given.samples)], bins
    of_groups = [
        csr_array((one.astype(float), cells), shape=(bootstrap.groups, len(count)))
        for one in (given.correct, np.ones(len(bins)))
    ]
    correct, every = map(bootstrap.sums, of_groups)
    groups = np.asarray((of_groups[1] > 0).sum(axis=0)).ravel()
    with np.errstate(invalid="ignore"):
        drawn = correct / every
    accuracy = np.bincount(bins, given.correct) / count
    confidence = [given.confidence[bins == i].mean() for i in range(len(count))]
    low, high = bootstrap.interval(accuracy[None], drawn[:, None], groups=groups)
    return [
        {
            "bin": i,
            "n": int(count[i]),
            "confidence": confidence[i],
            **bounded("accuracy", accuracy[i], (low[i], high[i])),
            "interval": bootstrap.covers(1),
        }
        for i in range(len(count))
    ]
