"""Random numbers for the spread of repeats."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class RepeatMultipliers:
    """Random numbers for draws of the mean over repeats, given the spread of the repeats.

    ``normal`` (resamples, repeats) are standard normal, ``chi_square`` (resamples,) has the mean 1
    and repeats − 1 degrees of freedom. The same numbers for several arms or sizes keep their
    repeats paired.
    """

    normal: np.ndarray
    chi_square: np.ndarray

    @classmethod
    def draw(cls, repeats: int, resamples: int, seed: int) -> "RepeatMultipliers | None":
        """None for a single repeat, which has no spread."""
        if repeats < 2:
            return None
        rng = np.random.default_rng(seed)
        normal = rng.standard_normal((resamples, repeats))
        return cls(normal, rng.chisquare(repeats - 1, resamples) / (repeats - 1))

    def of_mean(self, score: np.ndarray, known: np.ndarray) -> np.ndarray:
        """Draws (resamples, …) of the mean of (repeats, …) scores about itself.

        `known` (…) is the share of the scores' variance that other draws already contain.
        """
        repeats = len(score)
        spread = np.tensordot(self.normal, score - score.mean(axis=0), axes=(1, 0))
        chi_square = self.chi_square.reshape(-1, *(1,) * (score.ndim - 1))
        known = known * (1 + 1 / chi_square) / 2
        variance = np.maximum(0, 1 / chi_square - known) / (repeats * (repeats - 1))
        return np.sqrt(variance) * spread
