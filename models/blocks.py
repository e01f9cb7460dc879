"""Rows of a large array in blocks, so that work on them needs memory for one block only."""

import math
from collections.abc import Iterator, Sequence

BLOCK_BYTES = 2**25
"""Size of a block, 32 MiB: 2,048 images of 64 × 64 float32 values. Smaller arrays are one block."""


def row_bytes(shape: Sequence[int], itemsize: int = 4) -> int:
    """Bytes of one row of an array of a shape (n, …), at least 1."""
    return max(1, math.prod(shape[1:]) * itemsize)


def rows_per_block(shape: Sequence[int], itemsize: int = 4) -> int:
    """Rows of an array of a shape (n, …) in `BLOCK_BYTES`, at least 1."""
    return max(1, BLOCK_BYTES // row_bytes(shape, itemsize))


def row_blocks(shape: Sequence[int], itemsize: int = 4) -> Iterator[slice]:
    """The rows of an array of a shape (n, …) in order, as slices of at most `BLOCK_BYTES`."""
    step = rows_per_block(shape, itemsize)
    for start in range(0, shape[0], step):
        yield slice(start, min(start + step, shape[0]))


def is_one_block(shape: Sequence[int], itemsize: int = 4) -> bool:
    """Whether an array of a shape (n, …) is not larger than a block."""
    return not shape or shape[0] <= rows_per_block(shape, itemsize)
