"""Labels of points, placed where they cover as little as possible."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from craftbench.report.plot_style import SOFT, TICK

_DISTANCES = (4, 12, 22, 34, 48)
"""Of a label from its point in typographic points; from the second on, a thin line joins them."""
_DIRECTIONS = ((1, -1), (-1, 1), (1, 1), (-1, -1), (0, 1), (0, -1))
_SIDE = {1: "left", 0: "center", -1: "right"}
_END = {1: "bottom", -1: "top"}
_POINT = 3.0
_OUTSIDE = 1e6
_FARTHER = 2.0
"""A label moves one typographic point farther rather than cover so many square pixels more."""


@dataclass(frozen=True)
class Label:
    """Text and colour of the label of a point, in the units of its axis."""

    x: float
    y: float
    text: str
    colour: str


def place_labels(
    figure: Figure, axis: Axes, labels: Sequence[Label], obstacles: np.ndarray
) -> None:
    """Label points; each label takes the place that covers least of the points and other labels.

    Parameters
    ----------
    figure, axis
        With their final layout and limits.
    labels : sequence of Label
        Those that come first have the first choice.
    obstacles : (m, 2) array
        All points that should not be covered, in the units of the axis.
    """
    renderer = FigureCanvasAgg(figure).get_renderer()
    frame = np.array(axis.get_window_extent(renderer).extents)
    of_points = axis.transData.transform(obstacles)
    taken = [np.concatenate([place - _POINT, place + _POINT]) for place in of_points]
    unit = figure.dpi / 72
    for label in labels:
        size = _size(axis, label.text, renderer)
        anchor = axis.transData.transform((label.x, label.y))
        places = []
        for distance, (x, y) in product(_DISTANCES, _DIRECTIONS):
            box = _box(anchor + unit * distance * np.array([x, y]), size, x, y)
            cost = _covered(box, np.array(taken)) + _FARTHER * distance
            cost += _OUTSIDE * bool((box[:2] < frame[:2]).any() or (box[2:] > frame[2:]).any())
            places.append((cost, distance, x, y, box))
        _, distance, x, y, box = min(places, key=lambda place: place[0])
        taken.append(box)
        _annotate(axis, label, distance, x, y)


def _size(axis: Axes, text: str, renderer) -> np.ndarray:
    drawn = axis.text(0, 0, text, fontsize=TICK)
    extent = drawn.get_window_extent(renderer)
    drawn.remove()
    return np.array([extent.width, extent.height])


def _box(corner: np.ndarray, size: np.ndarray, x: int, y: int) -> np.ndarray:
    """Left, lower, right and upper end of a text whose side is at `corner`."""
    low = corner - size * [(1 - x) / 2, (1 - y) / 2]
    return np.concatenate([low, low + size])


def _covered(box: np.ndarray, taken: np.ndarray) -> float:
    """Area of the overlaps of a box with others."""
    sides = np.minimum(box[2:], taken[:, 2:]) - np.maximum(box[:2], taken[:, :2])
    return float(np.prod(np.maximum(sides, 0), axis=1).sum())


def _annotate(axis: Axes, label: Label, distance: int, x: int, y: int) -> None:
    line = {"arrowstyle": "-", "color": SOFT, "linewidth": 0.5, "shrinkA": 0, "shrinkB": 3}
    text = axis.annotate(
        label.text,
        (label.x, label.y),
        (distance * x, distance * y),
        textcoords="offset points",
        ha=_SIDE[x],
        va=_END[y],
        fontsize=TICK,
        color=label.colour,
        arrowprops=None if distance == _DISTANCES[0] else line,
    )
    text.set_path_effects([withStroke(linewidth=2, foreground="white")])
    text.set_in_layout(False)
