"""Tilt and flatness of an item's top."""

import numpy as np

from features.measured_pixels import MeasuredPixels

OUTLIER_SIGMAS = 3.0
FINEST_MM = 0.1
REFITS = 3
_SIGMA_PER_MEDIAN = 1.4826


def top_planes(pixels: MeasuredPixels) -> dict[str, np.ndarray]:
    """Tilt of the plane through most of the heights, and the residual heights.

    Parameters
    ----------
    pixels : MeasuredPixels

    Returns
    -------
    dict of (m,) arrays
        ``top_tilt`` [°] and ``top_residual`` [mm]; NaN where the pixels lie in one line.

    Notes
    -----
    Least squares of ``h = a x + b y + c`` over all measured pixels, then three times more without
    the pixels farther away than 3 σ, where ``σ = 1.4826 median |residual|`` [1]_ (at least 0.1 mm,
    the resolution of the heights). This removes flying pixels and small items beside a large one.
    Tilt is ``arctan √(a² + b²)``; the residual is the root mean square distance in height over the
    remaining pixels. Two items of similar size share a plane that fits neither, so tilt and
    residual are large.

    References
    ----------
    .. [1] P. J. Rousseeuw, C. Croux: Alternatives to the median absolute deviation. Journal of the
       American Statistical Association 88 (1993) 1273-1283.
    """
    _, row, column = np.nonzero(pixels.masks)
    x, y = (_from_centre(pixels, along) for along in (column, row))
    z = _from_centre(pixels, pixels.heights)
    kept = np.ones(len(z))
    for _ in range(REFITS):
        residual = np.abs(_fit(pixels, x, y, z, kept)[0])
        sigma = _SIGMA_PER_MEDIAN * pixels.quantiles(residual, [0.5])[0]
        limit = np.maximum(OUTLIER_SIGMAS * sigma, FINEST_MM)
        # The limit is NaN for pixels in one line: no pixel is kept, and the result is NaN.
        kept = (residual <= limit[pixels.owner]).astype(np.float64)
    residual, slope = _fit(pixels, x, y, z, kept)
    with np.errstate(invalid="ignore"):
        mean_square = pixels.mean(kept * residual**2) / pixels.mean(kept)
    return {
        "top_tilt": np.degrees(np.arctan(slope / pixels.pixel_mm)),
        "top_residual": np.sqrt(mean_square),
    }


def _from_centre(pixels: MeasuredPixels, values: np.ndarray) -> np.ndarray:
    return values - pixels.mean(values)[pixels.owner]


def _fit(
    pixels: MeasuredPixels, x: np.ndarray, y: np.ndarray, z: np.ndarray, kept: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Residual of every pixel [mm] and slope of every image's plane [mm per pixel]."""
    with np.errstate(invalid="ignore", divide="ignore"):
        share = pixels.mean(kept)
        mean_x, mean_y, mean_z = (pixels.mean(kept * v) / share for v in (x, y, z))
        xx, xy, yy, xz, yz = (
            pixels.mean(kept * v * w) / share - v_mean * w_mean
            for v, w, v_mean, w_mean in (
                (x, x, mean_x, mean_x),
                (x, y, mean_x, mean_y),
                (y, y, mean_y, mean_y),
                (x, z, mean_x, mean_z),
                (y, z, mean_y, mean_z),
            )
        )
        determinant = xx * yy - xy**2
        # For pixels in one line, the determinant consists of rounding errors.
        determinant[~(determinant > 1e-9 * xx * yy)] = np.nan
        a = (xz * yy - yz * xy) / determinant
        b = (yz * xx - xz * xy) / determinant
        c = mean_z - a * mean_x - b * mean_y
    of = pixels.owner
    return z - a[of] * x - b[of] * y - c[of], np.hypot(a, b)
