"""Connected parts of the measured pixels and the holes in them."""

import numpy as np
from scipy import ndimage

from features.measured_pixels import MeasuredPixels

# Neighbours within an image only: the images are stacked along the first axis.
_FOUR = np.zeros((3, 3, 3), dtype=bool)
_FOUR[1] = [[0, 1, 0], [1, 1, 1], [0, 1, 0]]
_EIGHT = np.zeros((3, 3, 3), dtype=bool)
_EIGHT[1] = True


def connected_parts(pixels: MeasuredPixels) -> dict[str, np.ndarray]:
    """Number of parts, share of the largest, number of holes and their area.

    Parameters
    ----------
    pixels : MeasuredPixels

    Returns
    -------
    dict of (m,) arrays
        Named as in `features.parcel.SHAPE_COLUMNS`.

    Notes
    -----
    Parts join at edges and corners (8 neighbours), holes at edges only (4 neighbours), so that
    ``parts - holes`` is the Euler number. A gap that reaches the image's edge is not a hole. A
    single stray or missing pixel counts as a part or a hole, so both counts also depend on
    dropouts.

    References
    ----------
    A. Rosenfeld: Connectivity in digital pictures. Journal of the ACM 17 (1970) 146-160.
    """
    masks = pixels.masks
    n = len(masks)
    labels, parts = ndimage.label(masks, _EIGHT)
    size = np.bincount(labels.ravel(), minlength=parts + 1)[1:]
    image = _image_of_each(labels[masks], pixels.owner, parts)
    largest = np.zeros(n)
    np.maximum.at(largest, image, size)

    background = np.pad(~masks, ((0, 0), (1, 1), (1, 1)), constant_values=True)
    labels, gaps = ndimage.label(background, _FOUR)
    outside = labels[:, :1, :1]
    hole_pixels = (background & (labels != outside)).sum(axis=(1, 2))
    owner = np.repeat(np.arange(n), background.sum(axis=(1, 2)))
    return {
        "parts": np.bincount(image, minlength=n),
        "largest_part": largest / pixels.count,
        "holes": np.bincount(_image_of_each(labels[background], owner, gaps), minlength=n) - 1,
        "hole_area": hole_pixels * pixels.pixel_mm**2,
    }


def _image_of_each(labels: np.ndarray, owner: np.ndarray, count: int) -> np.ndarray:
    image = np.empty(count, dtype=np.intp)
    image[labels - 1] = owner
    return image
