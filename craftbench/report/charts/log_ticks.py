"""Ticks of a logarithmic axis."""

import numpy as np

FEW_DECADES = 2.5


def log_ticks(low: float, high: float) -> list[float]:
    """Powers of ten between two positive numbers; over few decades also twice and five times them.

    Parameters
    ----------
    low, high : float
        Smallest and largest value.
    """
    steps = (1, 2, 5) if high < low * 10**FEW_DECADES else (1,)
    decades = 10.0 ** np.arange(np.floor(np.log10(low)), np.ceil(np.log10(high)) + 1)
    ticks = np.outer(decades, steps).ravel()
    return [float(f"{tick:g}") for tick in ticks if low <= tick <= high] or [low, high]
