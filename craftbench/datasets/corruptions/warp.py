"""Affine maps of many images at once."""

import numpy as np
from scipy.ndimage import map_coordinates


def warped(
    images: np.ndarray, matrices: np.ndarray, shifts: np.ndarray, smooth: bool, ground: float = 0
) -> np.ndarray:
    """Images under affine maps about their centres.

    Parameters
    ----------
    images : (n, H, W) or (n, H, W, C) array
        Of any real type.
    matrices : (n, 2, 2) array
        From a pixel of the result, relative to the centre, to its origin (row, column).
    shifts : (n, 2) array
        Added to that origin, in pixels.
    smooth : bool
        Linear interpolation, else the nearest pixel: heights must not mix with "not measured".
    ground : float
        Value of pixels from outside the image.

    Returns
    -------
    array of the shape of `images`, float64
    """
    if images.ndim == 4:
        channels = [
            warped(images[..., c], matrices, shifts, smooth, ground)
            for c in range(images.shape[-1])
        ]
        return np.stack(channels, axis=-1)
    n, *size = images.shape
    centre = (np.array(size) - 1) / 2
    pixels = np.stack(np.meshgrid(*map(np.arange, size), indexing="ij"), axis=-1) - centre
    origin = np.einsum("nij,hwj->inhw", matrices, pixels) + (centre + shifts).T[:, :, None, None]
    if not smooth:
        origin = np.floor(origin + 0.5)
    image = np.broadcast_to(np.arange(n)[:, None, None], origin.shape[1:])
    return map_coordinates(
        images.astype(np.float64),
        [image, *origin],
        order=1 if smooth else 0,
        mode="constant",
        cval=ground,
    )


def rotations(degrees: np.ndarray) -> np.ndarray:
    """Matrices (n, 2, 2) that turn images by (n,) angles."""
    angle = np.deg2rad(degrees)
    rows = [[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]
    return np.moveaxis(np.array(rows), -1, 0)


def zooms(factors: np.ndarray) -> np.ndarray:
    """Matrices (n, 2, 2) that enlarge images by (n,) factors."""
    return np.eye(2) / factors[:, None, None]


def shears(slopes: np.ndarray) -> np.ndarray:
    """Matrices (n, 2, 2) that move rows sideways by (n,) slopes."""
    matrices = np.tile(np.eye(2), (len(slopes), 1, 1))
    matrices[:, 1, 0] = slopes
    return matrices


def signs(n: int, rng: np.random.Generator) -> np.ndarray:
    """−1 or 1, (n,)."""
    return rng.choice([-1.0, 1.0], n)
