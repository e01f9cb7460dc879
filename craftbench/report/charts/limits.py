"""Limits of an axis."""

import numpy as np
import pandas as pd


def limits(table: pd.DataFrame, *names: str) -> tuple[float, float]:
    """Limits of an axis that holds estimates and their bounds, with a little room."""
    bounds = [name + end for name in names for end in ("", "_low", "_high")]
    values = table[bounds].to_numpy(float)
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    room = 0.03 * (high - low) or 0.01
    return low - room, high + room
