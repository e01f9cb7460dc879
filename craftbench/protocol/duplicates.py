"""Test samples that are also in the pool, exactly or nearly."""

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from craftbench.datasets.stored_rows import give_back

_CHUNK = 256


@dataclass(frozen=True)
class Neighbours:
    """Nearest pool sample of each test sample: its place and the Euclidean distance."""

    place: np.ndarray
    distance: np.ndarray


def sample_hashes(values: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """A 128-bit hash of the content of each sample, (rows,); read one at a time."""
    found = np.empty(len(rows), "U32")
    for place, row in enumerate(rows):
        found[place] = blake2b(values[row].tobytes(), digest_size=16).hexdigest()
        if not place % _CHUNK:
            give_back(values)
    return found


def exact_duplicates(values: np.ndarray, pool: np.ndarray, test: np.ndarray) -> np.ndarray:
    """Test rows whose samples are also in the pool, with exactly the same values."""
    return test[np.isin(sample_hashes(values, test), sample_hashes(values, pool))]


def flattened(values: np.ndarray, rows: np.ndarray, width: int, seed: int) -> np.ndarray:
    """Samples as rows of at most `width` numbers, float32.

    Wider samples are projected on `width` random directions, which keeps distances within about
    √(2/width) of themselves (Johnson and Lindenstrauss); read in chunks.
    """
    d = int(np.prod(values.shape[1:]))
    directions = None
    if d > width:
        normal = np.random.default_rng(seed).standard_normal((d, width), dtype=np.float32)
        directions = normal / np.float32(np.sqrt(width))
    parts = []
    for start in range(0, len(rows), _CHUNK):
        part = np.asarray(values[rows[start : start + _CHUNK]], np.float32).reshape(-1, d)
        parts.append(part if directions is None else part @ directions)
        give_back(values)
    return np.concatenate(parts) if parts else np.empty((0, min(d, width)), np.float32)


def nearest(test: np.ndarray, pool: np.ndarray) -> Neighbours:
    """Nearest of the rows `pool` (m, d) to each of the rows `test` (n, d), in chunks.

    A value that is missing (NaN) counts as the mean of the pool.
    """
    centre = np.nanmean(pool, axis=0)
    test, pool = np.nan_to_num(test - centre), np.nan_to_num(pool - centre)
    squares = (pool**2).sum(axis=1)
    place = np.concatenate(
        [
            (squares - 2 * test[start : start + _CHUNK] @ pool.T).argmin(axis=1)
            for start in range(0, len(test), _CHUNK)
        ]
    )
    return Neighbours(place, np.sqrt(((test - pool[place]) ** 2).sum(axis=1)))


def near_duplicates(distance: np.ndarray, near: float) -> np.ndarray:
    """Whether each nearest distance is below the share `near` of the median distance, (n,)."""
    return distance < near * np.median(distance)
