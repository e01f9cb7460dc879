"""Mean, standard deviation and median of the last axis' columns, accumulated in blocks of rows.

An array of one block has the results of `numpy.mean`, `std`, `nanmean`, `nanstd` and `nanmedian`
to the last bit; those of several blocks differ by rounding.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from models.blocks import rows_per_block
from models.prepared_rows import Rows, blocks_of

HALF = 16
"""Bits of a float32 value by which its place among all is found, twice."""


class ColumnCounts(NamedTuple):
    """What the columns (d,) of an array (n, …, d) hold.

    Parameters
    ----------
    infinite : (d,) bool array
        Whether a value is infinite.
    known : (d,) int array
        Number of values that are not NaN.
    rows : int
        Number of values of a column, NaN among them.
    """

    infinite: np.ndarray
    known: np.ndarray
    rows: int

    @property
    def missing(self) -> bool:
        """Whether a column with some values lacks others."""
        return bool(((self.known < self.rows) & (self.known > 0)).any())


def column_counts(x: Rows) -> ColumnCounts:
    """Count the values of the columns of an array (n, …, d)."""
    infinite, known, rows = np.zeros(x.shape[-1], bool), np.zeros(x.shape[-1], int), 0
    for part in _flat_blocks(x):
        infinite |= np.isinf(part).any(axis=0)
        known += len(part) - np.isnan(part).sum(axis=0)
        rows += len(part)
    return ColumnCounts(infinite, known, rows)


def mean_and_deviation(x: Rows, found: ColumnCounts) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation (d,) float64 of the values that are known; 0 where none is."""
    count = found.known if found.missing else found.rows
    count = np.where(found.known == 0, found.rows, count)
    absent = found.known == 0
    total = np.zeros(x.shape[-1])
    for part in _flat_blocks(x):
        total += _filled(part, found, absent).sum(axis=0, dtype=np.float64)
    mean = total / count
    total = np.zeros(x.shape[-1])
    for part in _flat_blocks(x):
        total += _squares(part, mean, found, absent).sum(axis=0, dtype=np.float64)
    return mean, np.sqrt(total / count)


def column_medians(x: Rows, found: ColumnCounts) -> np.ndarray:
    """Median (d,) of the known values of each column; NaN where none is."""
    if isinstance(x, np.ndarray):
        rows, median = x.reshape(-1, x.shape[-1]), np.full(x.shape[-1], np.nan)
        known = np.flatnonzero(found.known)
        at_once = rows_per_block((len(known), len(rows)), x.itemsize)
        for start in range(0, len(known), at_once):
            columns = known[start : start + at_once]
            median[columns] = np.nanmedian(rows[:, columns], axis=0)
        return median
    return np.array([_median(x, place, int(n)) for place, n in enumerate(found.known)])


def _filled(part: np.ndarray, found: ColumnCounts, absent: np.ndarray) -> np.ndarray:
    """Values with 0 in place of those that are missing."""
    if found.missing:
        return np.where(np.isnan(part), part.dtype.type(0), part)
    return np.where(absent, part.dtype.type(0), part) if absent.any() else part


def _squares(
    part: np.ndarray, mean: np.ndarray, found: ColumnCounts, absent: np.ndarray
) -> np.ndarray:
    """Squared distances from the mean; where values are missing, in their type, as `nanstd`."""
    if not found.missing:
        distance = _filled(part, found, absent) - mean
        return np.square(distance, out=distance)
    distance = np.subtract(_filled(part, found, absent), mean, dtype=np.float64)
    distance = np.where(np.isnan(part), 0, distance).astype(part.dtype)
    return np.square(distance, out=distance)


def _flat_blocks(x: Rows) -> Iterator[np.ndarray]:
    """Blocks of an array (n, …, d) as (rows, d)."""
    for block in blocks_of(x):
        yield block.reshape(int(np.prod(block.shape[:-1])), block.shape[-1])


def _median(x: Rows, place: int, known: int) -> float:
    """Median of a column of float32 values: found bit by bit, so that none are kept."""
    if not known:
        return np.nan
    middle = (known - 1) // 2, known // 2
    low, high = (_ranked(x, place, rank) for rank in middle)
    return float(np.mean(np.array([low, high], np.float32)))


def _ranked(x: Rows, place: int, rank: int) -> np.float32:
    """The value of a rank, from 0, among the known ones of a column.

    The bits of float32 values, those of negative ones inverted, are ordered as the values are.
    Counts of the upper half of the bits tell that of the value; counts of the lower half, among
    the values with this upper half, tell the rest.
    """
    upper = None
    for _ in range(2):
        counts = np.zeros(2**HALF, int)
        for part in _flat_blocks(x):
            column = part[:, place].astype(np.float32)
            keys = _keys(column[~np.isnan(column)])
            if upper is not None:
                keys = keys[keys >> HALF == upper] & (2**HALF - 1)
            else:
                keys = keys >> HALF
            counts += np.bincount(keys, minlength=2**HALF)
        up_to = np.cumsum(counts)
        bits = int(np.searchsorted(up_to, rank, side="right"))
        rank -= int(up_to[bits] - counts[bits])
        if upper is None:
            upper = bits
    assert upper is not None
    return _values(np.array([upper << HALF | bits], np.uint32))[0]


def _keys(values: np.ndarray) -> np.ndarray:
    bits = (values + np.float32(0)).view(np.uint32)  # -0.0 is 0.0
    return np.where(bits >> 31, ~bits, bits | np.uint32(2**31))


def _values(keys: np.ndarray) -> np.ndarray:
    return np.where(keys >> 31, keys & np.uint32(2**31 - 1), ~keys).view(np.float32)
