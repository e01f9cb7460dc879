"""The belt in a distance image, and heights above it."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from craftbench.datasets.depth_folder.files import UnusableImageError

PIXELS_TRIED = 5000
TRIALS = 200
SMALLEST_SHARE = 0.1
NEAREST_TO_HORIZON = 1e-6
"""Of the inverse distance of the belt's nearest pixel: what is farther counts as the horizon."""


@dataclass(frozen=True)
class BeltPlane:
    """A plane in the image of a pinhole camera.

    Parameters
    ----------
    distance_mm : (H, W) array
        Distance of the belt along the optical axis at every pixel; NaN beyond the horizon, where
        the ray of a pixel does not meet the plane.
    camera_mm : float
        Perpendicular distance of the camera from the belt.
    """

    distance_mm: np.ndarray
    camera_mm: float


def fit_belt(
    distance_mm: np.ndarray,
    tolerance_mm: float,
    focal_px: float | None = None,
    centre_px: tuple[float, float] | None = None,
) -> BeltPlane:
    """The plane of most pixels of a distance image, found by RANSAC.

    Parameters
    ----------
    distance_mm : (H, W) array
        Distances along the optical axis in mm, NaN where nothing was measured.
    tolerance_mm : float
        Pixels within this distance of the plane belong to it.
    focal_px : float or None
        Focal length in pixels. Without it the camera is assumed to look straight down, which makes
        heights too large by the cosine of its tilt: 1.5 % at 10°.
    centre_px : (float, float) or None
        Column and row of the principal point within `distance_mm`; the middle if not given.

    Returns
    -------
    BeltPlane

    Raises
    ------
    UnusableImageError
        If less than a tenth of the measured pixels lie on one plane, or its horizon is in the image
        and the focal length is not given: the camera then looks anywhere but straight down.

    Notes
    -----
    A point X = z·r, with the ray r = ((u − u₀)/f, (v − v₀)/f, 1), lies on the plane n·X = d where
    1/z = n·r/d: linear in the pixel coordinates u and v, whatever the tilt. RANSAC looks for that
    linear function among 5,000 pixels; least squares over all pixels within the tolerance follow.
    From 1/z = a·(u − u₀) + b·(v − v₀) + c, the camera's distance is d = 1/√((f·a)² + (f·b)² + c²).

    References
    ----------
    M. Fischler, R. Bolles: Random sample consensus. Comm. ACM 24 (1981) 381-395.
    """
    rows, columns = distance_mm.shape
    v, u = np.indices(distance_mm.shape)
    u_0, v_0 = centre_px or ((columns - 1) / 2, (rows - 1) / 2)
    where = np.stack([u - u_0, v - v_0], axis=-1)
    measured = ~np.isnan(distance_mm)
    plane = _inverse_plane(where[measured], 1 / distance_mm[measured], tolerance_mm)
    slope = 0.0 if focal_px is None else focal_px * np.hypot(*plane.coef_)
    camera_mm = 1 / np.hypot(slope, plane.intercept_)
    fitted = plane.predict(where.reshape(-1, 2)).reshape(distance_mm.shape)
    beyond = fitted <= NEAREST_TO_HORIZON * np.max(fitted)
    if beyond.any() and focal_px is None:
        raise UnusableImageError(
            f"the horizon of the belt's plane is in the image ({beyond.mean():.0%} of the pixels "
            "are beyond it), so the camera looks along the belt; heights then need source.focal_px"
        )
    return BeltPlane(1 / np.where(beyond, np.nan, fitted), float(camera_mm))


def _inverse_plane(places: np.ndarray, inverse: np.ndarray, tolerance_mm: float) -> Any:
    """A LinearRegression of 1/z on the places (n, 2) of the belt's pixels."""
    from sklearn.linear_model import LinearRegression, RANSACRegressor

    if len(inverse) < 3:
        raise UnusableImageError("fewer than three measured pixels: no belt can be found")
    chosen = np.random.default_rng(0).permutation(len(inverse))[:PIXELS_TRIED]
    tolerance = tolerance_mm * np.median(inverse) ** 2
    ransac = RANSACRegressor(
        LinearRegression(), residual_threshold=tolerance, max_trials=TRIALS, random_state=0
    )
    try:
        ransac.fit(places[chosen], inverse[chosen])
    except ValueError as error:
        raise UnusableImageError(f"no plane found: {error}") from None
    near = np.abs(ransac.predict(places) - inverse) <= tolerance
    if near.mean() < SMALLEST_SHARE:
        raise UnusableImageError(
            f"only {near.mean():.0%} of the measured pixels lie on one plane; expected at least "
            f"{SMALLEST_SHARE:.0%} on the belt"
        )
    return LinearRegression().fit(places[near], inverse[near])


def heights_above(
    distance_mm: np.ndarray, plane: BeltPlane, empty_mm: np.ndarray | None = None
) -> np.ndarray:
    """Perpendicular heights above the belt, (H, W) in mm.

    NaN where nothing was measured, and beyond the belt's horizon.

    Parameters
    ----------
    distance_mm : (H, W) array
        Distances along the optical axis.
    plane : BeltPlane
        The belt.
    empty_mm : (H, W) array or None
        Distances of the empty belt, which need not be plane; NaN there is NaN in the result. With
        None the plane is subtracted.

    Notes
    -----
    With d the camera's distance and z₀ that of the plane at the pixel, the point z·r is
    ``d − n·X = d·(1 − z/z₀)`` above the plane. An empty frame z₁ in place of the plane gives
    ``(z₁ − z)·d/z₀``.
    """
    belt_mm = plane.distance_mm if empty_mm is None else empty_mm
    return (belt_mm - distance_mm) * plane.camera_mm / plane.distance_mm
