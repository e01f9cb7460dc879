"""New images and signals: picture files, and .npy arrays of one or many samples."""

from pathlib import Path

import numpy as np
import pandas as pd
from skimage.io import imread

from craftbench.datasets.samples import Samples
from craftbench.errors import CraftbenchError

PICTURES = (".png", ".tif", ".tiff")
_MOST_CHANNELS = 4


def image_samples(file: Path, shape: tuple[int, ...] | None = None) -> Samples:
    """Images of a picture or of an array (H, W), (n, H, W), (H, W, C) or (n, H, W, C).

    `shape` is that of a sample in training. Without it, an array of three axes is one image with
    channels if the last axis is at most 4 long, else many images.
    """
    values = read_array(file)
    if values.ndim not in (2, 3, 4):
        raise CraftbenchError(
            f"{file}: expected images, two to four axes, found an array of shape {values.shape}"
        )
    if shape is not None:
        single = values.ndim == len(shape)
    else:
        single = values.ndim == 2 or (values.ndim == 3 and values.shape[-1] <= _MOST_CHANNELS)
    return unlabelled(file, values[None] if single else values)


def signal_samples(file: Path) -> Samples:
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
    expected = f"{file}: expected a picture ({', '.join(PICTURES)}) or .npy"
    if file.suffix.lower() not in (*PICTURES, ".npy"):
        raise CraftbenchError(f"{expected}, found the ending {file.suffix or 'of no kind'}")
    try:
        array = file.suffix.lower() == ".npy"
        values = np.load(file, allow_pickle=False) if array else imread(file)
    except Exception as error:  # decoders raise what they like on a broken file
        raise CraftbenchError(f"{expected} that can be read: {error}") from None
    if values.dtype.kind not in "uif":
        raise CraftbenchError(f"{expected} of numbers, found {values.dtype}")
    return values


def unlabelled(file: Path, values: np.ndarray) -> Samples:
    """Samples with their place in the file as source; raises if one has NaN or infinite values."""
    finite = np.isfinite(values.reshape(len(values), -1)).all(axis=1)
    if not finite.all():
        raise CraftbenchError(
            f"{file}: sample {int((~finite).argmax())} has NaN or infinite values, expected finite "
            "numbers; no model was trained on gaps, leave such samples out"
        )
    names = [str(file)] if len(values) == 1 else [f"{file}[{i}]" for i in range(len(values))]
    return Samples(values, pd.DataFrame({"source": names}))
