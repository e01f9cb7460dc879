"""The minimum-area rectangle around an object, by rotating calipers."""

from typing import NamedTuple

import numpy as np


class Rectangles(NamedTuple):
    """Minimum-area rectangles of n objects; arrays (n,), lengths in pixels.

    `angle` is the direction of the long side, from the columns towards the rows [rad].
    """

    side_long: np.ndarray
    side_short: np.ndarray
    angle: np.ndarray


def minimum_area_rectangles(corners: np.ndarray) -> Rectangles:
    """Smallest rectangle around each convex hull.

    Parameters
    ----------
    corners : (n, k, 2) int array
        Corners of the hull of the pixel centres, see `features.convex_hull.convex_hulls`.

    Returns
    -------
    Rectangles

    Notes
    -----
    The smallest rectangle has a side along a side of the hull [1]_, so only these directions (and
    the image axes) are tried. Its sides are extents as defined in `extents`.

    References
    ----------
    .. [1] H. Freeman, R. Shapira: Determining the minimum-area encasing rectangle for an arbitrary
       closed curve. Communications of the ACM 18 (1975) 409-413.
    """
    sides = np.roll(corners, -1, axis=1) - corners
    # A repeated corner has no direction: the image axes are tried instead.
    sides[(sides == 0).all(axis=2)] = (0, 1)
    sides = np.concatenate([sides, np.broadcast_to((0, 1), (len(sides), 1, 2))], axis=1)
    along = np.arctan2(sides[..., 0], sides[..., 1])
    length, width = extents(corners, along), extents(corners, along + np.pi / 2)
    smallest = (length * width).argmin(axis=1)[:, None]
    length, width, along = (
        np.take_along_axis(values, smallest, axis=1)[:, 0] for values in (length, width, along)
    )
    return Rectangles(
        side_long=np.maximum(length, width),
        side_short=np.minimum(length, width),
        angle=np.where(length >= width, along, along + np.pi / 2),
    )


def extents(corners: np.ndarray, angle: np.ndarray) -> np.ndarray:
    """Extent (Feret diameter) of each hull along given directions.

    Parameters
    ----------
    corners : (n, k, 2) array
        Row and column of the hull's corners, pixel centres.
    angle : (n, d) array
        Directions, from the columns towards the rows [rad].

    Returns
    -------
    (n, d) array
        In pixels.

    Notes
    -----
    ``max(p · u) - min(p · u) + max(|cos|, |sin|)`` over the corners p. The last term is the width
    of the pixel itself, which extends half a pixel from its centre to the middle of each edge, as
    in ``skimage.morphology.convex_hull_image``. So n pixels in a row are n pixels long, and a box
    at any angle is measured less than 1 pixel too long on average; whole squares, including their
    corners, would add up to 1.5.
    """
    cosine, sine = np.cos(angle), np.sin(angle)
    across = np.stack([sine, cosine], axis=1)
    projection = np.matmul(corners.astype(np.float64), across)
    reach = projection.max(axis=1) - projection.min(axis=1)
    return reach + np.maximum(np.abs(cosine), np.abs(sine))
