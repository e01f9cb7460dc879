"""New height images: counts of a file to counts of the unit that models were trained on."""

import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from craftbench.datasets.depth_folder.source import DepthFolderSource
from craftbench.datasets.samples import Samples
from craftbench.datasets.simulated_parcels.source import HEIGHT_UNIT_MM
from craftbench.errors import CraftbenchError
from craftbench.predict.new_samples.arrays import read_array, unlabelled


def height_samples(file: Path, given: dict[str, float]) -> Samples:
    """Heights above the belt of a 16-bit image or an array (H, W) or (n, H, W); 0 = no measurement.

    ``given["height_unit_mm"]`` are mm a count of the file; NaN of floats is no measurement either.
    """
    if "height_unit_mm" not in given:
        raise CraftbenchError(
            f"{file}: how many mm a count is, the file does not tell; give it: "
            "--set height_unit_mm=0.1 for tenths, 1 for mm"
        )
    counts = read_array(file)
    if counts.ndim not in (2, 3) or (counts.ndim == 3 and counts.shape[-1] <= 4):
        raise CraftbenchError(
            f"{file}: expected one height a pixel, (H, W) or (n, H, W), found shape "
            f"{counts.shape} (colour?)"
        )
    if counts.dtype.itemsize < 2:
        raise CraftbenchError(
            f"{file}: expected 16-bit or floating-point heights, found {counts.dtype}; save it "
            "with 16 bits"
        )
    counts = counts[None] if counts.ndim == 2 else counts
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


def camera_samples(file: Path, source: DepthFolderSource, classes: list[str]) -> Samples:
    """One image of the camera of training: same unit, belt, crop and footprint."""
    with tempfile.TemporaryDirectory() as folder:
        listing = Path(folder) / "labels.csv"
        # The source reads labelled files only; the label is thrown away again.
        rows = {"file": [str(file.resolve())], "label": [classes[0]]}
        pd.DataFrame(rows).to_csv(listing, index=False)
        changes = {"folder": None, "labels": listing, "group_pattern": None}
        try:
            samples = source.model_copy(update=changes).load(classes)
        except CraftbenchError as error:
            reason = str(error).replace(f"{listing}: ", "")
            raise CraftbenchError(f"{file}: {reason}") from None
    return Samples(samples.values, samples.table.drop(columns="label"))
