"""The bar that says what colours mean."""

import numpy as np
from markupsafe import Markup

from craftbench.analyses.explanation.raster import (
    colour_table,
    levels,
    picture,
    scaled_picture,
    veil,
)
from craftbench.analyses.explanation.svg import text

BAR = 10.0
"""Width of the bar in pixels."""


def colour_scale(
    x: float, y: float, height: float, low: float, high: float, unit: str, scale: str
) -> list[Markup]:
    """A vertical bar of the colours, with the values at both ends and in the middle.

    Parameters
    ----------
    x, y, height : float
        Left upper corner and height, in pixels.
    low, high : float
        Values of the first and last colour.
    unit : str
        Is written above the bar.
    scale : str
        Colour map of Matplotlib.
    """
    column = np.linspace(high, low, len(colour_table(scale)))[:, None]
    png = scaled_picture(column, low, high, scale)
    marks = [
        text(x + BAR + 4, y + height * (1 - share) + 4, short(low + share * (high - low)))
        for share in (0.0, 0.5, 1.0)
    ]
    bar = picture(png, x, y, BAR, height, levels(column, low, high).shape)
    return [bar, *marks, text(x, y - 7, unit)]


def flat_scale(
    x: float, y: float, width: float, most: float, unit: str, scale: str
) -> list[Markup]:
    """A horizontal bar of the colours of a `veil`, from 0 at the left to `most` at the right."""
    png = veil(np.linspace(0, 1, len(colour_table(scale)))[None], scale)
    middle = y + BAR
    return [
        text(x, middle, "0"),
        picture(png, x + 12, y, width, BAR, (1, 1)),
        text(x + width + 16, middle, f"{short(most)} {unit}"),
    ]


def short(value: float) -> str:
    """A number in three digits, without an exponent where that is readable."""
    if value == 0:
        return "0"
    number = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2g}"
    return number.replace("-", "−")
