"""One corruption with its five levels."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

SEVERITIES = (1, 2, 3, 4, 5)

OfSamples = Callable[[np.ndarray, pd.DataFrame, float, np.random.Generator], np.ndarray]
OfRecording = Callable[[np.ndarray, float, np.ndarray, float, np.random.Generator], np.ndarray]


@dataclass(frozen=True)
class Corruption:
    """A kind of corruption.

    Parameters
    ----------
    name, unit, description : str
        Name, unit of the levels and description.
    levels : tuple of five floats
        Severities 1 to 5, each stronger than the one before.
    of_samples : callable or None
        ``f(values, table, level, rng) -> values`` of the same shape and dtype.
    of_recording : callable or None
        ``f(signal, rate, r_peaks, level, rng) -> signal``; the samples are cut again.

    Notes
    -----
    A function draws the same random numbers at every level, so that a higher severity is a
    stronger version of the same change: the gaps of severity 2 are among those of severity 3.
    """

    name: str
    unit: str
    description: str
    levels: tuple[float, float, float, float, float]
    of_samples: OfSamples | None = None
    of_recording: OfRecording | None = None
