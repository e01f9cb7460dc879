"""One sample without measurements on it: a picture, a signal, a row of numbers."""

import numpy as np
from markupsafe import Markup

from craftbench.analyses.explanation.colour_scale import short
from craftbench.analyses.explanation.raster import photograph, picture
from craftbench.analyses.explanation.svg import drawing, element, line, path, text

SIDE = 240.0
WIDTH, HEIGHT, LEFT, TOP = 360.0, 130.0, 48.0, 8.0
MOST_POINTS = 600
MOST_LEADS = 3


def draw_picture(image: np.ndarray) -> Markup:
    """An image (H, W) or (H, W, C)."""
    high, wide = picture_size(image.shape)
    drawn = picture(photograph(image), 4, 4, wide, high, image.shape)
    return drawing(
        wide + 8, high + 8, f"image of {image.shape[0]} × {image.shape[1]} pixels", [drawn]
    )


def picture_size(shape: tuple[int, ...]) -> tuple[float, float]:
    """Height and width in pixels in which images of this shape (H, W, …) are drawn."""
    zoom = SIDE / max(shape[:2])
    return shape[0] * zoom, shape[1] * zoom


def draw_signal(
    signal: np.ndarray,
    behind: list[Markup] | None = None,
    extra: float = 0,
    rate: float | None = None,
) -> Markup:
    """A signal (T, leads): a line for each of its first three leads.

    Parameters
    ----------
    signal : (T, leads) array
    behind : list of Markup, optional
        What is drawn below the lines, in `place_of_time`.
    extra : float
        Additional height below, in pixels, which `behind` uses.
    rate : float, optional
        Samples per second; without it, the axis of time counts values.
    """
    values = np.asarray(signal, float)[:, :MOST_LEADS]
    known = values[np.isfinite(values)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    step = max(1, len(values) // MOST_POINTS)
    times = np.arange(0, len(values), step)
    x = place_of_time(times + 0.5, len(values))
    parts = list(behind or [])
    for level in (low, (low + high) / 2, high):
        y = TOP + HEIGHT * (high - level) / ((high - low) or 1)
        parts += [line(LEFT, y, WIDTH, y, "grid"), text(LEFT - 4, y + 4, short(level), "end")]
    for lead in range(values.shape[1]):
        y = TOP + HEIGHT * (high - values[times, lead]) / ((high - low) or 1)
        kind = "signal" if lead == 0 else "lead"
        parts.append(element("path", class_=f"drawn-{kind}", d=path(np.stack([x, y], axis=1))))
    length = f"{len(values)} values" if rate is None else f"{len(values) / rate:.3g} s"
    parts.append(text(LEFT, TOP + HEIGHT + 14, "0"))
    parts.append(text(WIDTH, TOP + HEIGHT + 14, length, "end"))
    label = f"signal of {length}, {signal.shape[1]} leads"
    return drawing(WIDTH + 4, TOP + HEIGHT + 20 + extra, label, parts)


def place_of_time(time: np.ndarray | float, length: int) -> np.ndarray:
    """x in the drawing of `draw_signal` of a time from 0 to `length`."""
    return LEFT + (WIDTH - LEFT) * np.asarray(time, float) / length
