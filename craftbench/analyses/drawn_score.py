"""Score of one arm at one training size, observed and on drawn test groups."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class DrawnScore:
    """Test score of one arm at one training size.

    ``observed`` (repeats,), ``drawn`` (resamples, repeats) on drawn test groups; ``repeats`` are
    their numbers.
    """

    observed: np.ndarray
    drawn: np.ndarray
    repeats: np.ndarray

    def of_repeats(self, repeats: np.ndarray) -> "DrawnScore":
        """Of some of the repeats only, by their numbers."""
        if np.array_equal(self.repeats, repeats):
            return self
        kept = np.isin(self.repeats, repeats)
        return DrawnScore(self.observed[kept], self.drawn[:, kept], self.repeats[kept])
