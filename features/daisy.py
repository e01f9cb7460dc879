"""DAISY descriptors on a coarse grid."""

import numpy as np
import pandas as pd
from skimage.feature import daisy as daisy_of_one

from features.feature import Feature
from features.image_arrays import check_images, grey_values

POINTS_A_SIDE = 4
RINGS = 2
HISTOGRAMS = 6
ORIENTATIONS = 8

DAISY_COLUMNS = {
    "daisy_*": Feature(
        "1",
        "gradient energy at a grid point (row, column), in a circle around it (0 in the centre, "
        "then by ring) and an orientation bin, over that of the descriptor",
    )
}


def daisy(images: np.ndarray) -> pd.DataFrame:
    """DAISY descriptors at 4 × 4 points.

    Parameters
    ----------
    images : (n, H, W) or (n, H, W, C) array
        Grey values of any range; channels are averaged: the descriptors do not see colour.

    Returns
    -------
    DataFrame
        n rows; columns ``daisy_{row}_{column}_{circle}_{orientation}``, dimensionless.

    Raises
    ------
    ValueError
        For an array of another shape or images smaller than 6 × 6 pixels.

    Notes
    -----
    A descriptor holds histograms of 8 gradient orientations at its point and at 6 places on each of
    2 rings, smoothed more on the outer ring. Its L2 norm is 1, or 0 where there is no gradient. The
    outer radius is a sixth of the shorter side. The image is mirrored at its border by that radius,
    so that the points cover all of it; they lie in the middle of 4 × 4 cells. scikit-image
    processes one image at a time, hence the loop.

    References
    ----------
    E. Tola, V. Lepetit, P. Fua: DAISY: an efficient dense descriptor applied to wide-baseline
    stereo. IEEE Trans. PAMI 32 (2010) 815-830.
    """
    check_images(images)
    height, width = images.shape[1:3]
    radius = max(2, round(min(height, width) / 6))
    rows, columns = (
        ((np.arange(POINTS_A_SIDE) + 0.5) * side / POINTS_A_SIDE).astype(int)
        for side in (height, width)
    )
    circles = RINGS * HISTOGRAMS + 1
    names = [
        f"daisy_{r}_{c}_{circle}_{o}"
        for r, c, circle, o in np.ndindex(POINTS_A_SIDE, POINTS_A_SIDE, circles, ORIENTATIONS)
    ]
    found = np.empty((len(images), len(names)), np.float32)
    for i, image in enumerate(images):
        dense = daisy_of_one(
            np.pad(grey_values(image[None])[0].astype(np.float64), radius, mode="reflect"),
            step=1,
            radius=radius,
            rings=RINGS,
            histograms=HISTOGRAMS,
            orientations=ORIENTATIONS,
            normalization="off",
        )
        chosen = dense[np.ix_(rows, columns)]
        norm = np.linalg.norm(chosen, axis=-1, keepdims=True)
        found[i] = np.divide(chosen, norm, out=np.zeros_like(chosen), where=norm > 0).ravel()
    return pd.DataFrame(found, columns=names)
