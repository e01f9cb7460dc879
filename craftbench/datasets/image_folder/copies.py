"""Pictures with the same pixels, which would be trained on and tested on."""

import hashlib

import numpy as np
import pandas as pd

from craftbench.datasets.stored_rows import blocks


def describe_copies(values: np.ndarray, table: pd.DataFrame) -> str | None:
    """A sentence about exact copies among pictures; None if there are none.

    Parameters
    ----------
    values : (n, H, W) or (n, H, W, 3) array
    table : DataFrame
        ``source`` and, where the split is published, ``role``.
    """
    digests = []
    for _, part in blocks(values):
        digests += [hashlib.blake2b(one.tobytes(), digest_size=16).digest() for one in part]
    same = pd.Series(digests, index=table.index)
    first = same.map(same.drop_duplicates().reset_index().set_index(0)["index"])
    copies = table.index[first != table.index]
    if not len(copies):
        return None
    pair = f"{table['source'][copies[0]]} and {table['source'][first[copies[0]]]}"
    text = f"{len(copies)} of {len(table)} pictures are exact copies of others (the first: {pair})"
    if "role" not in table:
        return f"{text}; they may be drawn into the pool and into the test part, delete them"
    crossing = (table.groupby(first)["role"].nunique() > 1).sum()
    return f"{text}; {crossing} pictures are in both the pool and the test part"
