"""Intervals that allow for what few groups may lack: one more group that was not seen."""

import numpy as np

from craftbench.stats.intervals import LEVEL, interval

UNSEEN = 0.25
"""How much worse, or better, a group may be that was not seen, as a share."""
UNSEEN_DEVIATIONS = 2.0
"""How far its difference between two arms may lie from the mean, in standard deviations."""


def interval_of_share(
    observed: np.ndarray, draws: np.ndarray, groups: float | np.ndarray, unseen: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """`interval` of a mean share (…) from its draws (resamples, …), as if a group were unseen.

    Parameters
    ----------
    observed : (…) array
        The share.
    draws : (resamples, …) array
        Its draws.
    groups : float or (…) array
        Number of groups behind it.
    unseen : (resamples,) array
        Uniform random numbers, see `weight_of_unseen`.

    Returns
    -------
    low, high : (…) arrays
        NaN for a single group.

    Notes
    -----
    Where few groups are bad, the sample may lack them, and no bootstrap can draw what was not seen.
    The lower bound therefore contains one more group, with a share a quarter lower; the upper bound
    one with a quarter less left to 1. Its weight is that of one group in the Bayesian bootstrap
    (Rubin 1981). Gaffke's bound puts this group at 0 or 1, which covers always, but is three to
    five times too wide for even groups; the quarter was chosen by the simulation in
    docs/statistics.md, for a coverage of at least 0.90 with 9 to 22 groups.

    A share of 1 has the lower bound 0.025^(1/groups) at 95 %, Clopper and Pearson's (1934) for
    groups as samples, and a share of 0 the mirrored upper one.

    References
    ----------
    D. Rubin: The Bayesian bootstrap. Ann. Statist. 9 (1981) 130-134.
    N. Gaffke: Three test statistics for a nonparametric one-sided hypothesis on the mean of a
    nonnegative variable. Math. Methods Statist. 14 (2005) 451-467.
    """
    observed, groups = np.asarray(observed, float), np.asarray(groups, float)
    weight = weight_of_unseen(unseen.reshape(-1, *(1,) * (draws.ndim - 1)), groups)
    worse, better = (1 - UNSEEN) * observed, 1 - (1 - UNSEEN) * (1 - observed)
    low, _ = interval(draws + weight * (worse - draws))
    _, high = interval(draws + weight * (better - draws))
    return with_bounds_at_ends(observed, low, high, (0, 1), groups)


def with_bounds_at_ends(
    observed: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
    limits: tuple[float, float],
    groups: float | np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Bounds (…) of a score, where it has its least or greatest possible value those of a rate.

    There nothing varies, and no draw leaves the limit. If an event was not seen in n groups, its
    rate is at most 1 − 0.025^(1/n) at 95 % (Clopper & Pearson 1934). In a group with the event, the
    score is taken as that of the other limit. This is exact for shares, for Brier scores and for κ
    of two even classes, and an approximation for other scores.
    """
    groups, (least, greatest) = np.asarray(groups, float), limits
    with np.errstate(divide="ignore"):
        rate = np.where(groups > 1, 1 - ((1 - LEVEL) / 2) ** (1 / groups), np.nan)
    reach = (greatest - least) * rate
    low = np.where(observed == greatest, greatest - reach, low)
    return low, np.where(observed == least, least + reach, high)


def weight_of_unseen(uniform: np.ndarray, groups: float | np.ndarray) -> np.ndarray:
    """Weight of one more group beside so many: Beta(1, groups) by its quantiles; 0 for infinite."""
    with np.errstate(divide="ignore"):
        return 1 - uniform ** (1 / np.asarray(groups, float))


def draws_with_unseen(
    difference: float, draws: np.ndarray, weight: np.ndarray, distance: float
) -> np.ndarray:
    """Draws (resamples,) of a difference between −1 and 1, as if a group were unseen.

    Parameters
    ----------
    difference : float
        The estimate.
    draws : (resamples,) array
        Its draws.
    weight : (resamples,) array
        From `weight_of_unseen`, with the sign of the side on which the group lies.
    distance : float
        Of its difference from the estimate.

    Notes
    -----
    For samples as groups and the distance 1, the p-value of differences of −1, 0 and 1 is close to
    that of McNemar's exact test; where the two arms never differ on n samples, the interval is
    ±(1 − 0.05^(1/n)), the bound of a rate that was observed n times to be 0 (±0.22 for 12).
    """
    share = np.abs(weight)
    group = np.clip(difference + np.sign(weight) * distance, -1, 1)
    return np.clip(draws + share * (group - draws), -1, 1)
