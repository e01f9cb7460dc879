"""Several differences at once: how many independent tests their joint draws are worth."""

import numpy as np
from scipy.stats import rankdata

from craftbench.stats.intervals import LEVEL


def effective_tests(draws: np.ndarray) -> float:
    """By how much p-values are multiplied so that all of several differences hold together.

    Parameters
    ----------
    draws : (resamples, differences) array
        Joint draws of all differences.

    Returns
    -------
    float
        Between 1, where all differences vary together, and their number (Bonferroni's factor).
        Differences with a missing draw do not count.

    Notes
    -----
    In each draw the two-sided share of every difference is its rank among the draws, counted from
    the nearer end. With q the 5 % quantile of the smallest share of a draw, the factor is 0.05/q:
    intervals of the level 1 − q cover all differences in 95 % of the draws. This is the balanced
    simultaneous band of Beran (1988), and its p-values are Westfall and Young's (1993) in one
    step.

    References
    ----------
    R. Beran: Balanced simultaneous confidence sets. J. Am. Stat. Assoc. 83 (1988) 679-686.
    P. Westfall, S. Young: Resampling-based multiple testing. Wiley 1993.
    """
    known = draws[:, ~np.isnan(draws).any(axis=0)]
    tests = known.shape[1]
    if tests < 2:
        return 1.0
    share = (rankdata(known, axis=0) - 0.5) / len(known)
    smallest = (2 * np.minimum(share, 1 - share)).min(axis=1)
    return float(np.clip((1 - LEVEL) / np.quantile(smallest, 1 - LEVEL), 1, tests))
