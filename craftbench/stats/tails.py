"""Tails of the draws of an estimate: p-values, and intervals at any level, that agree."""

import numpy as np

TAIL = 0.025
"""Share of the draws, on each side, beyond which a Pareto tail replaces their shares."""


def two_sided_p(estimate: float, draws: np.ndarray, least_index: float = 0.0) -> float:
    """Twice the share of the draws at or beyond 0, on the rarer side.

    It is below 0.05 exactly when the 95 % interval excludes 0; with the same `least_index` it
    agrees with `interval_at` at every level.

    Parameters
    ----------
    estimate : float
        The estimate that the draws are of.
    draws : (resamples,) array
        Draws of its sampling distribution.
    least_index : float
        Hill's index is not taken below this. 1/(R − 1) is that of Student's t of R repeats: the
        draws may not show this tail, where the repeats happen to lie close together.

    Returns
    -------
    float
        NaN where a draw is missing.

    Notes
    -----
    A share of a thousand draws cannot be below 0.001, too coarse for a correction over many
    tests. Beyond 2.5 % of the draws the tail is Pareto's, P(Y > y) = 0.025·(y/y₀)^(−1/γ), for the
    distance Y from the estimate, y₀ its quantile at 2.5 % and γ the mean of log(Y/y₀) beyond it
    (Hill 1975, Weissman 1978). It is right for Student's t, the distribution of few repeats, and
    gives p-values that are too large for a normal distribution.

    References
    ----------
    B. Hill: A simple general approach to inference about the tail of a distribution. Ann. Statist.
    3 (1975) 1163-1174.
    I. Weissman: Estimation of parameters and large quantiles based on the k largest observations.
    J. Am. Stat. Assoc. 73 (1978) 812-815.
    """
    if np.isnan(draws).any():
        return float("nan")
    below = _share_beyond(estimate, np.sort(draws), least_index)
    above = _share_beyond(-estimate, np.sort(-draws), least_index)
    return float(min(1.0, 2 * min(below, above)))


def interval_at(
    estimate: float, draws: np.ndarray, level: float, least_index: float = 0.0
) -> tuple[float, float]:
    """Interval of the draws at a level of at least 95 %, with the tails of `two_sided_p`."""
    if np.isnan(draws).any():
        return float("nan"), float("nan")
    tail = (1 - level) / 2
    low = _quantile(estimate, np.sort(draws), tail, least_index)
    return low, -_quantile(-estimate, np.sort(-draws), tail, least_index)


def _share_beyond(estimate: float, rising: np.ndarray, least_index: float) -> float:
    """Share of the draws at or below 0."""
    shares = np.linspace(0, 1, len(rising))
    last = int(np.searchsorted(rising, 0, side="right")) - 1
    if last == len(rising) - 1:
        return 1.0
    share = 0.0
    if last >= 0:
        part = -rising[last] / (rising[last + 1] - rising[last])
        share = float(shares[last] + part * (shares[1] - shares[0]))
    start, index = _pareto(estimate, rising)
    if share >= TAIL or not start > 0:
        return share
    index = max(index, least_index)
    return float(TAIL * (estimate / start) ** (-1 / index)) if index > 0 else 0.0


def _quantile(estimate: float, rising: np.ndarray, tail: float, least_index: float) -> float:
    start, index = _pareto(estimate, rising)
    if tail >= TAIL or not start > 0:
        return float(np.quantile(rising, tail))
    return float(estimate - start * (TAIL / tail) ** max(index, least_index))


def _pareto(estimate: float, rising: np.ndarray) -> tuple[float, float]:
    """Start of the lower tail, as a distance from the estimate, and Hill's index beyond it."""
    start = float(estimate - np.quantile(rising, TAIL))
    distances = estimate - rising[: max(1, int(TAIL * len(rising)))]
    beyond = distances[distances > start]
    if not start > 0 or not len(beyond):
        return start, 0.0
    return start, float(np.log(beyond / start).mean())
