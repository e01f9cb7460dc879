"""A new picture of the kind of the training samples."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from craftbench.datasets.image_folder.picture import UnusablePictureError, read_picture
from craftbench.datasets.image_folder.pictures import PictureSource
from craftbench.datasets.image_folder.sizes import fitted
from craftbench.datasets.image_folder.uniform import coloured, grey
from craftbench.datasets.new_files.arrays import check_file, read_images, unlabelled
from craftbench.datasets.samples import Samples
from craftbench.errors import CraftbenchError


def read_new_picture(
    source: PictureSource,
    file: Path,
    given: Mapping[str, float],
    sample_shape: tuple[int, ...],
) -> Samples:
    """One picture, grey or in colour as training had them, or a .npy array of images."""
    if file.suffix.lower() == ".npy":
        return read_images(source, file, given, sample_shape)
    check_file(file)
    try:
        picture = read_picture(file)
    except UnusablePictureError as error:
        raise CraftbenchError(f"{file}: {error}") from None
    if source.fit is not None:
        height, width = sample_shape[:2]
        picture = fitted(picture, (height, width), source.fit)
    return unlabelled(file, _as_in_training(file, picture, sample_shape, source.colour)[None])


def _as_in_training(
    file: Path, picture: np.ndarray, sample_shape: tuple[int, ...], colour: str
) -> np.ndarray:
    if len(sample_shape) == 3:
        return coloured(picture)
    if picture.ndim == 3 and colour != "grey":
        raise CraftbenchError(
            f"{file}: a picture in colour, but all pictures in training were grey; convert it"
        )
    return grey(picture)
