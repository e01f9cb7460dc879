"""The range of the values that a model was trained on, and samples outside of it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from craftbench.datasets.stored_rows import give_back
from craftbench.datasets.windows import RATE

CUT_OFF = 0.01
"""Share of the training samples whose lowest, highest or narrowest values do not count."""
MARGIN = 2.0
"""Widths of the training range that values may lie below or above it."""
NARROWER = 4.0
"""How many times narrower than in training the values of a sample may spread."""
AT_ONCE = 1024
MOST_SIGNAL_LEADS = 2
"""Samples (T, columns) with more columns are images, unless the model sees them as signals."""


@dataclass(frozen=True)
class Extremes:
    """Lowest and highest value of each sample and channel.

    Parameters
    ----------
    lowest, highest : (n, channels) arrays
        One channel for grey images.
    dtype : str
        Type of the stored samples.
    sampling_rate_hz : float or None
        Of the samples, if they are heartbeats.
    """

    lowest: np.ndarray
    highest: np.ndarray
    dtype: str
    sampling_rate_hz: float | None = None

    @classmethod
    def of(
        cls, values: np.ndarray, table: pd.DataFrame, signals: bool, offsets_count: bool = True
    ) -> "Extremes":
        """Those of samples.

        Parameters
        ----------
        values : (n, H, W), (n, H, W, C) or (n, T, leads) array
        table : DataFrame
            A row per sample.
        signals : bool
            Whether the model sees samples of two axes as signals with leads.
        offsets_count : bool
            Otherwise, values of heartbeats are those relative to the median of their lead: records
            of some databases have an offset of millivolts, which no feature sees.
        """
        leads = values.ndim == 3 and (signals or values.shape[2] <= MOST_SIGNAL_LEADS)
        channels = values.shape[-1] if leads or values.ndim > 3 else 1
        lowest = np.empty((len(values), channels))
        highest = np.empty((len(values), channels))
        for first in range(0, len(values), AT_ONCE):
            rows = slice(first, first + AT_ONCE)
            part = np.asarray(values[rows]).reshape(len(lowest[rows]), -1, channels)
            if RATE in table and not offsets_count:
                part = part - np.median(part, axis=1, keepdims=True)
            # Unlike min and max, these ignore NaN.
            lowest[rows] = np.fmin.reduce(part, axis=1)
            highest[rows] = np.fmax.reduce(part, axis=1)
            give_back(values)
        rate = float(table[RATE].median()) if RATE in table and len(table) else None
        return cls(lowest, highest, values.dtype.name, rate)

    @property
    def spread(self) -> np.ndarray:
        """Difference between highest and lowest value of a sample, in its widest channel, (n,)."""
        return (self.highest - self.lowest).max(axis=1)


@dataclass(frozen=True)
class TrainingRange:
    """Robust limits of the values of the training samples.

    Parameters
    ----------
    dtype : str
        Type of the stored samples.
    low, high : list of float
        Of each channel: the value that 1 % of the training samples go below, or above.
    spread : float
        Difference between highest and lowest value that 1 % of the training samples do not reach.
    sampling_rate_hz : float or None
        Samples per second, if they are heartbeats.
    """

    dtype: str
    low: list[float]
    high: list[float]
    spread: float
    sampling_rate_hz: float | None

    @classmethod
    def fit(cls, samples: Extremes, rows: np.ndarray) -> "TrainingRange | None":
        """The range of some samples; None if none of them has finite values."""
        rows = rows[np.isfinite(samples.spread[rows])]
        if not len(rows):
            return None
        low = np.quantile(samples.lowest[rows], CUT_OFF, axis=0, method="lower")
        high = np.quantile(samples.highest[rows], 1 - CUT_OFF, axis=0, method="higher")
        spread = float(np.quantile(samples.spread[rows], CUT_OFF, method="lower"))
        return cls(samples.dtype, low.tolist(), high.tolist(), spread, samples.sampling_rate_hz)

    def outside(self, samples: Extremes) -> np.ndarray:
        """Samples that lie farther outside than `MARGIN`, or spread less than 1 / `NARROWER`, (n,).

        A sample is outside if a channel goes below ``low − MARGIN · (high − low)`` or above ``high
        + MARGIN · (high − low)``. The lower bound of the spread holds for all channels together,
        since one channel of a picture may well be constant.
        """
        low, high = np.array(self.low), np.array(self.high)
        margin = MARGIN * (high - low)
        beyond = (samples.lowest < low - margin) | (samples.highest > high + margin)
        return beyond.any(axis=1) | (samples.spread < self.spread / NARROWER)

    def told(self, samples: Extremes, row: int) -> str:
        """The range of one sample and that of training, in words."""
        low, high, spread = (
            one[row].tolist() for one in (samples.lowest, samples.highest, samples.spread)
        )
        return (
            f"values {_ranges(low, high)}, but the model was trained on {self.dtype} values "
            f"{_ranges(self.low, self.high)}, which spread by at least {self.spread:.4g} in a "
            f"sample; here they spread by {spread:.4g}"
        )

    def to_json(self) -> dict[str, Any]:
        """Plain numbers and lists."""
        return vars(self)


def _ranges(low: list[float], high: list[float]) -> str:
    parts = [f"from {a:.4g} to {b:.4g}" for a, b in zip(low, high, strict=True)]
    return parts[0] if len(set(parts)) == 1 else f"{', '.join(parts)} in its channels"
