"""The style of all figures: colours, axes, bands and panels."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

FAMILY_COLOUR = {
    "hand-crafted": "#c2571a",
    "fixed-filter": "#1b8a6b",
    "pretrained": "#b0347f",
    "learned": "#1f6fb2",
    "hybrid": "#7a4fa3",
    "baseline": "#777777",
}
"""By family, in figures and on the pages; also the order of families."""
BLUE, ORANGE = FAMILY_COLOUR["learned"], FAMILY_COLOUR["hand-crafted"]
INK, SOFT, GRID = "#222222", "#999999", "#dddddd"
SIGNED = "RdBu_r"
"""Colour map of signed values: red positive, blue negative, white zero."""
WIDTH = 11.0
PANELS_A_ROW = 4
TITLE, LABEL, TICK = 9, 8, 7
BAND = 0.2
LONGEST_NAME = 32
"""Characters of a name in a figure; a longer one leaves no room for the axes."""


def shown_name(name: str) -> str:
    """A name from a card or a file as it stands in a figure.

    Characters that an SVG cannot hold, and line breaks, become ``�``. A longer name is cut and ends
    in an ellipsis. A blank is put before a leading underscore, by which Matplotlib hides a label.
    """
    shown = printable(name)
    if len(shown) > LONGEST_NAME:
        shown = shown[: LONGEST_NAME - 1] + "…"
    return f" {shown}" if shown.startswith("_") else shown


def printable(name: str) -> str:
    """A name with ``�`` for characters that an SVG cannot hold, and for line breaks."""
    return "".join(one if one.isprintable() else "�" for one in name)


def panels(count: int) -> tuple[Figure, Sequence[Axes]]:
    """A figure with `count` panels in rows that share both axes.

    A panel with an empty place below it has tick labels too.
    """
    rows = -(-count // PANELS_A_ROW)
    figure = Figure(figsize=(WIDTH, 2.2 * rows + 0.6), layout="constrained")
    grid = figure.subplots(rows, PANELS_A_ROW, sharex=True, sharey=True, squeeze=False).ravel()
    for axis in grid[count:]:
        axis.set_axis_off()
    for axis in grid[max(0, count - PANELS_A_ROW) : count]:
        axis.tick_params(labelbottom=True)
    for axis in grid[:count]:
        style(axis)
    return figure, list(grid[:count])


def style(axis: Axes) -> None:
    """Give an axis a light grid, no frame at the top and right, and small tick labels."""
    axis.grid(color=GRID, linewidth=0.6)
    axis.spines[["top", "right"]].set_visible(False)
    axis.tick_params(labelsize=TICK)


def plot_with_band(
    axis: Axes,
    x: pd.Series,
    table: pd.DataFrame,
    estimate: str,
    colour: str,
    line: str = "-",
    band: float = BAND,
    label: str = "",
) -> None:
    """Plot an estimate over `x`, with a band between its bounds.

    Parameters
    ----------
    axis : Axes
    x : Series
        Of the rows of `table`.
    table : DataFrame
        With the columns ``{estimate}``, ``{estimate}_low`` and ``{estimate}_high``.
    estimate, colour, line, label : str
        Name of the column; colour, line style and entry in the legend.
    band : float
        Opacity of the band.
    """
    axis.plot(x, table[estimate], line, color=colour, marker="o", markersize=3, label=label)
    low, high = table[f"{estimate}_low"], table[f"{estimate}_high"]
    axis.fill_between(x, low, high, color=colour, alpha=band, lw=0)


def label_axes(figure: Figure, x: str, y: str) -> None:
    """Label all horizontal axes of a figure with `x`, all vertical ones with `y`."""
    figure.supxlabel(x, fontsize=TITLE)
    figure.supylabel(y, fontsize=TITLE)


def legend_above(figure: Figure, handles: Sequence, labels: Sequence[str]) -> None:
    """Add a legend in one row above the figure, on the right."""
    figure.legend(
        handles,
        labels,
        loc="outside upper right",
        ncols=max(1, len(labels)),
        fontsize=LABEL,
        frameon=False,
    )


def line_handle(line: Literal["-", "--"]) -> Line2D:
    """A legend entry for a line style, in a neutral colour."""
    return Line2D([], [], color=INK, linestyle=line, marker="o", markersize=3)


def without_ticks(axis: Axes, frame: bool = True) -> None:
    """Remove the ticks of an axis and, unless `frame`, its border."""
    axis.set(xticks=[], yticks=[])
    if not frame:
        axis.spines[:].set_visible(False)


def show_signed(axis: Axes, image: np.ndarray, limit: float | None = None) -> None:
    """Draw positive values in red, negative ones in blue and zero in white.

    Parameters
    ----------
    axis : Axes
    image : (H, W) array
    limit : float, optional
        Value of the deepest colours; by default the largest absolute value.
    """
    limit = limit or float(np.abs(image).max()) or 1.0
    axis.imshow(image, cmap=SIGNED, vmin=-limit, vmax=limit, interpolation="none")
    without_ticks(axis)
