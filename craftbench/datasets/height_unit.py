"""The unit of stored heights."""

import numpy as np
import pandas as pd

HEIGHT_UNIT_MM = 0.1
"""Millimetres per count, of the sources in this package; 0 counts are not measured."""


def height_unit_mm(table: pd.DataFrame) -> np.ndarray:
    """Unit of each sample, (n, 1, 1) float32, from the column ``height_unit_mm``."""
    return table["height_unit_mm"].to_numpy(np.float32)[:, None, None]
