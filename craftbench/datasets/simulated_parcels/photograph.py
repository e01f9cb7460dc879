"""A depth frame of a belt, as a camera's driver writes it."""

import numpy as np

from craftbench.datasets.simulated_parcels.batch import Batch
from craftbench.datasets.simulated_parcels.camera import Hits, look, shadow
from craftbench.datasets.simulated_parcels.noise import KINECT_FOCAL_PX, kinect_lateral_noise
from craftbench.datasets.simulated_parcels.scene import Belt
from craftbench.datasets.simulated_parcels.sensor import PRESETS, measure
from craftbench.datasets.simulated_parcels.settings import ParcelSettings

_STEEPEST_JITTER_RAD = np.radians(80)


def photograph(
    belt: Belt, batch: Batch, settings: ParcelSettings, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, Hits]:
    """Take one depth frame.

    Parameters
    ----------
    belt : Belt
    batch : Batch
    settings : ParcelSettings
    rng : Generator

    Returns
    -------
    heights, distances : (96, 96) array of uint16
        Height above the calibrated belt (0 = no measurement or belt) and distance along the
        optical axis (0 = no measurement), in units of 0.1 mm.
    exact : Hits
        Points at the centres of the pixels.
    """
    camera, preset = batch.actual, PRESETS[settings.sensor]
    exact = look(belt, camera)
    light = camera.centre_m + preset.baseline_m * camera.rotation[:, 0]
    lateral = kinect_lateral_noise(np.minimum(exact.incidence, _STEEPEST_JITTER_RAD))
    lateral = lateral * camera.focal_px / KINECT_FOCAL_PX
    jitter = lateral[..., None] * rng.standard_normal((*lateral.shape, 2))
    depth = measure(
        exact,
        look(belt, camera, jitter),
        shadow(belt, exact, light),
        ["belt", *(item.material for item in belt.items)],
        light,
        camera.centre_m,
        preset,
        batch.noise_gain,
        rng,
    )
    heights = batch.calibrated.heights_mm(depth)
    threshold = settings.belt_threshold_mm or preset.belt_threshold_mm
    reported = np.where(heights > threshold, heights, 0)
    return _counts(reported), _counts(depth * 1000), exact


def _counts(mm: np.ndarray) -> np.ndarray:
    return np.round(np.nan_to_num(mm) * 10).astype(np.uint16)
