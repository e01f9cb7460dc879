"""Noise, mixed pixels and missing measurements of a triangulating depth sensor."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.ndimage import maximum_filter, minimum_filter
from scipy.special import ndtri

from craftbench.datasets.simulated_parcels.camera import Hits
from craftbench.datasets.simulated_parcels.noise import (
    autoregressive_field,
    kinect_axial_noise,
    smooth_field,
    triangulation_noise,
)

STEP_M = 0.015
GRAZING_RAD = (np.radians(60), np.radians(85))
GLARE_RAD = np.radians(6)

Noise = Callable[[np.ndarray, np.ndarray], np.ndarray]
NoiseField = Callable[..., np.ndarray]


@dataclass(frozen=True)
class Preset:
    """One sensor.

    Attributes
    ----------
    baseline_m : float
        From the camera to the projector or second camera, to the right in the picture.
    focal_px : float
        Of the sensor itself, whose disparities are finer than the picture's pixels.
    disparity_step_px : float
        Quantisation of the disparity.
    axial_noise : callable
        Standard deviation in metres from depth in metres and incidence in radians.
    noise_field : callable
        Spatially correlated noise of mean 0 and variance 1 from a shape and a generator.
    missing : dict
        Share of missing pixels on the belt and on each material, seen straight on.
    missing_at_steps, flying_at_steps : float
        Share of pixels at a step that is missing, or lies between the two surfaces.
    clump_px : float
        Standard deviation of the smoothing that makes missing pixels clump.
    belt_threshold_mm : float
        Height up to which a measurement may be the belt.
    """

    baseline_m: float
    focal_px: float
    disparity_step_px: float
    axial_noise: Noise
    noise_field: NoiseField
    missing: dict[str, float]
    missing_at_steps: float
    flying_at_steps: float
    clump_px: float
    belt_threshold_mm: float


def _share_of_kinect(depth_m: np.ndarray, incidence: np.ndarray, share: float) -> np.ndarray:
    return share * kinect_axial_noise(depth_m, incidence)


def _stereo_noise(
    depth_m: np.ndarray, incidence: np.ndarray, noise_px: float, focal_px: float, baseline_m: float
) -> np.ndarray:
    return triangulation_noise(depth_m, noise_px, focal_px, baseline_m)


PRESETS = {
    "structured_light": Preset(
        baseline_m=0.2,
        focal_px=900,
        disparity_step_px=1 / 128,
        axial_noise=partial(_share_of_kinect, share=0.19),
        noise_field=partial(autoregressive_field, correlation=(0.96, 0.62)),
        missing={"belt": 0.31, "matte": 0.04, "dark": 0.35, "glossy": 0.12},
        missing_at_steps=0.35,
        flying_at_steps=0.10,
        clump_px=2.5,
        belt_threshold_mm=4,
    ),
    "stereo": Preset(
        baseline_m=0.1,
        focal_px=900,
        disparity_step_px=1 / 32,
        axial_noise=partial(_stereo_noise, noise_px=0.084, focal_px=900, baseline_m=0.1),
        noise_field=partial(smooth_field, sigma_px=1.0),
        missing={"belt": 0.09, "matte": 0.04, "dark": 0.12, "glossy": 0.10},
        missing_at_steps=0.25,
        flying_at_steps=0.35,
        clump_px=2.0,
        belt_threshold_mm=8,
    ),
}


def measure(
    exact: Hits,
    jittered: Hits,
    in_shadow: np.ndarray,
    materials: list[str],
    light_m: np.ndarray,
    camera_m: np.ndarray,
    preset: Preset,
    gain: float,
    rng: np.random.Generator,
) -> np.ndarray:
    """Turn the points that the rays hit into the depths that the sensor reports.

    Parameters
    ----------
    exact, jittered : Hits
        Through the pixels' centres, and displaced by the lateral noise.
    in_shadow : (H, W) array of bool
    materials : list of str
        Of the belt and of the items, in the order of ``exact.item``; keys of ``preset.missing``.
    light_m, camera_m : (3,) array
    preset : Preset
    gain : float
        Factor on the axial noise.
    rng : Generator

    Returns
    -------
    (H, W) array
        Depth along the optical axis in metres, NaN where nothing is measured.
    """
    shape = exact.depth_m.shape
    near, far = minimum_filter(exact.depth_m, 3), maximum_filter(exact.depth_m, 3)
    step = far - near > STEP_M
    depth = jittered.depth_m
    flying = step & (rng.random(shape) < preset.flying_at_steps)
    depth = np.where(flying, near + rng.random(shape) * (far - near), depth)

    grazing = np.minimum(exact.incidence, GRAZING_RAD[1])
    noise = gain * preset.axial_noise(depth, grazing)
    depth = depth + noise * preset.noise_field(shape, rng=rng)
    triangle = preset.focal_px * preset.baseline_m
    disparity = np.round(triangle / depth / preset.disparity_step_px) * preset.disparity_step_px
    depth = triangle / disparity

    seen = 1 - np.array([preset.missing[material] for material in materials])[exact.item]
    seen = seen * (1 - preset.missing_at_steps * step)
    seen = seen * (1 - _smoothstep(exact.incidence, *GRAZING_RAD))
    if "glossy" in materials:
        glossy = np.array([material == "glossy" for material in materials])[exact.item]
        seen = seen * ~(glossy & _glare(exact, light_m, camera_m))
    lost = smooth_field(shape, preset.clump_px, rng) < ndtri(1 - seen)
    return np.where(lost | in_shadow, np.nan, depth)


def _smoothstep(value: np.ndarray, low: float, high: float) -> np.ndarray:
    share = np.clip((value - low) / (high - low), 0, 1)
    return share**2 * (3 - 2 * share)


def _glare(hits: Hits, light_m: np.ndarray, camera_m: np.ndarray) -> np.ndarray:
    bisector = _unit(light_m - hits.points_m) + _unit(camera_m - hits.points_m)
    return (_unit(bisector) * hits.normals).sum(-1) > np.cos(GLARE_RAD)


def _unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.sqrt((vectors**2).sum(-1, keepdims=True))
