"""Published formulae of depth noise, and spatially correlated random fields."""

import numpy as np
from scipy.ndimage import gaussian_filter, gaussian_filter1d
from scipy.signal import lfilter

KINECT_FOCAL_PX = 585.0


def kinect_axial_noise(depth_m: np.ndarray, incidence: np.ndarray) -> np.ndarray:
    """Axial noise of a structured-light camera.

    Parameters
    ----------
    depth_m : array
    incidence : array
        Angle between ray and surface normal in radians, below pi / 2.

    Returns
    -------
    array
        Standard deviation in metres.

    Notes
    -----
    ``0.0012 + 0.0019 (z - 0.4)**2 + 0.0001 / sqrt(z) * a**2 / (pi/2 - a)**2`` [1]_. Its quadratic
    growth with z is that of triangulation [2]_.

    References
    ----------
    .. [1] C. V. Nguyen, S. Izadi, D. Lovell, "Modeling Kinect Sensor Noise for Improved 3D
           Reconstruction and Tracking", 3DIMPVT 2012, doi:10.1109/3DIMPVT.2012.84
    .. [2] K. Khoshelham, S. O. Elberink, "Accuracy and Resolution of Kinect Depth Data for Indoor
           Mapping Applications", Sensors 12(2):1437-1454, 2012, doi:10.3390/s120201437
    """
    return (
        0.0012
        + 0.0019 * (depth_m - 0.4) ** 2
        + 0.0001 / np.sqrt(depth_m) * (incidence / (np.pi / 2 - incidence)) ** 2
    )


def kinect_lateral_noise(incidence: np.ndarray) -> np.ndarray:
    """Lateral noise of a structured-light camera.

    Parameters
    ----------
    incidence : array
        In radians, below pi / 2.

    Returns
    -------
    array
        ``0.8 + 0.035 * a / (pi/2 - a)`` in pixels of a camera with a focal length of 585 pixels;
        Nguyen, Izadi & Lovell 2012 as in `kinect_axial_noise`.
    """
    return 0.8 + 0.035 * incidence / (np.pi / 2 - incidence)


def triangulation_noise(
    depth_m: np.ndarray, disparity_noise_px: float, focal_px: float, baseline_m: float
) -> np.ndarray:
    """Axial noise, or quantisation step, that an error in disparity makes.

    Parameters
    ----------
    depth_m : array
    disparity_noise_px : float
    focal_px : float
    baseline_m : float

    Returns
    -------
    array
        ``z**2 * s / (f * b)`` in metres: the derivative of ``z = f * b / d``; Khoshelham &
        Elberink 2012, as in `kinect_axial_noise`.
    """
    return depth_m**2 * disparity_noise_px / (focal_px * baseline_m)


def autoregressive_field(
    shape: tuple[int, int], correlation: tuple[float, float], rng: np.random.Generator
) -> np.ndarray:
    """Draw stationary Gaussian noise whose neighbours are correlated.

    Parameters
    ----------
    shape : tuple of two int
    correlation : tuple of two float
        Of neighbours within a row and within a column, at least 0 and below 1.
    rng : Generator

    Returns
    -------
    array of `shape`
        Mean 0, variance 1: a first-order autoregression along both axes, whose correlation k
        pixels away is the k-th power.
    """
    field = rng.standard_normal(shape)
    for axis, rho in zip((1, 0), correlation, strict=True):
        field = np.moveaxis(field, axis, 0)
        field[1:] *= np.sqrt(1 - rho**2)
        field = np.moveaxis(lfilter([1.0], [1.0, -rho], field, axis=0), 0, axis)
    return field


def smooth_field(shape: tuple[int, ...], sigma_px: float, rng: np.random.Generator) -> np.ndarray:
    """Draw stationary Gaussian noise, smoothed by a Gaussian.

    Parameters
    ----------
    shape : tuple of two int
    sigma_px : float
        Of the smoothing, as that of a matching window.
    rng : Generator

    Returns
    -------
    array of `shape`
        Mean 0, variance 1; the correlation k pixels away is ``exp(-k**2 / (4 sigma_px**2))``.
    """
    smooth = gaussian_filter(rng.standard_normal(shape), sigma_px, mode="wrap")
    return smooth / _impulse_norm(sigma_px)


def _impulse_norm(sigma_px: float) -> float:
    impulse = np.zeros(2 * int(4 * sigma_px + 1) + 1)
    impulse[impulse.size // 2] = 1
    return float((gaussian_filter1d(impulse, sigma_px) ** 2).sum())
