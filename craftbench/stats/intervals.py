"""Intervals of means over repeats: test groups by the bootstrap, repeats by Student's t."""

import numpy as np
from scipy.special import ndtri, stdtrit

from craftbench.stats.repeat_multipliers import RepeatMultipliers

LEVEL = 0.95
DECIMALS = 12
_FLOOR = 1e-3
HIGHEST_MARGIN = 0.02
_MOST_GROUPS = 1e9


def draws_of_mean(
    observed: np.ndarray,
    drawn: np.ndarray,
    groups: float | np.ndarray,
    multipliers: RepeatMultipliers | None,
    limits: tuple[float, float] | None = None,
) -> np.ndarray:
    """Draws of the expected score of an arm, over other test groups and other training subsets.

    Parameters
    ----------
    observed : (repeats, …) array
        Score of each repeat on all test groups.
    drawn : (resamples, repeats, …) array
        The same on resampled test groups.
    groups : float or (…) array
        Number of test groups behind each score; infinite where it depends on none.
    multipliers : RepeatMultipliers or None
        Of as many resamples and repeats; None for a single repeat.
    limits : tuple of two floats, optional
        Least and greatest possible score; the draws then respect them, by the logit.

    Returns
    -------
    (resamples, …) array
        NaN where a repeat has no score, or where a single group leaves nothing to resample.

    Notes
    -----
    A score of group g in repeat r is taken as μ + a_g + b_r + e_gr. A draw is the sum of

    1. the mean over repeats on resampled groups, its distance from the estimate stretched by
       √(G/(G−1)) · t(G−1; 0.975)/z(0.975), for G groups: the bootstrap's percentiles are too
       narrow by this factor (Hesterberg 2015, section 4.4);
    2. the contribution of the repeats, normal with the variance max(0, s²/χ² − v·(1 + 1/χ²)/2)/R,
       where s² is the variance of the R repeats, χ² is drawn with R − 1 degrees of freedom and
       divided by them, and v is the variance of e over the groups. Without v this is Student's t
       with R − 1 degrees of freedom. v is subtracted because part 1 already contains it, as in the
       two-way variance of Cameron, Gelbach & Miller (2011). Subtracting v/χ² treats the observed
       s² as the true one and covers too little; subtracting v, the generalised pivotal quantity
       (Weerahandi 1993), covers too much; half of each covers 93 to 97 % in docs/statistics.md.
       v is estimated from the spread of the repeats' scores about their mean on resampled groups.

    The percentiles of the draws are the interval.

    References
    ----------
    T. Hesterberg: What teachers should know about the bootstrap. Am. Stat. 69 (2015) 371-386.
    A. Cameron, J. Gelbach, D. Miller: Robust inference with multiway clustering. J. Bus. Econ.
    Stat. 29 (2011) 238-249.
    S. Weerahandi: Generalized confidence intervals. J. Am. Stat. Assoc. 88 (1993) 899-905.
    """
    to_line, back = _scale(limits, np.asarray(groups, float))
    inflation, stretch = _stretch(np.asarray(groups, float))
    centre, mean = to_line(observed.mean(axis=0)), drawn.mean(axis=1)
    draws = centre + stretch * (to_line(mean) - centre)
    if multipliers is not None:
        known = _share_of_groups(observed, drawn - mean[:, None], inflation)
        draws = draws + multipliers.of_mean(to_line(observed), known)
    return back(draws)


def _stretch(groups: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """G/(G−1), and √(G/(G−1)) · t(G−1)/z; NaN for a single group."""
    with np.errstate(divide="ignore", invalid="ignore"):
        inflation = np.where(groups > 1, 1 / (1 - 1 / groups), np.nan)
    finite = np.minimum(groups, _MOST_GROUPS)
    quantile = stdtrit(np.maximum(finite - 1, 1), 0.5 + LEVEL / 2)
    return inflation, np.sqrt(inflation) * quantile / ndtri(0.5 + LEVEL / 2)


def _share_of_groups(
    observed: np.ndarray, about_mean: np.ndarray, inflation: np.ndarray
) -> np.ndarray:
    """Share of the variance between repeats that comes from drawing groups: v/s²."""
    between = observed.var(axis=0, ddof=1)
    of_groups = _variance(about_mean).sum(axis=0) / (len(observed) - 1) * inflation
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(between > 0, of_groups / between, 0)


def _variance(drawn: np.ndarray) -> np.ndarray:
    """Over the resamples in which the score exists; NaN where it never does."""
    exists = ~np.isnan(drawn)
    count = exists.sum(axis=0)
    filled = np.where(exists, drawn, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = filled.sum(axis=0) / count
        return (filled**2).sum(axis=0) / count - mean**2


def _scale(limits: tuple[float, float] | None, groups: np.ndarray):
    """The logit between `limits`, moved outwards so that both ends exist.

    They move by half a group of G + 1 (Haldane's correction), at least by a thousandth and at most
    by `HIGHEST_MARGIN`. By less, one repeat without an error would be far from the others on the
    logit, and Student's t of three repeats would reach to 0.
    """
    if limits is None:
        return (lambda x: x), (lambda y: y)
    low, high = limits
    margin = np.clip(0.5 / (groups + 1), _FLOOR, HIGHEST_MARGIN) * (high - low)

    def to_line(score):
        inside = np.clip(score, low, high)
        return np.log(inside - low + margin) - np.log(high - inside + margin)

    def back(line):
        share = 1 / (1 + np.exp(-np.clip(line, -50, 50)))
        score = np.clip(low - margin + (high - low + 2 * margin) * share, low, high)
        # There and back an end becomes a neighbouring number.
        return np.round(score, DECIMALS)

    return to_line, back


def interval(draws: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Percentile interval at 95 % over the first axis.

    Draws in which the estimate does not exist are left out; with none left it is NaN.
    """
    tails = 50 * (1 - LEVEL), 100 - 50 * (1 - LEVEL)
    exists = ~np.isnan(draws).all(axis=0)
    filled = np.where(exists, draws, 0.0)
    percentiles = np.nanpercentile if np.isnan(filled).any() else np.percentile
    low, high = percentiles(filled, tails, axis=0)
    return np.where(exists, low, np.nan), np.where(exists, high, np.nan)


def median_draws(values: np.ndarray, resamples: int, seed: int) -> np.ndarray:
    """Draws (resamples,) of the median of (n,) independent values, stretched as in `draws_of_mean`.

    NaN for a single value.
    """
    values, n = np.asarray(values, float), len(values)
    chosen = np.random.default_rng(seed).integers(n, size=(resamples, n))
    drawn = np.median(values[chosen], axis=1)
    return draws_of_mean(np.array([np.median(values)]), drawn[:, None], n, None)


def with_bounds(*names: str) -> tuple[str, ...]:
    """Columns of estimates, each with those of its bounds."""
    return tuple(f"{name}{end}" for name in names for end in ("", "_low", "_high"))


def bounded(name: str, estimate: float, bounds: tuple) -> dict[str, float]:
    """An estimate with its bounds; without an estimate there are none."""
    low, high = (np.nan, np.nan) if np.isnan(estimate) else bounds
    return {name: float(estimate), f"{name}_low": float(low), f"{name}_high": float(high)}


def bounded_by_draws(name: str, estimate: float, draws: np.ndarray) -> dict[str, float]:
    """An estimate with the 95 % interval of its draws."""
    return bounded(name, estimate, interval(draws))
