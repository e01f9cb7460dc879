"""Samples that are read and standardised when they are used, a block at a time."""

from collections.abc import Callable, Iterator
from typing import Any, Protocol

import numpy as np

from models.blocks import row_blocks


class Rows(Protocol):
    """An array (n, …), in memory or on disk, of which some rows can be read."""

    @property
    def shape(self) -> tuple[int, ...]: ...

    def __len__(self) -> int: ...

    def __getitem__(self, rows: Any) -> np.ndarray: ...


class PreparedRows:
    """Some rows of an array on disk, each standardised whenever it is read.

    Reads like an array (m, …) of float32; `numpy.asarray` reads all of it.

    Parameters
    ----------
    source : Rows
        The array (n, …), not standardised.
    rows : (m,) int array
        The rows of it.
    standardise : callable
        From some rows of `source` to float32 values of the same shape.
    """

    dtype = np.dtype(np.float32)

    def __init__(
        self, source: Rows, rows: np.ndarray, standardise: Callable[[np.ndarray], np.ndarray]
    ) -> None:
        self.source, self.rows, self.standardise = source, rows, standardise
        self.shape = (len(rows), *source.shape[1:])
        self.ndim = len(self.shape)

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, rows: np.ndarray | slice) -> np.ndarray:
        return self.standardise(self.source[self.rows[rows]])

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        whole = np.empty(self.shape, self.dtype if dtype is None else dtype)
        for rows in row_blocks(self.shape):
            whole[rows] = self[rows]
        return whole


def blocks_of(x: Rows) -> Iterator[np.ndarray]:
    """The rows of an array in blocks, see `models.blocks`."""
    for rows in row_blocks(x.shape):
        yield x[rows]
