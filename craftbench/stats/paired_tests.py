"""Paired tests of two classifiers, and the correction of p-values for several tests."""

import numpy as np
from scipy.stats import binomtest, chi2

EXACT_BELOW = 25


def mcnemar(only_first: int, only_second: int) -> float:
    """Two-sided p-value of McNemar's test.

    Parameters
    ----------
    only_first, only_second : int
        Samples that only the first, and only the second classifier predicts correctly.

    Returns
    -------
    float
        From the binomial distribution for fewer than 25 such samples, else from
        χ² = (|b − c| − 1)²/(b + c) with one degree of freedom; 1 where there are none.

    References
    ----------
    Q. McNemar: Psychometrika 12 (1947) 153-157; the continuity correction is Edwards' (1948).
    """
    discordant = only_first + only_second
    if not discordant:
        return 1.0
    if discordant < EXACT_BELOW:
        return float(binomtest(only_first, discordant).pvalue)
    return float(chi2.sf((abs(only_first - only_second) - 1) ** 2 / discordant, 1))


def twice_the_median(p_values: np.ndarray) -> float:
    """One p-value from several dependent ones: min(1, 2 · median).

    Twice the median of valid p-values is valid whatever their dependence (Rüschendorf 1982; used
    for repeated splits by Meinshausen, Meier & Bühlmann 2009). A single p-value is returned as it
    is.
    """
    if len(p_values) == 1:
        return float(p_values[0])
    return float(min(1.0, 2 * np.median(p_values)))


def holm(p_values: np.ndarray) -> np.ndarray:
    """Holm's (1979) step-down correction; NaN is kept and does not count as a test."""
    p_values = np.asarray(p_values, float)
    adjusted = np.full(p_values.shape, np.nan)
    tested = np.flatnonzero(~np.isnan(p_values))
    order = tested[np.argsort(p_values[tested], kind="stable")]
    factors = len(order) - np.arange(len(order))
    adjusted[order] = np.minimum(1, np.maximum.accumulate(p_values[order] * factors))
    return adjusted
