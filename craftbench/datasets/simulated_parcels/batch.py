"""Batches: scenes of the same hour and camera."""

from typing import NamedTuple

import numpy as np

from craftbench.datasets.random_stream import random_stream
from craftbench.datasets.simulated_parcels.camera import Camera
from craftbench.datasets.simulated_parcels.settings import ParcelSettings

SCENE, BATCH = 0, 1


class Batch(NamedTuple):
    """The camera as it was calibrated and as it is, and a factor on the sensor's noise."""

    calibrated: Camera
    actual: Camera
    noise_gain: float


def draw_batch(settings: ParcelSettings, seed: int, number: int) -> Batch:
    """Draw the camera of a batch and its drift since calibration.

    Parameters
    ----------
    settings : ParcelSettings
    seed : int
    number : int

    Returns
    -------
    Batch
        A belt that has risen is a camera that hangs lower, with the same lens.
    """
    rng = random_stream(seed, BATCH, number)
    drift = settings.batches
    height = rng.uniform(*settings.camera.height_mm)
    tilt = rng.uniform(-1, 1, 2) * settings.camera.tilt_deg
    calibrated = Camera(height, tuple(tilt), settings.camera.view_mm)
    belt_rise = rng.normal(0, drift.belt_height_sd_mm)
    tilted = tilt + rng.normal(0, drift.tilt_sd_deg, 2)
    scale = (height - belt_rise) / height
    actual = Camera(height - belt_rise, tuple(tilted), settings.camera.view_mm * scale)
    return Batch(calibrated, actual, float(np.exp(rng.normal(0, drift.noise_sd))))
