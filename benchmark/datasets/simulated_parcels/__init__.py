"""A sorting belt under a depth camera: physics, camera, sensor and statistics of its frames."""

from benchmark.datasets.simulated_parcels.settings import ParcelSettings
from benchmark.datasets.simulated_parcels.simulate import Scenes, simulate

__all__ = ["ParcelSettings", "Scenes", "simulate"]
