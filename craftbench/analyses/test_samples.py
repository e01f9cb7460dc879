"""Test samples: some rows of a data set with their classes and groups."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from craftbench.analyses.samples_table import codes_of, groups_of
from craftbench.datasets.samples import Samples
from craftbench.predict.predictor import Extracted, Predictor
from craftbench.stats.bootstrap import Bootstrap


@dataclass(frozen=True)
class TestSamples:
    """Rows of a data set with their true classes.

    Parameters
    ----------
    rows : (n,) int array
        Positions among the samples.
    true : (n,) int array
        Class codes, in the order of the predictor's classes.
    group : (n,) int array
        Group of each row; without groups, each row is its own group.
    """

    rows: np.ndarray
    true: np.ndarray
    group: np.ndarray

    @property
    def groups(self) -> int:
        """Number of groups."""
        return int(self.group.max()) + 1

    def of(self, chosen: np.ndarray) -> "TestSamples":
        """Only the rows of an (n,) bool array."""
        group = pd.factorize(self.group[chosen])[0]
        return TestSamples(self.rows[chosen], self.true[chosen], group)

    def bootstrap(self, resamples: int, seed: int) -> Bootstrap:
        """A bootstrap of the groups of these samples."""
        return Bootstrap(self.group, resamples, seed)


def select_test_samples(
    table: pd.DataFrame, classes: list[str], most: int | None = None, seed: int = 0
) -> TestSamples:
    """The test samples of a table, or a stratified choice of at most `most` of them.

    The same share of each class is kept, and at least one sample of it.
    """
    rows = np.flatnonzero((table["role"] == "test").to_numpy())
    if most is not None and most < len(rows):
        rows = _stratified(rows, table["label"].to_numpy()[rows], most, seed)
    return TestSamples(
        rows, codes_of(table, classes)[rows], pd.factorize(groups_of(table, rows))[0]
    )


def _stratified(rows: np.ndarray, label: np.ndarray, most: int, seed: int) -> np.ndarray:
    order = np.random.default_rng(seed).permutation(len(rows))
    shuffled = pd.Series(label[order])
    rank = shuffled.groupby(shuffled).cumcount()
    count = shuffled.map(shuffled.value_counts())
    kept = rank < np.maximum(1, np.floor(count * most / len(rows)))
    return np.sort(rows[order[kept.to_numpy()]])


def predicted_codes(
    predictor: Predictor, samples: Samples, rows: np.ndarray, extracted: Extracted | None = None
) -> np.ndarray:
    """Most probable class of some samples as a code, (n,); for `extracted` see `Predictor`."""
    found = predictor.predict(samples, rows, extracted)
    return found.to_numpy().argmax(axis=1)
