"""Landmarks of the electrocardiogram: R peaks, then onset, peak and end of P, QRS and T."""

from features.delineation import delineate
from features.missing_marks import REASONS
from features.r_peaks import detect_r_peaks

__all__ = ["REASONS", "delineate", "detect_r_peaks"]
