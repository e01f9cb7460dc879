"""Test samples as every later question asks for them: some rows, their classes and groups."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from craftbench.datasets.samples import Samples
from craftbench.predict.predictor import Extracted, Predictor
from craftbench.stats.group_bootstrap import bootstrap_confusions, group_confusions, group_weights


@dataclass(frozen=True)
class Tested:
    """Rows of samples with their true class.

    Parameters
    ----------
    rows : (n,) int array
        Positions among the samples.
    true : (n,) int array
        Class codes, in the order of the predictor's classes.
    group : (n,) int array
        Codes of the groups that intervals draw; each sample its own where there are no groups.
    """

    rows: np.ndarray
    true: np.ndarray
    group: np.ndarray

    @property
    def groups(self) -> int:
        """Number of groups."""
        return int(self.group.max()) + 1

    def resampled(
        self, predicted: np.ndarray, classes: int, resamples: int, seed: int
    ) -> np.ndarray:
        """Confusion matrices (resamples, k, classes, classes) of (k, n) predicted codes.

        All k see the same resampled groups, so that differences between them are paired.
        """
        confusions = group_confusions(self.true, predicted, self.group, classes)
        weights = group_weights(self.groups, resamples, seed)
        return bootstrap_confusions(confusions, len(predicted), classes, weights)


def select_tested(
    table: pd.DataFrame, classes: list[str], most: int | None = None, seed: int = 0
) -> Tested:
    """The test samples of a table, or a stratified choice of `most` of them.

    Of each class the same share is kept, at least one sample.
    """
    rows = np.flatnonzero((table["role"] == "test").to_numpy())
    if most is not None and most < len(rows):
        rows = _stratified(rows, table["label"].to_numpy()[rows], most, seed)
    chosen = table.iloc[rows]
    group = chosen["group"] if "group" in table else pd.Series(rows)
    codes = pd.Categorical(chosen["label"], categories=classes).codes.astype(np.int64)
    return Tested(rows, codes, pd.factorize(group)[0])


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
    """Most probable class of some samples, as a code (n,); for `extracted` see `Predictor`."""
    found = predictor.predict(samples, rows, extracted)
    return found.to_numpy().argmax(axis=1)
