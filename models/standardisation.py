"""Zero mean and unit variance, fitted on the training part only."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Standardisation:
    """Standardisation per feature, or per channel of images and signals.

    Parameters
    ----------
    median : (d,) array
        Replaces NaN, so that a missing value never becomes 0 on the raw scale. NaN for a feature
        without any value in the training part: it is dropped, which means that it is 0 after
        standardisation in every sample, whatever its value, so that no model can use it.
    mean, scale : (d,) arrays
        The mean is subtracted, then the result is divided by the scale; the scale of a constant
        is 1.
    """

    median: np.ndarray
    mean: np.ndarray
    scale: np.ndarray

    @classmethod
    def fit(cls, x: np.ndarray, names: list[str] | None = None) -> "Standardisation":
        """Fit on the training part, (n, d) features or (n, …, channels) raw samples.

        Raises
        ------
        ValueError
            If no feature has any value, or a value is infinite.
        """
        rows = x.reshape(int(np.prod(x.shape[:-1])), x.shape[-1])
        if np.isinf(rows).any():
            raise ValueError(f"infinite values in {_named(np.isinf(rows).any(axis=0), names)}")
        missing = np.isnan(rows)
        absent = missing.all(axis=0)
        if absent.any():
            if absent.all():
                raise ValueError(
                    f"no training sample has a value of {_named(absent, names)}, nor of any other "
                    "feature; raise the smallest training size or choose other feature sets"
                )
            # Any number does: it is never used.
            rows, missing = np.where(absent, np.float32(0), rows), missing & ~absent
        if missing.any():
            median, mean = np.nanmedian(rows, axis=0), np.nanmean(rows, axis=0, dtype=np.float64)
            scale = np.nanstd(rows, axis=0, dtype=np.float64)
        else:
            median = mean = rows.mean(axis=0, dtype=np.float64)
            scale = rows.std(axis=0, dtype=np.float64)
        constant = np.asarray(scale) <= 1e-12 * np.maximum(1, np.abs(mean))
        if absent.any():
            median = np.where(absent, np.nan, median)
        return cls(np.asarray(median), np.asarray(mean), np.where(constant, 1.0, scale))

    @property
    def dropped(self) -> np.ndarray:
        """Which features are dropped, (d,) bool."""
        return np.isnan(self.median)

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """`x` standardised, as float32, without NaN."""
        scaled = ((x - self.mean) / self.scale).astype(np.float32)
        stand_in = ((self.median - self.mean) / self.scale).astype(np.float32)
        filled = np.where(np.isnan(scaled), stand_in, scaled)
        return np.where(self.dropped, np.float32(0), filled) if self.dropped.any() else filled

    def to_json(self) -> dict[str, Any]:
        """Plain lists, for the file beside the stored model."""
        median = [None if np.isnan(one) else one for one in self.median.tolist()]
        return {
            "median": median,
            "mean": self.mean.tolist(),
            "scale": self.scale.tolist(),
        }

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "Standardisation":
        """The standardisation that gave `to_json`; raises KeyError or ValueError otherwise."""
        return cls(*(np.array(content[key], np.float64) for key in ("median", "mean", "scale")))


def _named(chosen: np.ndarray, names: list[str] | None) -> str:
    places = np.flatnonzero(chosen)[:5]
    return ", ".join(names[i] if names else f"channel {i}" for i in places)
