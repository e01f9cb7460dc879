"""Depth image files: their list in a folder or a CSV, and their content."""

from collections.abc import Collection, Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from craftbench.datasets.image_file import read_image_file
from craftbench.datasets.user_table import read_user_table
from craftbench.errors import CraftbenchError

ENDINGS = (".png", ".tif", ".tiff", ".npy")
SATURATED = 65535
"""The highest count of 16 bits, by which cameras say that nothing was measured."""


class UnusableImageError(ValueError):
    """One image cannot be used: it is listed in rejected.csv, and the others are read."""


def files_of_csv(path: Path) -> pd.DataFrame:
    """``file, label`` and, where the CSV has it, ``group``; files are relative to the CSV.

    Raises
    ------
    CraftbenchError
        If the CSV is missing or unreadable, lacks a column or names a missing file.
    """
    table = read_user_table(path, "source.labels", ["file", "label"])
    incomplete = table[["file", "label"]].isna().any(axis=1)
    if incomplete.any():
        raise CraftbenchError(f"{path}: line {incomplete.idxmax()} lacks its file or its label")
    table = table.reset_index(drop=True)
    table["file"] = [path.parent / file for file in table["file"]]
    absent = [file for file in table["file"] if not file.is_file()]
    if absent:
        raise CraftbenchError(
            f"{path}: names {absent[0]}, which does not exist ({len(absent)} such files); paths "
            "are relative to the folder of the CSV"
        )
    twice = table["file"][table["file"].duplicated()]
    if len(twice):
        raise CraftbenchError(
            f"{path}: names {twice.iloc[0]} twice ({len(twice)} such lines); the copies could be "
            "in the pool and in the test part, keep one line of each"
        )
    return table[[column for column in ("file", "label", "group") if column in table]]


def images_beside(files: Iterable[Path], csv: Path) -> pd.DataFrame:
    """``source`` and ``reason`` of the other depth images in the folders of `files`."""
    known = {file.absolute() for file in files}
    beside = [
        str(path)
        for folder in sorted({file.parent for file in known})
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in ENDINGS and path not in known and path.is_file()
    ]
    return pd.DataFrame({"source": beside, "reason": f"is not in {csv.name}"})


def read_depth(path: Path, unmeasured: Collection[float] = ()) -> np.ndarray:
    """Counts of a depth image as float64 (H, W); NaN where nothing was measured.

    Parameters
    ----------
    path : Path
        16-bit PNG or TIFF, 0 or 65535 = no measurement; or ``.npy`` of floats, NaN or 0 = no
        measurement.
    unmeasured : collection of float
        Further counts that stand for no measurement.

    Raises
    ------
    UnusableImageError
        For a file that cannot be read, a colour image, 8-bit depth, negative or infinite values,
        or an image without any measurement.
    """
    return measured_counts(read_counts(path), unmeasured)


def read_counts(path: Path) -> np.ndarray:
    """Counts of a depth image as they are stored, (H, W); raises UnusableImageError."""
    try:
        image = read_image_file(path)
    except ValueError as error:
        raise UnusableImageError(f"cannot be read: {error}") from None
    if image.ndim == 3 and image.shape[-1] == 1:
        image = image[..., 0]
    if image.ndim != 2:
        raise UnusableImageError(
            f"expected one depth per pixel, found shape {image.shape} (colour, or several pages?)"
        )
    if image.dtype.kind not in "uif" or image.dtype.itemsize < 2:
        raise UnusableImageError(
            f"expected 16-bit or floating-point depth, found {image.dtype}; save it with 16 bits"
        )
    return image


def measured_counts(image: np.ndarray, unmeasured: Collection[float] = ()) -> np.ndarray:
    """Stored counts as float64 with NaN where nothing was measured; raises UnusableImageError."""
    counts = image.astype(np.float64)
    none = {0, *unmeasured} | ({SATURATED} if image.dtype == np.uint16 else set())
    counts[np.isin(counts, list(none))] = np.nan
    measured = counts[~np.isnan(counts)]
    if not measured.size:
        raise UnusableImageError("no pixel has a measurement")
    if np.isinf(measured).any() or measured.min() < 0:
        raise UnusableImageError("negative or infinite depth; expected NaN or 0 for no measurement")
    return counts
