"""Figures of the report, drawn without a display."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter, ScalarFormatter

from craftbench.config.cards import Card

FAMILY_COLOUR = {
    "hand-crafted": "#c2571a",
    "learned": "#1f6fb2",
    "hybrid": "#7a4fa3",
    "baseline": "#777777",
}
PANELS_A_ROW = 4


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


def plot_confusions(confusions: pd.DataFrame, validation: pd.Series, card: Card) -> Figure:
    """Confusion matrices of the best arm of each family.

    Parameters
    ----------
    confusions : DataFrame
        ``arm, family, true, predicted, share`` of one data set.
    validation : Series
        Validation accuracy by arm, which the best are chosen by.
    card : Card
        Of that data set.
    """
    families = [
        family
        for family in FAMILY_COLOUR
        if family != "baseline" and family in set(confusions["family"])
    ]
    size = 1.6 + 0.42 * len(card.classes)
    figure = Figure(figsize=(len(families) * (size + 0.8), size), layout="constrained")
    axes = figure.subplots(1, max(1, len(families)), squeeze=False)[0]
    for axis, family in zip(axes, families, strict=False):
        arms = confusions.loc[confusions["family"] == family, "arm"].unique()
        best = validation[arms].idxmax()
        own = confusions[confusions["arm"] == best]
        matrix = own.pivot_table(index="true", columns="predicted", values="share")
        _plot_matrix(axis, matrix.loc[card.classes, card.classes].to_numpy(), card.classes)
        axis.set_title(f"{best}  ({family})", fontsize=9)
    return figure


def _plot_matrix(axis: Axes, shares: np.ndarray, classes: list[str]) -> None:
    axis.imshow(shares, vmin=0, vmax=1, cmap="Blues")
    for (i, j), share in np.ndenumerate(shares):
        if round(100 * share):
            colour = "white" if share > 0.5 else "black"
            axis.text(
                j, i, f"{100 * share:.0f}", ha="center", va="center", fontsize=8, color=colour
            )
    places = range(len(classes))
    axis.set_xticks(places, classes, fontsize=8, rotation=45, ha="right")
    axis.set_yticks(places, classes, fontsize=8)
    axis.set_xlabel("predicted", fontsize=8)
    axis.set_ylabel("true  (rows sum to 100 %)", fontsize=8)
