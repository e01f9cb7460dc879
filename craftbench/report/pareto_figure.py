"""Accuracy against cost, with the Pareto front of each family."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from craftbench.report.label_placement import Label, place_labels
from craftbench.report.plot_style import FAMILY_COLOUR, LABEL, WIDTH, legend_above, style

AXES = {
    "cpu_seconds": "CPU seconds of a run: extraction of features, search and training",
    "labelled_samples": "labelled samples of a run",
    "price": "price of the labels, of the CPU hours of a run and of its predictions",
}
_HEIGHT = 3.6
_SIDE_BY_SIDE = {"labelled_samples", "price"}
"""Costs that depend on the training size alone, or nearly so: families share them."""
_APART = 0.007
_FEW_DECADES = 2.5
_ALONG = 40


def plot_pareto(pareto: pd.DataFrame) -> Figure:
    """One panel per cost, on a logarithmic axis; baselines are left out.

    Points on the front of their family are large, labelled and joined by its line. Those of the
    other arms and sizes are small. Bars are 95 % intervals; the edge of a panel may cut them.

    Parameters
    ----------
    pareto : DataFrame
        ``pareto.csv`` of one data set. A cost without values has no panel; an empty figure without
        rows.
    """
    table = pareto[(pareto["family"] != "baseline") & pareto["accuracy"].notna()]
    costs = [cost for cost in AXES if (table[cost] > 0).any()]
    if not costs:
        return Figure()
    figure = Figure(figsize=(WIDTH, _HEIGHT * len(costs) + 0.3), layout="constrained")
    panels = figure.subplots(len(costs), 1, squeeze=False, sharey=True)[:, 0]
    families = [family for family in FAMILY_COLOUR if family in set(table["family"])]
    drawn = {cost: _set_apart(table, cost, families) for cost in costs}
    for axis, cost in zip(panels, costs, strict=True):
        for family in families:
            _draw(axis, drawn[cost], cost, family)
        _style(axis, drawn[cost], cost)
    colours = [FAMILY_COLOUR[family] for family in families]
    handles = [Line2D([], [], color=colour, marker="o", markersize=5) for colour in colours]
    legend_above(figure, handles, families)
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    for axis, cost in zip(panels, costs, strict=True):
        place_labels(figure, axis, _labels(drawn[cost], cost), _places(drawn[cost], cost))
    return figure


def _set_apart(table: pd.DataFrame, cost: str, families: list[str]) -> pd.DataFrame:
    """The table with families at the same cost side by side."""
    if cost not in _SIDE_BY_SIDE:
        return table
    step = (table[cost].max() / table[cost].min()) ** _APART
    middle = (len(families) - 1) / 2
    shift = step ** table["family"].map({name: i - middle for i, name in enumerate(families)})
    columns = [name for name in (cost, f"{cost}_low", f"{cost}_high") if name in table]
    return table.assign(**{name: table[name] * shift for name in columns})


def _style(axis: Axes, table: pd.DataFrame, cost: str) -> None:
    style(axis)
    axis.set_xscale("log")
    axis.set_xlabel(AXES[cost], fontsize=LABEL)
    axis.set_ylabel("test accuracy", fontsize=LABEL)
    low, high = table[cost].min(), table[cost].max()
    room = max((high / low) ** 0.08, 1.1)
    axis.set_xlim(low / room, high * room)
    few = high / low < 10**_FEW_DECADES
    axis.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5) if few else (1,)))
    axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))
    axis.xaxis.set_minor_formatter(NullFormatter())
    worst, best = table["accuracy"].min(), table["accuracy"].max()
    axis.set_ylim(worst - 0.1 * (best - worst) - 0.01, best + 0.15 * (best - worst) + 0.01)


def _draw(axis: Axes, table: pd.DataFrame, cost: str, family: str) -> None:
    """All points of a family, with the line of its front."""
    own, colour = table[table["family"] == family], FAMILY_COLOUR[family]
    on_front = own[f"{cost}_front"].astype(bool)
    for chosen, size, opacity in ((~on_front, 2, 0.35), (on_front, 5, 0.9)):
        rows = own[chosen]
        axis.errorbar(
            rows[cost],
            rows["accuracy"],
            yerr=_lengths(rows, "accuracy"),
            xerr=_lengths(rows, cost) if f"{cost}_low" in rows else None,
            fmt="o",
            markersize=size,
            color=colour,
            alpha=opacity,
            elinewidth=0.5,
        )
    front = _front(own, cost)
    axis.plot(front[cost], front["accuracy"], drawstyle="steps-post", color=colour, linewidth=1.2)


def _front(own: pd.DataFrame, cost: str) -> pd.DataFrame:
    return own[own[f"{cost}_front"].astype(bool)].sort_values([cost, "accuracy"])


def _places(table: pd.DataFrame, cost: str) -> np.ndarray:
    """All points, and points along the horizontal parts of the fronts, (n, 2)."""
    places = [table[[cost, "accuracy"]].to_numpy(float)]
    for _, own in table.groupby("family"):
        x, y = _front(own, cost)[[cost, "accuracy"]].to_numpy(float).T
        for left, right, height in zip(x[:-1], x[1:], y[:-1], strict=True):
            along = np.geomspace(left, right, _ALONG)
            places.append(np.column_stack([along, np.full(_ALONG, height)]))
    return np.concatenate(places)


def _lengths(rows: pd.DataFrame, name: str) -> np.ndarray:
    """From an estimate down and up to its bounds, (2, rows)."""
    value = rows[name].to_numpy(float)
    low, high = (rows[f"{name}{end}"].to_numpy(float) for end in ("_low", "_high"))
    return np.nan_to_num(np.maximum([value - low, high - value], 0))


def _labels(table: pd.DataFrame, cost: str) -> list[Label]:
    """Arm and training size of every point on a front, the most accurate first."""
    front = table[table[f"{cost}_front"].astype(bool)].sort_values("accuracy", ascending=False)
    return [
        Label(
            row[cost],
            row["accuracy"],
            f"{row['arm']} {row['training_size']}",
            FAMILY_COLOUR[row["family"]],
        )
        for row in front.to_dict("records")
    ]
