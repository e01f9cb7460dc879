"""Figures of the report, drawn without a display."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter, ScalarFormatter

from benchmark.cards import Card

FAMILY_COLOUR = {
    "hand-crafted": "#c2571a",
    "learned": "#1f6fb2",
    "hybrid": "#7a4fa3",
    "baseline": "#777777",
}
PANELS_A_ROW = 4
EXAMPLES = 6


def plot_learning_curves(data_needs: pd.DataFrame, card: Card) -> Figure:
    """One panel an arm: accuracy over training size on train and test, with 95 % bands.

    Parameters
    ----------
    data_needs : DataFrame
        The table of one data set.
    card : Card
        Of that data set.
    """
    arms = list(card.arms)
    rows = -(-len(arms) // PANELS_A_ROW)
    figure = Figure(figsize=(11, 2.3 * rows + 0.5), layout="constrained")
    axes = figure.subplots(rows, PANELS_A_ROW, sharex=True, sharey=True, squeeze=False).ravel()
    for axis, arm in zip(axes, arms, strict=False):
        _plot_curve(axis, data_needs[data_needs["arm"] == arm], FAMILY_COLOUR[card.family(arm)])
        axis.set_title(f"{arm}  ({card.family(arm)})", fontsize=9)
    for axis in axes[len(arms) :]:
        axis.set_axis_off()
    for axis in axes[max(0, len(arms) - PANELS_A_ROW) : len(arms)]:
        axis.tick_params(labelbottom=True)
    sizes = card.training_sizes
    axes[0].set_xscale("log")
    axes[0].set_xticks(sizes)
    axes[0].xaxis.set_major_formatter(ScalarFormatter())
    axes[0].xaxis.set_minor_formatter(NullFormatter())
    for axis in axes:
        axis.tick_params(axis="x", labelsize=7, rotation=45)
    unit = data_needs["size_unit"].iloc[0]
    figure.supxlabel(f"training size ({unit}, logarithmic)", fontsize=9)
    figure.supylabel("accuracy", fontsize=9)
    handles, labels = axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper right", ncols=2, fontsize=8, frameon=False)
    return figure


def _plot_curve(axis: Axes, curve: pd.DataFrame, colour: str) -> None:
    size = curve["training_size"]
    for name, label, style, alpha in (
        ("train_accuracy", "train", "--", 0.12),
        ("accuracy", "test (band: 95 % interval)", "-", 0.25),
    ):
        axis.plot(size, curve[name], style, color=colour, marker="o", markersize=3, label=label)
        axis.fill_between(
            size, curve[f"{name}_low"], curve[f"{name}_high"], color=colour, alpha=alpha, lw=0
        )
    axis.grid(color="#dddddd", linewidth=0.6)
    axis.spines[["top", "right"]].set_visible(False)


def plot_examples(values: np.ndarray, table: pd.DataFrame, card: Card) -> Figure:
    """The first samples of each class in the pool, one row a class; never of the test part."""
    pool = table[table["role"] == "pool"]
    columns = EXAMPLES
    figure = Figure(figsize=(8.5, 1.0 * len(card.classes) + 0.2), layout="constrained")
    axes = figure.subplots(len(card.classes), columns, squeeze=False)
    for row, name in zip(axes, card.classes, strict=True):
        of_class = pool.loc[pool["label"] == name, "sample"].to_numpy()
        spread = np.linspace(0, len(of_class) - 1, min(columns, len(of_class))).astype(int)
        for axis in row:
            axis.set(xticks=[], yticks=[])
            axis.spines[:].set_visible(False)
        for axis, sample in zip(row, of_class[np.unique(spread)], strict=False):
            _plot_sample(axis, np.asarray(values[sample]), _is_signal(values, card))
        row[0].set_ylabel(name, rotation=0, ha="right", va="center", fontsize=9)
    return figure


def _is_signal(values: np.ndarray, card: Card) -> bool:
    kinds = {view.kind for view in card.views.values()}
    return values.ndim == 3 and (kinds == {"signal"} or values.shape[-1] <= 2)


def _plot_sample(axis: Axes, sample: np.ndarray, signal: bool) -> None:
    if signal:
        axis.plot(sample, color="#222222", linewidth=0.8)
    elif sample.ndim == 3 and sample.shape[-1] == 3:
        axis.imshow(sample / max(sample.max(), 1))
    else:
        axis.imshow(sample if sample.ndim == 2 else sample[..., 0], cmap="gray")
