"""Arrays on disk, read and written a block of rows at a time."""

import mmap
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from models.blocks import is_one_block, row_blocks

RESULTS = Path("results")


class StoredRows:
    """An array on disk of which some rows are read into memory; their pages are given back.

    Pages of a memory-mapped file count as memory of the process until the system needs them. Here
    they are given back after each read, so that a large file counts for a block only.

    Parameters
    ----------
    mapped : memory-mapped array (n, …)
    """

    def __init__(self, mapped: np.ndarray) -> None:
        self._mapped = mapped
        self.shape, self.dtype, self.ndim = mapped.shape, mapped.dtype, mapped.ndim
        self.nbytes = mapped.nbytes

    def __len__(self) -> int:
        return len(self._mapped)

    def __getitem__(self, rows: Any) -> np.ndarray:
        found = self._mapped[rows]
        found = np.asarray(found) if isinstance(rows, np.ndarray) else np.array(found)
        give_back(self._mapped)
        return found

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return np.array(self._mapped, dtype)


def mapping_of(array: np.ndarray) -> mmap.mmap | None:
    """The mapping behind an array that is only read, or behind the one that it is a view of."""
    base: Any = array
    while isinstance(base, np.ndarray) and not base.flags.writeable:
        base = base.base
    return base if isinstance(base, mmap.mmap) else None


def is_on_disk(array: np.ndarray) -> bool:
    """Whether an array is memory-mapped to be read, or a view of one that is."""
    return mapping_of(array) is not None


def give_back(array: np.ndarray) -> None:
    """Tell the system that the pages of an array on disk are not needed now.

    They stay in the system's cache. An array in memory is left as it is.
    """
    mapping = mapping_of(array)
    if mapping is not None and hasattr(mmap, "MADV_DONTNEED"):
        mapping.madvise(mmap.MADV_DONTNEED)


def blocks(array: np.ndarray) -> Iterator[tuple[slice, np.ndarray]]:
    """Blocks of rows with their places; pages of an array on disk are given back after each."""
    for rows in row_blocks(array.shape, array.itemsize):
        yield rows, array[rows]
        give_back(array)


def temporary_folder() -> Path | None:
    """Where temporary files of many samples are: in `results/` if there is one.

    Folders of temporary files are often held in memory.
    """
    return RESULTS if os.access(RESULTS, os.W_OK) else None


def write_blocks(shape: tuple[int, ...], dtype: Any, parts: Iterable[np.ndarray]) -> np.ndarray:
    """An array in a temporary file without a name, memory-mapped to be read.

    Its space is free again once the array is no longer used, also after a kill.

    Parameters
    ----------
    shape, dtype
        Of the array; not empty.
    parts : iterable of arrays
        Its rows in order.
    """
    with tempfile.TemporaryFile(dir=temporary_folder()) as file:
        for part in parts:
            file.write(np.ascontiguousarray(part, dtype).data)
        file.flush()
        return np.memmap(file, dtype, "r", shape=shape)


def chosen_rows(array: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """The rows of an array where `chosen` (n,) bool holds; those of a large one on disk stay there.

    All rows are the array itself.
    """
    if chosen.all():
        return array
    if is_one_block(array.shape, array.itemsize) or not is_on_disk(array) or not chosen.any():
        return array[chosen]
    shape = (int(chosen.sum()), *array.shape[1:])
    return write_blocks(shape, array.dtype, (part[chosen[rows]] for rows, part in blocks(array)))


def taken_rows(array: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """The rows of an array with these numbers; many of one on disk are copied to a file there."""
    shape = (len(rows), *array.shape[1:])
    if is_one_block(shape, array.itemsize) or not is_on_disk(array):
        return np.asarray(array[rows])
    stored = StoredRows(array)
    parts = (stored[rows[block]] for block in row_blocks(shape, array.itemsize))
    return write_blocks(shape, array.dtype, parts)


def converted(array: np.ndarray, dtype: Any) -> np.ndarray:
    """The array in another number type; a large one on disk stays there."""
    if array.dtype == np.dtype(dtype) and array.dtype.isnative:
        return array
    if is_one_block(array.shape, array.itemsize) or not is_on_disk(array):
        return array.astype(dtype)
    return write_blocks(array.shape, dtype, (part.astype(dtype) for _, part in blocks(array)))
