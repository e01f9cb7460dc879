"""The style of pictures: colours, text sizes and legends."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

FAMILY_COLOUR = {
    "hand-crafted": "#c2571a",
    "fixed-filter": "#1b8a6b",
    "pretrained": "#b0347f",
    "learned": "#1f6fb2",
    "hybrid": "#7a4fa3",
    "published": "#7d6608",
    "baseline": "#777777",
}
"""By family, in figures and on the pages; also the order of families."""
BLUE, ORANGE = FAMILY_COLOUR["learned"], FAMILY_COLOUR["hand-crafted"]
INK, GRID = "#222222", "#dddddd"
SIGNED = "RdBu_r"
"""Colour map of signed values: red positive, blue negative, white zero."""
WIDTH = 11.0
TITLE, LABEL, TICK = 9, 8, 7
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
