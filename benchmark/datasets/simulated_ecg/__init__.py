"""Electrocardiograms of simulated patients: rhythm, shapes, the dynamical model, noise."""

from benchmark.datasets.simulated_ecg.settings import EcgSettings
from benchmark.datasets.simulated_ecg.simulate import Recording, simulate

__all__ = ["EcgSettings", "Recording", "simulate"]
