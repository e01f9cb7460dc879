"""What a paired comparison can detect, and how many groups or repeats would decide it."""

from dataclasses import dataclass

import numpy as np
from scipy.special import nctdtrinc
from scipy.stats import t

POWER = 0.8
MOST = 100_000
"""More groups or repeats than this are not named."""


@dataclass(frozen=True)
class Design:
    """The variance of a difference, and the numbers that it comes from.

    Parameters
    ----------
    of_groups, of_repeats : float
        Variance of the mean difference from drawing the test groups, and from the repeats.
    groups, repeats : int
        Their numbers, each at least 2.
    alpha : float
        Two-sided level of the decision.
    half_width : float
        Half the width of the interval of the difference at the level 1 − α.
    """

    of_groups: float
    of_repeats: float
    groups: int
    repeats: int
    alpha: float
    half_width: float

    @classmethod
    def of(
        cls,
        observed: np.ndarray,
        drawn: np.ndarray,
        groups: int,
        alpha: float,
        half_width: float,
    ) -> "Design":
        """From differences in each repeat (repeats,), and on drawn groups (resamples, repeats).

        The variance between repeats contains that of drawing groups for each repeat apart, which
        is subtracted.
        """
        repeats, inflation = len(observed), groups / (groups - 1)
        mean = drawn.mean(axis=1)
        of_both = (drawn - mean[:, None]).var(axis=0).sum() / (repeats - 1) * inflation
        between = max(0.0, observed.var(ddof=1) - of_both)
        of_groups = float(mean.var() * inflation)
        return cls(of_groups, between / repeats, groups, repeats, alpha, half_width)

    @property
    def slack(self) -> float:
        """Half the width of the interval over that of Student's t: it also covers unseen groups."""
        variance, freedom = self._variance(self.groups, self.repeats)
        expected = float(t.ppf(1 - self.alpha / 2, freedom) * np.sqrt(variance))
        return max(1.0, self.half_width / expected) if expected > 0 else 1.0

    def detectable(self, groups: np.ndarray | int, repeats: np.ndarray | int) -> np.ndarray:
        """Smallest true difference that is decided with a power of 80 %.

        The difference over its standard error follows a non-central t; the noncentrality at which
        it passes t(1 − α/2) with that power, times the standard error. Degrees of freedom are
        Satterthwaite's. Where nothing varies, it is half the width of the interval.
        """
        variance, freedom = self._variance(groups, repeats)
        bar = self.slack * t.ppf(1 - self.alpha / 2, freedom)
        found = nctdtrinc(freedom, 1 - POWER, bar) * np.sqrt(variance)
        return np.where(variance > 0, found, self.half_width)

    def _variance(
        self, groups: np.ndarray | int, repeats: np.ndarray | int
    ) -> tuple[np.ndarray, np.ndarray]:
        """Variance of the difference, and its degrees of freedom."""
        of_groups = self.of_groups * self.groups / np.asarray(groups, float)
        of_repeats = self.of_repeats * self.repeats / np.asarray(repeats, float)
        variance = of_groups + of_repeats
        squares = of_groups**2 / (groups - 1) + of_repeats**2 / (repeats - 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            freedom = np.where(squares > 0, variance**2 / squares, MOST)
        return variance, np.minimum(freedom, MOST)

    def groups_needed(self, difference: float) -> float:
        """Groups that would decide a difference with as many repeats; NaN if none would."""
        numbers = _numbers(self.groups)
        return _first(numbers, self.detectable(numbers, self.repeats) <= abs(difference))

    def repeats_needed(self, difference: float) -> float:
        """Repeats that would decide a difference with as many groups; NaN if none would."""
        numbers = _numbers(self.repeats)
        return _first(numbers, self.detectable(self.groups, numbers) <= abs(difference))


def _numbers(least: int) -> np.ndarray:
    """Whole numbers above `least`, in steps of a fiftieth at most."""
    return np.unique(np.geomspace(least + 1, MOST, 600).round())


def _first(numbers: np.ndarray, enough: np.ndarray) -> float:
    return float(numbers[enough.argmax()]) if enough.any() else float("nan")
