"""Hand-crafted features of parcels in height images: the lecture's list and a second set."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from features.connected_parts import connected_parts
from features.convex_hull import convex_hulls, points_in_hulls
from features.edge_steps import edge_steps
from features.feature import Feature
from features.height_distribution import height_distribution
from features.measured_pixels import (
    MeasuredPixels,
    height_images,
    measured_pixels,
    pixel_sides,
)
from features.minimum_area_rectangle import extents, minimum_area_rectangles
from features.perimeter import perimeters
from features.top_plane import top_planes

COLUMNS = {
    "average_height": Feature("mm", "mean height of the measured pixels"),
    "area": Feature("mm²", "measured pixels times the area of a pixel"),
    "coverage": Feature("1", "share of the image's pixels that are measured"),
    "height_sd": Feature("mm", "standard deviation of the heights"),
    "height_skewness": Feature("1", "skewness of the heights; NaN if all are equal"),
    "height_q05": Feature("mm", "height that 5 % of the measured pixels stay below"),
    "height_q25": Feature("mm", "height that 25 % of the measured pixels stay below"),
    "height_q50": Feature("mm", "median of the heights"),
    "height_q75": Feature("mm", "height that 75 % of the measured pixels stay below"),
    "height_q95": Feature("mm", "height that 95 % of the measured pixels stay below"),
    "height_entropy": Feature("bit", "entropy of the histogram of heights in bins of 5 mm"),
    "height_levels": Feature("1", "separate runs of that histogram with 5 % of the pixels or more"),
    "perimeter": Feature("mm", "length of the outline, outlines of holes included"),
    "side_long": Feature("mm", "long side of the minimum-area rectangle"),
    "side_short": Feature("mm", "short side of the minimum-area rectangle"),
    "diagonal": Feature("mm", "diagonal of the minimum-area rectangle"),
    "diagonal_long": Feature("mm", "longer of the object's extents along the two diagonals"),
    "diagonal_short": Feature("mm", "shorter of the object's extents along the two diagonals"),
    "diagonal_ratio": Feature("1", "diagonal_short over diagonal_long, 1 for a full rectangle"),
}

SHAPE_COLUMNS = {
    "volume": Feature("mm³", "sum of the measured heights times the area of a pixel"),
    "rectangularity": Feature("1", "area over the area of the minimum-area rectangle"),
    "convexity": Feature("1", "measured pixels over the pixels of their convex hull"),
    "parts": Feature("1", "connected parts of the measured pixels (8 neighbours)"),
    "largest_part": Feature("1", "share of the measured pixels in the largest part"),
    "holes": Feature("1", "gaps enclosed by measured pixels (4 neighbours)"),
    "hole_area": Feature("mm²", "area of those gaps"),
    "top_tilt": Feature("°", "tilt of the plane through the top; NaN for pixels in one line"),
    "top_residual": Feature("mm", "root mean square distance of the heights from that plane"),
    "edge_step_length": Feature("mm", "length of height steps over 10 mm inside the outline"),
    "edge_step_height": Feature("mm", "mean height of those steps; NaN without one"),
}


def extract(heights_mm: np.ndarray, pixel_mm: float | np.ndarray) -> pd.DataFrame:
    """The lecture's features of height images: heights, area, perimeter, diagonals.

    Parameters
    ----------
    heights_mm : (n, H, W) array
        Heights above the belt in mm; both NaN and 0 mean no measurement. Float, or whole mm as
        integers of 16 bits or more. May be memory-mapped; it is read in small chunks.
    pixel_mm : float or (n,) array
        Side of a pixel in mm, for all samples or for each.

    Returns
    -------
    DataFrame
        n rows and the columns of `COLUMNS`. All NaN where an image has no measurement.

    Raises
    ------
    ValueError
        For another shape (colour images), 8-bit integers, a height that is negative, infinite or
        above 5 m, or a pixel side that is not positive; names the first such sample.

    Notes
    -----
    All measured pixels of an image are treated as one object, even if they are several items. The
    formulas are given in `features.height_distribution.height_distribution`,
    `features.perimeter.perimeters` and `features.minimum_area_rectangle.minimum_area_rectangles`.

    The two diagonals of a rectangle are equal, so they serve as directions only:
    ``diagonal_long`` and ``diagonal_short`` are the extents (Feret diameters) of the object along
    them. Their ratio is 1 for a rectangle and smaller if opposite corners are empty.

    References
    ----------
    H. Freeman, R. Shapira: Determining the minimum-area encasing rectangle for an arbitrary closed
    curve. Communications of the ACM 18 (1975) 409-413.

    Examples
    --------
    A flat item of 6 × 8 pixels of 5 mm:

    >>> heights = np.zeros((1, 20, 20))
    >>> heights[0, 4:10, 5:13] = 25.0
    >>> extract(heights, 5.0)[["average_height", "area", "side_long", "side_short", "diagonal"]]
       average_height    area  side_long  side_short  diagonal
    0            25.0  1200.0       40.0        30.0      50.0
    """
    return _table(heights_mm, pixel_mm, _lecture_features, list(COLUMNS))


def extract_shape(heights_mm: np.ndarray, pixel_mm: float | np.ndarray) -> pd.DataFrame:
    """A second feature set: volume, compactness, parts and holes, top plane, inner steps.

    Parameters
    ----------
    heights_mm, pixel_mm
        As in `extract`.

    Returns
    -------
    DataFrame
        n rows and the columns of `SHAPE_COLUMNS`. All NaN where an image has no measurement.

    Raises
    ------
    ValueError
        As `extract`.

    Notes
    -----
    With N measured pixels of side s and heights h_i: volume ``s² Σ h_i``; rectangularity
    ``N s² / (side_long · side_short)``, above 1 only for thin diagonal lines; convexity N over
    the number of pixel centres in their convex hull, 1 for a full rectangle at any angle. The other
    formulas are given in `features.connected_parts.connected_parts`,
    `features.top_plane.top_planes` and `features.edge_steps.edge_steps`.
    """
    return _table(heights_mm, pixel_mm, _shape_features, list(SHAPE_COLUMNS))


def _table(
    heights_mm: np.ndarray,
    pixel_mm: float | np.ndarray,
    features: Callable[[MeasuredPixels], dict[str, np.ndarray]],
    columns: list[str],
) -> pd.DataFrame:
    heights_mm = height_images(heights_mm)
    sides = pixel_sides(pixel_mm, len(heights_mm))
    table = np.full((len(heights_mm), len(columns)), np.nan)
    for pixels in measured_pixels(heights_mm, sides):
        values = features(pixels)
        table[pixels.samples] = np.stack([values[name] for name in columns], axis=1)
    return pd.DataFrame(table, columns=columns)


def _lecture_features(pixels: MeasuredPixels) -> dict[str, np.ndarray]:
    side = pixels.pixel_mm
    _, rows, columns = pixels.masks.shape
    corners = convex_hulls(pixels.masks)
    rectangle = minimum_area_rectangles(corners)
    opening = np.arctan2(rectangle.side_short, rectangle.side_long)
    directions = np.stack([rectangle.angle + opening, rectangle.angle - opening], axis=1)
    diagonals = extents(corners, directions)
    return {
        **height_distribution(pixels),
        "area": pixels.count * side**2,
        "coverage": pixels.count / (rows * columns),
        "perimeter": perimeters(pixels.masks) * side,
        "side_long": rectangle.side_long * side,
        "side_short": rectangle.side_short * side,
        "diagonal": np.hypot(rectangle.side_long, rectangle.side_short) * side,
        "diagonal_long": diagonals.max(axis=1) * side,
        "diagonal_short": diagonals.min(axis=1) * side,
        "diagonal_ratio": diagonals.min(axis=1) / diagonals.max(axis=1),
    }


def _shape_features(pixels: MeasuredPixels) -> dict[str, np.ndarray]:
    corners = convex_hulls(pixels.masks)
    rectangle = minimum_area_rectangles(corners)
    return {
        "volume": pixels.mean(pixels.heights) * pixels.count * pixels.pixel_mm**2,
        "rectangularity": pixels.count / (rectangle.side_long * rectangle.side_short),
        "convexity": pixels.count / points_in_hulls(corners),
        **connected_parts(pixels),
        **top_planes(pixels),
        **edge_steps(pixels),
    }
