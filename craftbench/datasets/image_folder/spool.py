"""Pictures as they are read, kept in one temporary file rather than in memory."""

import tempfile
from typing import NamedTuple

import numpy as np

from craftbench.datasets.image_folder.uniform import Form
from craftbench.datasets.stored_rows import temporary_folder
from models.blocks import BLOCK_BYTES


class Place(NamedTuple):
    """Where the values of a picture begin in the file, and their shape and type."""

    start: int
    shape: tuple[int, ...]
    dtype: np.dtype


class PictureSpool:
    """Pictures by name; of more than a block (`models.blocks`), the values are on disk."""

    def __init__(self) -> None:
        chosen = temporary_folder()
        folder = None if chosen is None else str(chosen)
        # Closed when this is no longer used; it has no name, so that nothing is left of it.
        self._file = tempfile.SpooledTemporaryFile(BLOCK_BYTES, dir=folder)  # noqa: SIM115
        self._places: dict[str, Place] = {}
        self._end = 0

    def add(self, name: str, picture: np.ndarray) -> None:
        """Keep a picture (H, W) or (H, W, 3)."""
        self._file.seek(self._end)
        self._file.write(np.ascontiguousarray(picture).data.cast("B"))
        self._places[name] = Place(self._end, picture.shape, picture.dtype)
        self._end += picture.nbytes

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, name: str) -> np.ndarray:
        place = self._places[name]
        self._file.seek(place.start)
        size = int(np.prod(place.shape)) * place.dtype.itemsize
        return np.frombuffer(self._file.read(size), place.dtype).reshape(place.shape)

    def in_colour(self, name: str) -> bool:
        """Whether a picture has three channels."""
        return len(self._places[name].shape) == 3

    @property
    def forms(self) -> dict[str, Form]:
        """Rows, columns and number type of each picture."""
        return {
            name: Form(place.shape[0], place.shape[1], place.dtype.name)
            for name, place in self._places.items()
        }
