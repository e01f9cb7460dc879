"""Histograms of oriented normal vectors: which way the surface of an object faces."""

import numpy as np
import pandas as pd

from features.feature import Feature
from features.measured_pixels import MeasuredPixels, height_images, measured_pixels, pixel_sides

CELLS_A_SIDE = 2
AZIMUTHS = 8
ZENITH_EDGES = (3.0, 6.0, 12.0, 25.0, 50.0)
BINS = 1 + len(ZENITH_EDGES) * AZIMUTHS

_SHARE = "share of the object's normals"
HONV_COLUMNS = {
    "honv_*_flat": Feature("1", f"{_SHARE}: in a cell (row, column), below the first zenith edge"),
    "honv_*": Feature("1", f"{_SHARE}: in a cell (row, column), a bin of zenith and of azimuth"),
}
HONV_OBJECT_COLUMNS = {
    "honv_object_flat": Feature("1", f"{_SHARE} less than 3° from vertical"),
    "honv_object_*": Feature("1", f"{_SHARE} in a bin of zenith and of azimuth"),
}


def honv(heights_mm: np.ndarray, pixel_mm: float | np.ndarray) -> pd.DataFrame:
    """Histograms of azimuth × zenith of the surface normals, in 2 × 2 cells of the object.

    Parameters
    ----------
    heights_mm : (n, H, W) array
        Heights above the belt in mm; both NaN and 0 mean no measurement.
    pixel_mm : float or (n,) array
        Side of a pixel in mm, for all samples or for each.

    Returns
    -------
    DataFrame
        n rows; ``honv_{row}_{column}_flat`` and ``honv_{row}_{column}_{zenith}_{azimuth}``, which
        sum to 1. All NaN where no pixel has four measured neighbours.

    Raises
    ------
    ValueError
        As `features.parcel.extract`.

    Notes
    -----
    The normal at a pixel is ``(−∂h/∂x, −∂h/∂y, 1)`` with x along the columns and y along the rows,
    from central differences; pixels without a measurement of their own or of one of the four
    neighbours are left out. The zenith, ``arctan √((∂h/∂x)² + (∂h/∂y)²)``, has the edges 3°, 6°,
    12°, 25° and 50°, the azimuth ``atan2(−∂h/∂y, −∂h/∂x)`` has 8 bins, the first centred on 0.

    Tang et al. have bins of azimuth for every zenith, and a grid on a window around the object.
    Here level surfaces have one bin, because noise decides their azimuth, the window is the
    bounding box of the measured pixels, and each histogram counts shares of the whole object, so
    that an empty cell is 0.

    References
    ----------
    S. Tang, X. Wang, X. Lv, T. X. Han, J. Keller, Z. He, M. Skubic, S. Lao: Histogram of oriented
    normal vectors for object recognition with a depth sensor. ACCV 2012, LNCS 7725, 525-538.
    """
    cells = [f"{r}_{c}" for r, c in np.ndindex(CELLS_A_SIDE, CELLS_A_SIDE)]
    return _table(heights_mm, pixel_mm, CELLS_A_SIDE, [f"honv_{cell}" for cell in cells])


def honv_object(heights_mm: np.ndarray, pixel_mm: float | np.ndarray) -> pd.DataFrame:
    """One histogram of azimuth × zenith of all surface normals of the object.

    For objects in any position: fewer numbers than `honv`, which also says where a normal is.
    Columns ``honv_object_flat`` and ``honv_object_{zenith}_{azimuth}``; otherwise as `honv`.
    """
    return _table(heights_mm, pixel_mm, 1, ["honv_object"])


def _table(
    heights_mm: np.ndarray, pixel_mm: float | np.ndarray, cells_a_side: int, cells: list[str]
) -> pd.DataFrame:
    heights_mm = height_images(heights_mm)
    sides = pixel_sides(pixel_mm, len(heights_mm))
    directions = [f"{z}_{a}" for z, a in np.ndindex(len(ZENITH_EDGES), AZIMUTHS)]
    names = [f"{cell}_{bin_}" for cell in cells for bin_ in ("flat", *directions)]
    table = np.full((len(heights_mm), len(names)), np.nan)
    for pixels in measured_pixels(heights_mm, sides):
        table[pixels.samples] = _histograms(pixels, cells_a_side)
    return pd.DataFrame(table, columns=names)


def _histograms(pixels: MeasuredPixels, cells_a_side: int) -> np.ndarray:
    known = _has_normal(pixels.masks)
    owner, row, column = np.nonzero(known)
    across = 2 * pixels.pixel_mm[owner]
    heights = pixels.images.astype(np.float64, copy=False)
    slope_x = (heights[owner, row, column + 1] - heights[owner, row, column - 1]) / across
    slope_y = (heights[owner, row + 1, column] - heights[owner, row - 1, column]) / across
    zenith = np.degrees(np.arctan(np.hypot(slope_x, slope_y)))
    azimuth = np.arctan2(-slope_y, -slope_x) / (2 * np.pi) * AZIMUTHS
    sector = np.floor(azimuth + 0.5).astype(np.intp) % AZIMUTHS
    ring = np.digitize(zenith, ZENITH_EDGES)
    bins = np.where(ring == 0, 0, 1 + (ring - 1) * AZIMUTHS + sector)
    cell_row = _cells(np.asarray(pixels.masks.any(axis=2)), owner, row, cells_a_side)
    cell_column = _cells(np.asarray(pixels.masks.any(axis=1)), owner, column, cells_a_side)
    place = ((owner * cells_a_side + cell_row) * cells_a_side + cell_column) * BINS + bins
    size = cells_a_side**2 * BINS
    totals = np.bincount(place, minlength=len(known) * size).reshape(len(known), size)
    normals = known.sum(axis=(1, 2))[:, None]
    return np.divide(totals, normals, out=np.full(totals.shape, np.nan), where=normals > 0)


def _has_normal(masks: np.ndarray) -> np.ndarray:
    """Whether a pixel and its four neighbours are measured, (m, H, W)."""
    known = np.zeros_like(masks)
    known[:, 1:-1, 1:-1] = (
        masks[:, 1:-1, 1:-1]
        & (masks[:, :-2, 1:-1] & masks[:, 2:, 1:-1])
        & (masks[:, 1:-1, :-2] & masks[:, 1:-1, 2:])
    )
    return known


def _cells(
    shown: np.ndarray, owner: np.ndarray, place: np.ndarray, cells_a_side: int
) -> np.ndarray:
    """Row or column, in the grid over an image's object, of pixels at a place in that image.

    `shown` (m, length) says which rows or columns of each image have a measured pixel.
    """
    first = shown.argmax(axis=1)
    length = shown.shape[1] - shown[:, ::-1].argmax(axis=1) - first
    return np.asarray((place - first[owner]) * cells_a_side // length[owner])
