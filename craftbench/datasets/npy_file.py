"""One ``.npy`` file: its header is checked against the file before anything is allocated."""

import math
from pathlib import Path
from typing import IO, Literal

import numpy as np
from numpy.lib import format as npy

from craftbench.datasets.stored_rows import converted
from craftbench.errors import CraftbenchError
from models.blocks import BLOCK_BYTES

_ARCHIVE = b"PK\x03\x04"
_READERS = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}


def read_npy(path: Path) -> np.ndarray:
    """The array of a ``.npy`` file, in the byte order of this machine; a large one on disk.

    Raises
    ------
    CraftbenchError
        Naming the file: it is missing, empty, an archive (.npz), no .npy file, shorter or longer
        than its header says, or holds something other than numbers. Nothing is unpickled.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            if not size:
                raise CraftbenchError(f"{path}: the file is empty; save it again with numpy.save")
            shape, dtype = npy_header(str(path), file)
            check_content(str(path), shape, dtype, size - file.tell())
    except FileNotFoundError:
        raise CraftbenchError(f"{path}: there is no such file") from None
    except OSError as error:
        raise CraftbenchError(f"{path}: cannot be read: {error.strerror}") from None
    mode: Literal["r"] | None = None if size <= BLOCK_BYTES else "r"
    values = np.load(path, mode, allow_pickle=False)
    return converted(values, values.dtype.newbyteorder("="))


def npy_header(where: str, file: IO[bytes]) -> tuple[tuple[int, ...], np.dtype]:
    """Shape and type that a header gives; the values follow. Errors begin with `where`."""
    start = file.read(len(_ARCHIVE))
    if start == _ARCHIVE:
        raise CraftbenchError(
            f"{where}: an archive of arrays (.npz), expected a single array; save one with "
            "numpy.save"
        )
    file.seek(0)
    try:
        shape, _, dtype = _READERS[npy.read_magic(file)](file)
    except Exception as error:  # a damaged header may raise any kind of error
        raise CraftbenchError(
            f"{where}: not a .npy file: {error}; save it with numpy.save"
        ) from None
    return shape, dtype


def check_content(where: str, shape: tuple[int, ...], dtype: np.dtype, size: int) -> None:
    """Raise CraftbenchError if `size` bytes are not the numbers that a header gives."""
    if dtype.kind not in "uifcb":
        what = "Python objects" if dtype.hasobject else f"values of {dtype}"
        raise CraftbenchError(
            f"{where}: a .npy file of {what}, expected numbers; arrays of objects are not opened, "
            "save an array of numbers (images or signals of one size)"
        )
    expected = math.prod(shape) * dtype.itemsize
    if expected != size:
        raise CraftbenchError(
            f"{where}: the header says shape {shape} of {dtype}, which is {expected} bytes, found "
            f"{size}; the file is cut short or damaged, save or copy it again"
        )
