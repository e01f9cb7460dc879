"""Corrupted values in the number type of the samples."""

import numpy as np


def in_type_of(values: np.ndarray, changed: np.ndarray) -> np.ndarray:
    """`changed` in the type of `values`; whole numbers are rounded and cut to their range."""
    if values.dtype.kind not in "iu":
        return changed.astype(values.dtype)
    return np.clip(np.round(changed), 0, np.iinfo(values.dtype).max).astype(values.dtype)
