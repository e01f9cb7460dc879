"""One PNG or TIFF file as an array: its size is checked before anything is decoded."""

import math
import warnings
from pathlib import Path

import numpy as np

from craftbench.datasets.npy_file import read_npy

MOST_VALUES = 100_000_000
"""Pixels times channels; a file of a few kilobytes may claim more than fits into memory."""


def read_image_file(path: Path) -> np.ndarray:
    """Values of a PNG, TIFF or .npy file, as they are stored.

    Raises
    ------
    ValueError
        In one line: no ordinary file, empty, cut short, not of its format, or too large.
    """
    if path.is_dir() or not path.is_file():
        raise ValueError("a folder" if path.is_dir() else "no ordinary file")
    try:
        if not path.stat().st_size:
            raise ValueError("the file is empty")
        if path.suffix.lower() == ".npy":
            return read_npy(path)
        count = math.prod(_shape(path))
        if count > MOST_VALUES:
            raise ValueError(f"{count:,} values, expected at most {MOST_VALUES:,}")
        return _decoded(path)
    except Exception as error:  # decoders raise many kinds of errors on a broken file
        told = (str(error).strip().splitlines() or [""])[0].replace(f"{path}: ", "")
        raise ValueError(told or type(error).__name__) from None


def _shape(path: Path) -> tuple[int, ...]:
    """Sides and channels that the file claims, before decoding."""
    if path.suffix.lower() == ".png":
        from PIL import Image

        with warnings.catch_warnings(action="ignore"), Image.open(path) as image:
            return (*image.size, len(image.getbands()))
    from tifffile import TiffFile

    with TiffFile(path) as file:
        return (len(file.pages), *file.pages[0].shape)


def _decoded(path: Path) -> np.ndarray:
    from skimage.io import imread

    return imread(path)
