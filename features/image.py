"""Hand-crafted features of grey-value images: gradient histograms and the object's geometry."""

import numpy as np
import pandas as pd
from skimage.feature import hog as hog_of_one
from skimage.filters import threshold_otsu
from skimage.measure import regionprops_table

from features.feature import Feature
from features.image_arrays import check_images, grey_values

ORIENTATIONS = 9
CELLS_A_SIDE = 7
BLOCK = 2

HOG_COLUMNS = {
    "hog_*": Feature(
        "1", "share of gradient energy in a block (row, column), its cell and an orientation bin"
    )
}

GEOMETRY_COLUMNS = {
    "area": Feature(
        "px²", "pixels whose grey value (mean of the channels) is above Otsu's threshold"
    ),
    "perimeter": Feature("px", "length of the object's outline"),
    "extent": Feature("1", "area over the area of the bounding box"),
    "solidity": Feature("1", "area over the area of the convex hull"),
    "eccentricity": Feature("1", "of the ellipse with the object's second moments, 0 for a circle"),
    "axis_major_length": Feature("px", "major axis of that ellipse"),
    "axis_minor_length": Feature("px", "minor axis of that ellipse"),
    "orientation": Feature("rad", "angle of the major axis to the rows, in [-π/2, π/2)"),
    "euler_number": Feature("1", "connected parts minus holes (8-connected)"),
    "centroid_row": Feature("1", "centre of mass, from 0 (top) to 1 (bottom)"),
    "centroid_column": Feature("1", "centre of mass, from 0 (left) to 1 (right)"),
    "intensity_mean": Feature("grey value", "mean grey value of the object"),
    "intensity_std": Feature("grey value", "standard deviation of the object's grey values"),
}


def hog(images: np.ndarray) -> pd.DataFrame:
    """Histograms of oriented gradients over a grid of about 9 × 9 cells.

    Parameters
    ----------
    images : (n, H, W) or (n, H, W, C) array
        Grey values or channels, any range; H and W at least 6 pixels. Colour is seen: at each pixel
        the channel with the largest gradient counts.

    Returns
    -------
    DataFrame
        n rows; columns ``hog_{row}_{column}_{cell row}{cell column}_{orientation}``, dimensionless.

    Raises
    ------
    ValueError
        For an array of another shape or images smaller than 6 × 6 pixels.

    Notes
    -----
    9 unsigned orientations, cells of side ``max(2, round(min(H, W) / 7))`` pixels, blocks of
    2 × 2 cells normalised by L2-Hys. A border of zeros, one cell wide, is added first, so that the
    outline of an object that fills the image is included. scikit-image processes one image at a
    time, hence the loop.

    References
    ----------
    N. Dalal, B. Triggs: Histograms of oriented gradients for human detection. CVPR 2005, 886-893.
    """
    check_images(images)
    side = max(2, round(min(images.shape[1:3]) / CELLS_A_SIDE))
    rows, columns = images.shape[1] // side + 2, images.shape[2] // side + 2
    border = [(side, side), (side, side)] + [(0, 0)] * (images.ndim - 3)
    descriptors = [
        hog_of_one(
            np.pad(image, border),
            orientations=ORIENTATIONS,
            pixels_per_cell=(side, side),
            cells_per_block=(BLOCK, BLOCK),
            channel_axis=-1 if images.ndim == 4 else None,
        )
        for image in images
    ]
    shape = (rows - BLOCK + 1, columns - BLOCK + 1, BLOCK, BLOCK, ORIENTATIONS)
    names = [f"hog_{r}_{c}_{i}{j}_{o}" for r, c, i, j, o in np.ndindex(shape)]
    return pd.DataFrame(np.array(descriptors, np.float32).reshape(-1, len(names)), columns=names)


def geometry(images: np.ndarray) -> pd.DataFrame:
    """Size, outline and position of the bright object in each image.

    Parameters
    ----------
    images : (n, H, W) or (n, H, W, C) array
        Grey values on a dark background. Colour is not seen: channels are averaged.

    Returns
    -------
    DataFrame
        n rows, the columns of `GEOMETRY_COLUMNS`. The row of a uniform image, which has no object,
        is NaN.

    Raises
    ------
    ValueError
        For an array of another shape or images smaller than 6 × 6 pixels.

    Notes
    -----
    The object consists of all pixels above Otsu's threshold of the image, in one or more parts.
    Measured by `skimage.measure.regionprops_table`, one image at a time.

    References
    ----------
    N. Otsu: A threshold selection method from gray-level histograms. IEEE Trans. SMC 9 (1979)
    62-66.
    """
    check_images(images)
    grey = grey_values(images)
    return pd.DataFrame([_geometry_of_one(image) for image in grey], columns=list(GEOMETRY_COLUMNS))


_MEASURED = (
    "area",
    "perimeter",
    "extent",
    "solidity",
    "eccentricity",
    "axis_major_length",
    "axis_minor_length",
    "orientation",
    "euler_number",
)


def _geometry_of_one(image: np.ndarray) -> dict[str, float]:
    if image.min() == image.max():
        return dict.fromkeys(GEOMETRY_COLUMNS, np.nan)
    mask = image > threshold_otsu(image)
    measured = regionprops_table(mask.astype(np.uint8), properties=(*_MEASURED, "centroid"))
    height, width = image.shape
    return {
        **{name: float(measured[name][0]) for name in _MEASURED},
        "centroid_row": float(measured["centroid-0"][0]) / (height - 1),
        "centroid_column": float(measured["centroid-1"][0]) / (width - 1),
        "intensity_mean": float(image[mask].mean()),
        "intensity_std": float(image[mask].std()),
    }
