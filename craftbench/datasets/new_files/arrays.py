"""New images and signals: picture files, and .npy arrays of one or many samples."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from craftbench.datasets.image_file import read_image_file
from craftbench.datasets.samples import Samples
from craftbench.errors import CraftbenchError

PICTURES = (".png", ".tif", ".tiff")


def read_images(
    source: Any, file: Path, given: Mapping[str, float], sample_shape: tuple[int, ...]
) -> Samples:
    """Images of a picture or of an array (H, W), (n, H, W), (H, W, C) or (n, H, W, C).

    An array with as many axes as a sample in training is one image, and so is a picture in colour.
    Grey images may have a channel axis of length 1.
    """
    values = read_array(file)
    if values.ndim > 2 and values.shape[-1] == 1 and len(sample_shape) == 2:
        values = values[..., 0]
    if values.ndim not in (2, 3, 4):
        raise CraftbenchError(
            f"{file}: expected images, two to four axes, found an array of shape {values.shape}"
        )
    in_colour = file.suffix.lower() != ".npy" and values.ndim == 3 and values.shape[-1] <= 4
    one = in_colour or values.ndim == len(sample_shape)
    return unlabelled(file, values[None] if one else values)


def read_signals(
    source: Any, file: Path, given: Mapping[str, float], sample_shape: tuple[int, ...]
) -> Samples:
    """Signals of an array (T,), (T, leads) or (n, T, leads)."""
    values = read_array(file)
    if file.suffix.lower() != ".npy" or values.ndim not in (1, 2, 3):
        raise CraftbenchError(
            f"{file}: expected signals, .npy of shape (T,), (T, leads) or (n, T, leads), found "
            f"shape {values.shape}"
        )
    values = values[:, None] if values.ndim == 1 else values
    return unlabelled(file, np.asarray(values[None] if values.ndim == 2 else values, np.float32))


def read_array(file: Path) -> np.ndarray:
    """Numbers of a picture or a .npy file; raises CraftbenchError naming it."""
    check_file(file)
    expected = f"{file}: expected a picture ({', '.join(PICTURES)}) or .npy"
    if file.suffix.lower() not in (*PICTURES, ".npy"):
        raise CraftbenchError(f"{expected}, found the ending {file.suffix or 'of no kind'}")
    try:
        values = read_image_file(file)
    except ValueError as error:
        raise CraftbenchError(f"{expected} that can be read: {error}") from None
    if values.dtype.kind not in "uif":
        raise CraftbenchError(f"{expected} of numbers, found {values.dtype}")
    if not values.size:
        raise CraftbenchError(f"{expected} with a sample, found shape {values.shape}")
    return values


def check_file(file: Path) -> None:
    """Raise CraftbenchError if there is no such file, or it is a folder or a pipe."""
    if file.is_dir():
        raise CraftbenchError(f"{file}: a folder, expected a file; name the files in it")
    if not file.is_file():
        found = "not an ordinary file" if file.exists() else "there is no such file"
        raise CraftbenchError(f"{file}: {found}")


def unlabelled(file: Path, values: np.ndarray) -> Samples:
    """Samples with their place in the file as source; raises if one has NaN or infinite values."""
    finite = np.isfinite(values.reshape(len(values), -1)).all(axis=1)
    if not finite.all():
        raise CraftbenchError(
            f"{file}: sample {int((~finite).argmax())} has NaN or infinite values, expected finite "
            "numbers; models are not trained on gaps, leave such samples out"
        )
    names = [str(file)] if len(values) == 1 else [f"{file}[{i}]" for i in range(len(values))]
    return Samples(values, pd.DataFrame({"source": names}))
