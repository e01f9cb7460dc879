"""What the parcel features measure, drawn on one height image."""

from typing import NamedTuple

import numpy as np
from markupsafe import Markup
from skimage.measure import approximate_polygon, find_contours

from craftbench.analyses.explanation.colour_scale import colour_scale
from craftbench.analyses.explanation.raster import picture, scaled_picture
from craftbench.analyses.explanation.svg import drawing, element, line, path, text
from features.convex_hull import convex_hulls
from features.minimum_area_rectangle import minimum_area_rectangles
from features.parcel import extract

SIDE = 240.0
LEFT, TOP, RIGHT = 4.0, 22.0, 86.0
LEGEND = 16.0
MARGIN = 0.12
SCALE = "viridis"
OUTLINE_TOLERANCE = 0.4
"""Pixels by which a drawn outline may leave the measured one."""


def draw_heights(heights_mm: np.ndarray, pixel_mm: float) -> Markup:
    """Heights in colours, with rectangle, diagonals and outline of the measured pixels.

    Parameters
    ----------
    heights_mm : (H, W) array
        Heights above the belt; NaN or 0 where nothing was measured.
    pixel_mm : float
        Side of a pixel in mm.

    Returns
    -------
    Markup
        An SVG; the numbers are those of `features.parcel.extract`. Without a measured pixel it
        says so.
    """
    heights = np.nan_to_num(np.asarray(heights_mm, float))
    mask = heights > 0
    if not mask.any():
        return drawing(SIDE, 30, "nothing measured", [text(4, 20, "nothing measured")])
    part = _around(mask)
    crop, seen = heights[part], mask[part]
    zoom = SIDE / max(seen.shape)
    high, wide = (zoom * length for length in seen.shape)
    low, top = float(crop[seen].min()), float(crop[seen].max())
    png = scaled_picture(crop, low, top, SCALE, missing=~seen)
    measured = extract(heights[None], pixel_mm).iloc[0]
    return drawing(
        LEFT + SIDE + RIGHT,
        TOP + high + 4 + 3 * LEGEND + 4,
        f"heights from {low:.0f} to {top:.0f} mm; rectangle of {measured.side_long:.0f} × "
        f"{measured.side_short:.0f} mm",
        [
            picture(png, LEFT, TOP, wide, high, seen.shape),
            *_outline(seen, zoom),
            *_rectangle(seen, zoom),
            *colour_scale(LEFT + wide + 10, TOP, high, low, top, "height in mm", SCALE),
            *_legend(TOP + high + 4, measured),
        ],
    )


def _around(mask: np.ndarray) -> tuple[slice, slice]:
    """The part of an image with its measured pixels, and a margin."""
    parts = []
    for axis in (1, 0):
        places = np.flatnonzero(mask.any(axis=axis))
        margin = 1 + round(MARGIN * (places[-1] - places[0] + 1))
        parts.append(slice(max(0, places[0] - margin), places[-1] + 1 + margin))
    return parts[0], parts[1]


def _in_drawing(places: np.ndarray, zoom: float) -> np.ndarray:
    """From rows and columns of pixel centres to x and y of the drawing."""
    return zoom * (places[:, ::-1] + 0.5) + [LEFT, TOP]


def _outline(mask: np.ndarray, zoom: float) -> list[Markup]:
    found = find_contours(np.pad(mask, 1).astype(float), 0.5)
    lines = [_in_drawing(approximate_polygon(one - 1, OUTLINE_TOLERANCE), zoom) for one in found]
    drawn = "".join(path(one, closed=True) for one in lines if len(one) > 3)
    return [element("path", class_="drawn-outline", d=drawn)]


class Box(NamedTuple):
    """Corners (4, 2) of a rectangle in rows and columns, in order around it."""

    corners: np.ndarray


def rectangle_corners(mask: np.ndarray) -> Box:
    """Corners of the minimum-area rectangle around the true pixels, half-pixel edges included."""
    hull = convex_hulls(mask[None])
    found = minimum_area_rectangles(hull)
    angle = float(found.angle[0])
    along = np.array([np.sin(angle), np.cos(angle)])
    across = np.array([np.cos(angle), -np.sin(angle)])
    middle = [
        (projected.max() + projected.min()) / 2 for projected in (hull[0] @ along, hull[0] @ across)
    ]
    half = found.side_long[0] / 2, found.side_short[0] / 2
    signs = ((1, 1), (1, -1), (-1, -1), (-1, 1))
    return Box(
        np.array(
            [
                (middle[0] + i * half[0]) * along + (middle[1] + j * half[1]) * across
                for i, j in signs
            ]
        )
    )


def _rectangle(mask: np.ndarray, zoom: float) -> list[Markup]:
    corners = _in_drawing(rectangle_corners(mask).corners, zoom)
    around = path(corners, closed=True)
    across = path(corners[[0, 2]]) + path(corners[[1, 3]])
    return [
        element("path", class_="drawn-casing", d=around),
        element("path", class_="drawn-casing", d=across),
        element("path", class_="drawn-rectangle", d=around),
        element("path", class_="drawn-diagonal", d=across),
    ]


def _legend(y: float, measured) -> list[Markup]:
    words = {
        "rectangle": f"minimum-area rectangle {measured.side_long:.0f} × "
        f"{measured.side_short:.0f} mm",
        "diagonal": f"diagonals {measured.diagonal:.0f} mm; object along them "
        f"{measured.diagonal_long:.0f}, {measured.diagonal_short:.0f} mm",
        "outline": f"outline {measured.perimeter:,.0f} mm; area {measured.area / 100:,.0f} cm²",
    }
    drawn = []
    for place, (kind, label) in enumerate(words.items()):
        middle = y + LEGEND * (place + 0.6)
        drawn += [
            line(LEFT, middle, LEFT + 18, middle, "casing"),
            line(LEFT, middle, LEFT + 18, middle, kind),
            text(LEFT + 24, middle + 4, label),
        ]
    return drawn
