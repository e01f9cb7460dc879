"""The variance of a score over repeats, split into the seed of a fit and the subset."""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from craftbench.stats.intervals import bounded

_TAILS = 0.025, 0.975


@dataclass(frozen=True)
class SeedSplit:
    """Variances of the score of one training on a given test part.

    Parameters
    ----------
    seed : float
        Over seeds on the same training subset.
    repeats : float
        Over repeats, which draw subset and seed together.
    seeds, subsets : int
        Number of scores behind each.
    """

    seed: float
    repeats: float
    seeds: int
    subsets: int

    @property
    def subset(self) -> float:
        """Variance by the subset: the difference, and 0 where it is negative."""
        return max(0.0, self.repeats - self.seed)

    @property
    def negative(self) -> bool:
        """Whether seeds vary more than repeats: the estimate of `subset` was below 0."""
        return self.repeats < self.seed

    def bounded(self) -> dict[str, float]:
        """``sd_seed``, ``sd_repeats`` and ``share_subset`` with their 95 % intervals."""
        return (
            _bounded_sd("sd_seed", self.seed, self.seeds)
            | _bounded_sd("sd_repeats", self.repeats, self.subsets)
            | self._bounded_share()
        )

    def _bounded_share(self) -> dict[str, float]:
        if not self.repeats:
            return bounded("share_subset", np.nan, (np.nan, np.nan))
        ratio, share = self.seed / self.repeats, self.subset / self.repeats
        if not ratio:
            return bounded("share_subset", share, (np.nan, np.nan))
        least, most = stats.f.ppf(_TAILS, self.subsets - 1, self.seeds - 1)
        bounds = max(0.0, 1 - ratio * most), max(0.0, 1 - ratio * least)
        return bounded("share_subset", share, bounds)


def split_seeds(same_subset: np.ndarray, repeats: np.ndarray) -> SeedSplit:
    """Split by the difference of two variances.

    Parameters
    ----------
    same_subset : (seeds,) array
        Scores of trainings on one subset, each with another seed.
    repeats : (subsets,) array
        Scores of trainings, each with another subset and another seed.

    Raises
    ------
    ValueError
        With fewer than two of either.

    Notes
    -----
    With independent effects of subset and seed, the variance over repeats is σ²_subset + σ²_seed,
    and that on the same subset is σ²_seed. Estimates are the variances s² of the scores. For normal
    scores (n−1)·s²/σ² follows χ² with n−1 degrees of freedom, and the ratio of two such, each
    divided by its degrees of freedom, follows F: the intervals of the standard deviations and of
    ``share_subset`` = 1 − σ²_seed/(σ²_subset + σ²_seed) invert these. The seeds of one subset stand
    for those of all. Without any difference between seeds there is no interval of the share.

    References
    ----------
    S. Searle, G. Casella, C. McCulloch: Variance components. Wiley 1992, chapter 3.
    """
    if min(len(same_subset), len(repeats)) < 2:
        raise ValueError(
            f"expected two scores or more, found {len(same_subset)} on the same subset and "
            f"{len(repeats)} repeats"
        )
    variances = _variance(same_subset), _variance(repeats)
    return SeedSplit(*variances, len(same_subset), len(repeats))


def _variance(scores: np.ndarray) -> float:
    """Exactly 0 where all scores are equal, without the rounding of their mean."""
    return float(np.var(scores, ddof=1)) if np.ptp(scores) else 0.0


def _bounded_sd(name: str, variance: float, count: int) -> dict[str, float]:
    """Without any difference there is no interval: so few scores do not show that it is 0."""
    if not variance:
        return bounded(name, 0.0, (np.nan, np.nan))
    least, most = stats.chi2.ppf(_TAILS, count - 1)
    squares = (count - 1) * variance
    return bounded(name, np.sqrt(variance), (np.sqrt(squares / most), np.sqrt(squares / least)))
