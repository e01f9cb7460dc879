"""One array of a ``.npz`` file: an archive of ``.npy`` files."""

import zipfile
from pathlib import Path

import numpy as np

from craftbench.datasets.npy_file import check_content, npy_header
from craftbench.errors import CraftbenchError, suggestion

FEWEST_AXES = 3


def read_npz(path: Path, name: str | None = None) -> np.ndarray:
    """An array of samples; nothing is unpickled.

    Parameters
    ----------
    path : Path
    name : str or None
        Of the array; without, the only one with at least three axes.

    Raises
    ------
    CraftbenchError
        Naming the file: it is missing or damaged, has no such array, or several.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = [one.removesuffix(".npy") for one in archive.namelist()]
            shapes = {one: _shape(path, archive, f"{one}.npy") for one in names}
            chosen = _chosen(path, shapes, name)
            _shape(path, archive, f"{chosen}.npy", whole=True)
        with np.load(path, allow_pickle=False) as arrays:
            values = arrays[chosen]
    except CraftbenchError:
        raise
    except FileNotFoundError:
        raise CraftbenchError(f"{path}: there is no such file") from None
    except Exception as error:  # a damaged archive may raise any kind of error
        raise CraftbenchError(
            f"{path}: cannot be read: {error}; save numbers with numpy.savez, arrays of Python "
            "objects are not opened"
        ) from None
    return values.astype(values.dtype.newbyteorder("="), copy=False)


def _chosen(path: Path, shapes: dict[str, tuple[int, ...]], name: str | None) -> str:
    listed = ", ".join(f"{one} {shape}" for one, shape in shapes.items()) or "none"
    if name is not None:
        if name not in shapes:
            raise CraftbenchError(
                f"{path}: there is no array {name!r} (source.array)"
                f"{suggestion(name, list(shapes))}; its arrays: {listed}"
            )
        return name
    suitable = [one for one, shape in shapes.items() if len(shape) >= FEWEST_AXES]
    if len(suitable) != 1:
        raise CraftbenchError(
            f"{path}: expected one array with the sample on the first of three or four axes, found "
            f"{len(suitable)}; name one in source.array. Its arrays: {listed}"
        )
    return suitable[0]


def _shape(path: Path, archive: zipfile.ZipFile, name: str, whole: bool = False) -> tuple[int, ...]:
    """By the header, without the values; `whole` compares it with the size of the content."""
    where = f"{path} ({name})"
    with archive.open(name) as file:
        shape, dtype = npy_header(where, file)
        if whole:
            check_content(where, shape, dtype, archive.getinfo(name).file_size - file.tell())
    return shape
