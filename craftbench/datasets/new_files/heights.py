"""New height images: counts of a file in the unit of the training samples."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from craftbench.datasets.height_unit import HEIGHT_UNIT_MM
from craftbench.datasets.new_files.arrays import read_array, unlabelled
from craftbench.datasets.samples import Samples
from craftbench.errors import CraftbenchError


def read_heights(
    source: Any, file: Path, given: Mapping[str, float], sample_shape: tuple[int, ...]
) -> Samples:
    """Heights above the belt of a 16-bit image or an array (H, W) or (n, H, W).

    ``given["height_unit_mm"]`` are mm per count of the file. 0, and NaN of floats, are pixels
    without a measurement.
    """
    if "height_unit_mm" not in given:
        raise CraftbenchError(
            f"{file}: the file does not contain its unit; give the mm per count: "
            "--set height_unit_mm=0.1 for tenths, 1 for mm"
        )
    counts = _read_counts(file)
    scaled = np.where(np.isnan(counts), 0, counts) * (given["height_unit_mm"] / HEIGHT_UNIT_MM)
    highest = np.iinfo(np.uint16).max
    if scaled.min() < 0 or scaled.max() > highest:
        raise CraftbenchError(
            f"{file}: heights from {scaled.min() * HEIGHT_UNIT_MM:g} to "
            f"{scaled.max() * HEIGHT_UNIT_MM:g} mm, expected 0 to {highest * HEIGHT_UNIT_MM:g}; "
            "check --set height_unit_mm"
        )
    samples = unlabelled(file, np.round(scaled).astype(np.uint16))
    return Samples(samples.values, samples.table.assign(height_unit_mm=HEIGHT_UNIT_MM))


def _read_counts(file: Path) -> np.ndarray:
    """Counts (n, H, W)."""
    counts = read_array(file)
    if counts.ndim not in (2, 3) or (counts.ndim == 3 and counts.shape[-1] <= 4):
        raise CraftbenchError(
            f"{file}: expected one height per pixel, (H, W) or (n, H, W), found shape "
            f"{counts.shape} (colour?)"
        )
    if counts.dtype.itemsize < 2:
        raise CraftbenchError(
            f"{file}: expected 16-bit or floating-point heights, found {counts.dtype}; save it "
            "with 16 bits"
        )
    return counts[None] if counts.ndim == 2 else counts
