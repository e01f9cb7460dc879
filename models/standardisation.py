"""Zero mean and unit variance, fitted on the training part only."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from models.blocks import is_one_block, row_blocks
from models.column_statistics import column_counts, column_medians, mean_and_deviation
from models.prepared_rows import Rows


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
    def fit(cls, x: Rows, names: list[str] | None = None) -> "Standardisation":
        """Fit on the training part, (n, d) features or (n, …, channels) raw samples.

        Raises
        ------
        ValueError
            If no feature has any value, or a value is infinite.
        """
        found = column_counts(x)
        if found.infinite.any():
            raise ValueError(f"infinite values in {_named(found.infinite, names)}")
        absent = found.known == 0
        if absent.any() and absent.all():
            raise ValueError(
                f"no training sample has a value of {_named(absent, names)}, nor of any other "
                "feature; raise the smallest training size or choose other feature sets"
            )
        mean, scale = mean_and_deviation(x, found)
        median = column_medians(x, found) if found.missing else mean
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
        if is_one_block(x.shape, x.itemsize):
            return self._of_block(x)
        whole = np.empty(x.shape, np.float32)
        for rows in row_blocks(x.shape, x.itemsize):
            whole[rows] = self._of_block(x[rows])
        return whole

    def _of_block(self, x: np.ndarray) -> np.ndarray:
        scaled = x - self.mean
        scaled /= self.scale
        scaled = scaled.astype(np.float32)
        missing = np.isnan(scaled)
        if missing.any():
            stand_in = ((self.median - self.mean) / self.scale).astype(np.float32)
            scaled = np.where(missing, stand_in, scaled)
        return np.where(self.dropped, np.float32(0), scaled) if self.dropped.any() else scaled

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
