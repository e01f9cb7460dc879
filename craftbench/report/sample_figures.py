"""Samples as pictures: examples of each class."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from craftbench.datasets.source import SampleSource
from craftbench.report.plot_style import TITLE, shown_name, without_ticks

EXAMPLES = 6
SMALL_SIDE = 50


@dataclass(frozen=True)
class DrawnSamples:
    """Stored samples, and how their source draws them.

    Parameters
    ----------
    values : (n, …) array
        Of the data set.
    table : DataFrame
        ``samples.parquet``.
    source : SampleSource
        Of the data set.
    view_kinds : collection of {"image", "signal"}
        Kinds of the contest's views.
    """

    values: np.ndarray
    table: pd.DataFrame
    source: SampleSource
    view_kinds: Collection[str] = ()

    def draw(self, axis: Axes, sample: int) -> None:
        """Draw one sample, given by its number."""
        self.source.draw(axis, np.asarray(self.values[sample]), self.table, self.view_kinds)


def plot_examples(samples: DrawnSamples, classes: list[str]) -> Figure:
    """Samples of each class from all over the pool, one row per class; no test samples.

    Parameters
    ----------
    samples : DrawnSamples
        Of the data set.
    classes : list of str
        In the order of the rows.
    """
    pool = samples.table[samples.table["role"] == "pool"]
    side = 1.0 if samples.values.shape[1] < SMALL_SIDE else 1.5
    size = side * EXAMPLES + 2.5, side * len(classes) + 0.2
    figure = Figure(figsize=size, layout="constrained")
    axes = figure.subplots(len(classes), EXAMPLES, squeeze=False)
    for axis in axes.ravel():
        without_ticks(axis, frame=False)
    for row, name in zip(axes, classes, strict=True):
        of_class = pool.loc[pool["label"] == name, "sample"].to_numpy()
        spread = np.linspace(0, len(of_class) - 1, min(EXAMPLES, len(of_class))).astype(int)
        for axis, sample in zip(row, of_class[np.unique(spread)], strict=False):
            samples.draw(axis, sample)
        row[0].set_ylabel(shown_name(name), rotation=0, ha="right", va="center", fontsize=TITLE)
    return figure
