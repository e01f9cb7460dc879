"""Texture from the co-occurrence of grey levels."""

import numpy as np
import pandas as pd
from skimage.feature import graycoprops

from features.feature import Feature
from features.image_arrays import check_images, chunks, grey_values

LEVELS = 16
DISTANCES = (1, 2, 4)
ANGLES = (0.0, np.pi / 4, np.pi / 2, 3 * np.pi / 4)

_PROPERTIES = {
    "contrast": ("level²", "mean squared difference of the levels of two pixels"),
    "dissimilarity": ("level", "mean absolute difference of the levels of two pixels"),
    "homogeneity": ("1", "mean of 1 / (1 + squared difference), 1 for a constant image"),
    "energy": ("1", "square root of the angular second moment"),
    "correlation": ("1", "correlation of the levels of two pixels; NaN if one is constant"),
    "ASM": ("1", "angular second moment: sum of squared shares of pairs, 1 for a constant image"),
}
COOCCURRENCE_COLUMNS = {
    f"glcm_{name}_*_{over}": Feature(unit, f"{text}, at a distance in pixels; {over} over 4 angles")
    for name, (unit, text) in _PROPERTIES.items()
    for over in ("mean", "range")
}


def cooccurrence(images: np.ndarray) -> pd.DataFrame:
    """Contrast, homogeneity, energy, correlation … of pairs of pixels at three distances.

    Parameters
    ----------
    images : (n, H, W) or (n, H, W, C) array
        Grey values of any range; channels are averaged: the table does not see colour.

    Returns
    -------
    DataFrame
        n rows; columns ``glcm_{property}_{distance}_{mean or range}`` over the angles of 0°, 45°,
        90° and 135°. The correlation of a constant image is NaN.

    Raises
    ------
    ValueError
        For an array of another shape or images smaller than 6 × 6 pixels.

    Notes
    -----
    Each image is divided into 16 equal levels between its lowest and its highest grey value, which
    makes the features independent of brightness and contrast. The matrix holds the share of each
    pair of levels among all pairs of pixels at a distance and angle, counted in both directions.
    At 45° the distance counts along the diagonal and is rounded to whole pixels.

    References
    ----------
    R. M. Haralick, K. Shanmugam, I. Dinstein: Textural features for image classification. IEEE
    Trans. SMC 3 (1973) 610-621.
    """
    check_images(images)
    names = [
        f"glcm_{name}_{distance}_{over}"
        for name in _PROPERTIES
        for over in ("mean", "range")
        for distance in DISTANCES
    ]
    # graycoprops refuses an array without samples.
    parts = [np.empty((0, len(names)))]
    if len(images):
        grey = (grey_values(np.asarray(images[part])) for part in chunks(images))
        parts = [_properties(_levels(values)) for values in grey]
    return pd.DataFrame(np.concatenate(parts), columns=names)


def _levels(grey: np.ndarray) -> np.ndarray:
    """Level of each pixel, 0 … 15."""
    grey = grey.astype(np.float64)
    low = grey.min(axis=(1, 2), keepdims=True)
    extent = np.ptp(grey, axis=(1, 2), keepdims=True)
    share = np.divide(grey - low, extent, out=np.zeros_like(grey), where=extent > 0)
    return np.minimum((share * LEVELS).astype(np.intp), LEVELS - 1)


def _properties(levels: np.ndarray) -> np.ndarray:
    """(n, properties · 2 · distances), mean before range."""
    shares = np.stack([cooccurrence_shares(levels, d, a) for d in DISTANCES for a in ANGLES], -1)
    found = []
    for name in _PROPERTIES:
        # graycoprops has axes of distances and angles: samples and offsets stand there.
        values = graycoprops(shares, name)
        if name == "correlation":
            constant = graycoprops(shares, "variance") < 1e-12
            values = np.where(constant, np.nan, values)
        values = values.reshape(len(levels), len(DISTANCES), len(ANGLES))
        found += [values.mean(axis=-1), np.ptp(values, axis=-1)]
    return np.concatenate(found, axis=1)


def cooccurrence_shares(levels: np.ndarray, distance: int, angle: float) -> np.ndarray:
    """Share of each pair of levels, (16, 16, n), symmetric, of levels (n, H, W)."""
    down, right = round(np.sin(angle) * distance), round(np.cos(angle) * distance)
    n, height, width = levels.shape
    first = levels[:, : height - down, max(0, -right) : width - max(0, right)]
    second = levels[:, down:, max(0, right) : width - max(0, -right)]
    pairs = (np.arange(n)[:, None, None] * LEVELS + first) * LEVELS + second
    counts = np.bincount(pairs.ravel(), minlength=n * LEVELS**2).reshape(n, LEVELS, LEVELS)
    counts = counts + counts.transpose(0, 2, 1)
    return (counts / counts.sum(axis=(1, 2), keepdims=True)).transpose(1, 2, 0)
