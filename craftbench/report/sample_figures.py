"""Pictures of samples: examples of each class, and those that most arms get wrong."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from craftbench.config.cards import Card

EXAMPLES = 6
HARDEST_A_ROW = 6


def plot_examples(values: np.ndarray, table: pd.DataFrame, card: Card) -> Figure:
    """Samples of each class spread over the pool, one row a class; never of the test part.

    Parameters
    ----------
    values : (n, …) array
        Stored samples.
    table : DataFrame
        ``samples.parquet``.
    card : Card
        Of the data set.
    """
    pool = table[table["role"] == "pool"]
    side = 1.0 if values.shape[1] < 50 else 1.5
    figure = Figure(
        figsize=(side * EXAMPLES + 2.5, side * len(card.classes) + 0.2), layout="constrained"
    )
    axes = figure.subplots(len(card.classes), EXAMPLES, squeeze=False)
    for row, name in zip(axes, card.classes, strict=True):
        of_class = pool.loc[pool["label"] == name, "sample"].to_numpy()
        spread = np.linspace(0, len(of_class) - 1, min(EXAMPLES, len(of_class))).astype(int)
        for axis in row:
            _without_frame(axis)
        for axis, sample in zip(row, of_class[np.unique(spread)], strict=False):
            card.source.draw(axis, np.asarray(values[sample]), table, _kinds(card))
        row[0].set_ylabel(name, rotation=0, ha="right", va="center", fontsize=9)
    return figure


def plot_hardest(
    values: np.ndarray, table: pd.DataFrame, hardest: pd.DataFrame, card: Card
) -> Figure:
    """Test samples that the most runs get wrong, with what they are and are taken for.

    Parameters
    ----------
    values, table, card
        As in `plot_examples`.
    hardest : DataFrame
        ``sample, label, taken_for, runs_wrong, runs``.
    """
    rows = max(1, -(-len(hardest) // HARDEST_A_ROW))
    figure = Figure(figsize=(11, 2.2 * rows), layout="constrained")
    axes = figure.subplots(rows, HARDEST_A_ROW, squeeze=False).ravel()
    for axis in axes:
        _without_frame(axis)
    for axis, row in zip(axes, hardest.itertuples(), strict=False):
        card.source.draw(axis, np.asarray(values[row.sample]), table, _kinds(card))
        axis.set_title(
            f"{row.label}\ntaken for {row.taken_for}\nin {row.runs_wrong} of {row.runs} runs wrong",
            fontsize=7,
        )
    return figure


def _without_frame(axis: Axes) -> None:
    axis.set(xticks=[], yticks=[])
    axis.spines[:].set_visible(False)


def _kinds(card: Card) -> set[str]:
    return {view.kind for view in card.views.values()}
