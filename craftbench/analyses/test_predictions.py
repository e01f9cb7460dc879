"""Test predictions of one arm at one training size, as class codes."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from craftbench.errors import CraftbenchError


@dataclass(frozen=True)
class TestPredictions:
    """Test predictions of one arm at one training size.

    Parameters
    ----------
    samples : (n,) int array
        Sample numbers, rising.
    true : (n,) int array
        Class codes of the samples.
    predicted : (repeats, n) int array
        Predicted class codes.
    repeats : (repeats,) int array
        Numbers of the repeats.
    """

    samples: np.ndarray
    true: np.ndarray
    predicted: np.ndarray
    repeats: np.ndarray

    @property
    def correct(self) -> np.ndarray:
        """Whether each prediction is correct, (repeats, n)."""
        return self.predicted == self.true

    @classmethod
    def by_size(
        cls, predictions: pd.DataFrame, labels: pd.Series, classes: list[str], origin: str
    ) -> "dict[int, TestPredictions]":
        """Those of an arm by training size.

        Parameters
        ----------
        predictions : DataFrame
            ``training_size, repeat, split, sample, predicted``.
        labels : Series
            True class of every sample, in the order of the samples.
        classes : list of str
            Class names.
        origin : str
            Data set and arm, for messages.

        Raises
        ------
        CraftbenchError
            If a predicted class is none of `classes`, or the repeats have different test samples.
        """
        rows = predictions[(predictions["split"] == "test").to_numpy()]
        given = rows["predicted"].astype("category").cat
        codes = pd.Index(classes).get_indexer(given.categories)[given.codes]
        true = pd.Categorical(labels, categories=classes).codes
        sizes, repeats, samples = (
            rows[name].to_numpy() for name in ("training_size", "repeat", "sample")
        )
        if (codes < 0).any():
            raise CraftbenchError(
                f"{origin}: class {rows['predicted'].iloc[codes.argmin()]!r} was predicted, "
                f"expected one of {', '.join(classes)}; train the arm again"
            )
        order = np.lexsort((samples, repeats, sizes))
        by_size = {}
        for size in np.unique(sizes):
            own = order[sizes[order] == size]
            numbers = np.unique(repeats[own])
            wide = samples[own].reshape(len(numbers), -1) if not len(own) % len(numbers) else None
            if wide is None or (wide != wide[0]).any():
                raise CraftbenchError(
                    f"{origin}: the repeats of training size {size} have different test samples, "
                    "expected the same in each; train the arm again"
                )
            by_size[int(size)] = cls(
                samples=wide[0],
                true=true[wide[0]].astype(np.int64),
                predicted=codes[own].reshape(wide.shape),
                repeats=numbers,
            )
        return by_size
