"""Resampling to about 250 Hz, the rate that all ECG filters are designed for."""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import numpy as np
from scipy.signal import firwin, resample_poly

NOMINAL_HZ = 250


def rounded(positions: np.ndarray) -> np.ndarray:
    """Nearest sample, halves up: unlike `numpy.rint`, independent of where the signal starts."""
    return np.floor(positions + 0.5).astype(np.int64)


@dataclass(frozen=True)
class AnalysisRate:
    """Resampling of a signal of `fs` Hz by ``up / down``, to within 1.7 % of 250 Hz.

    Positions are mapped by the same exact ratio, so that they do not drift in long records.
    """

    up: int
    down: int

    @classmethod
    def of(cls, fs: float) -> "AnalysisRate":
        ratio = Fraction(NOMINAL_HZ / fs).limit_denominator(32)
        return cls(ratio.numerator, ratio.denominator)

    def resample(self, signal: np.ndarray) -> np.ndarray:
        """The signal at the analysis rate; its first sample stays its first sample.

        A constant stays the same constant, so that an electrode offset has no influence.
        """
        if self.up == self.down:
            return signal
        low_pass = _low_pass(self.up, self.down)
        return resample_poly(signal, self.up, self.down, window=low_pass, padtype="edge")

    def to_analysis(self, positions: np.ndarray) -> np.ndarray:
        return positions * self.up / self.down

    def to_original(self, positions: np.ndarray) -> np.ndarray:
        return positions * self.down / self.up

    def grid_start(self, position: int) -> int:
        """The last sample at or before `position` that lies on the record's analysis grid.

        Slices that start there are resampled at the same instants as the whole record.
        """
        return max(position, 0) // self.down * self.down


@lru_cache
def _low_pass(up: int, down: int) -> np.ndarray:
    """The usual filter of `resample_poly`, but each of its `up` phases has a gain of exactly 1.

    Otherwise the gains differ by some 0.1 %, and an offset of 50 mV becomes a periodic signal.
    """
    longer = max(up, down)
    taps = firwin(20 * longer + 1, 1 / longer, window=("kaiser", 5.0))
    for phase in range(up):
        taps[phase::up] /= up * taps[phase::up].sum()
    return taps
