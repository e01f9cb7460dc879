"""Samples that would spoil a comparison: copies across the split, constant ones."""

import numpy as np
import pandas as pd

from craftbench.datasets.samples import Samples
from craftbench.datasets.stored_rows import blocks
from craftbench.protocol.duplicates import sample_hashes
from craftbench.runs.before.findings import Findings

NAMED = 5


def check_samples(samples: Samples, found: Findings, published: bool = False) -> None:
    """Exact copies in the pool and the test part are errors; constant samples are warned of.

    Parameters
    ----------
    samples : Samples
        With roles.
    found : Findings
        Is extended.
    published : bool
        Whether others published the samples, so that the user cannot delete copies: they are
        warned of then, as the analysis ``leak_checks`` counts them.
    """
    table = samples.table
    rows = np.arange(len(table))
    test = (table["role"] == "test").to_numpy()
    hashes = pd.Series(sample_hashes(samples.values, rows))
    in_pool = pd.Series(rows[~test], index=hashes[~test].to_numpy())
    in_pool = in_pool[~in_pool.index.duplicated()]
    copies = hashes[test][hashes[test].isin(in_pool.index)]
    constant = _constant(samples.values)
    # Constant samples are all alike; they are told below.
    copies = copies[~constant[copies.index.to_numpy()]]
    if len(copies):
        pairs = [f"{table['source'][i]} = {table['source'][in_pool[h]]}" for i, h in copies.items()]
        more = f" and {len(pairs) - NAMED} more" if len(pairs) > NAMED else ""
        told = (
            f"{len(copies)} test samples are exact copies of pool samples: "
            f"{', '.join(pairs[:NAMED])}{more}"
        )
        if published:
            found.warnings.append(f"{told}; they are so in the published data")
        else:
            found.errors.append(f"{told}; delete the copies, or give them one group")
    if constant.any():
        first = ", ".join(table["source"][constant][:NAMED])
        found.warnings.append(
            f"{constant.sum()} of {len(table)} samples are constant, the first: {first}; they show "
            "nothing, leave them out"
        )


def _constant(values: np.ndarray) -> np.ndarray:
    """Whether all values of a sample are the same, (n,)."""
    constant = np.zeros(len(values), bool)
    if np.prod(values.shape[1:]) < 2:
        return constant
    for rows, part in blocks(values):
        flat = part.reshape(len(part), -1)
        constant[rows] = (flat == flat[:, :1]).all(axis=1)
    return constant
