"""Learning curves of several true laws, and how often extrapolations contain the truth."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from craftbench.stats.curve_fit import fit_curves
from craftbench.stats.extrapolation import average_laws

GRIDS = ((50, 150, 450, 1350), (4, 9, 18), (50, 100, 200, 400, 800, 1600))
ERRORS = (0.004, 0.012)
"""Standard error of an accuracy at the smallest size."""
FARTHEST = 4
DRAWS = 300
_UNLIMITED = 1e40

Law = Callable[[np.ndarray, np.random.Generator], np.ndarray]


def _power(x: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return rng.uniform(0.3, 0.6) * (x / x[0]) ** -rng.uniform(0.2, 1) + rng.uniform(0, 0.15)


def _exponential(x: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    fall = np.exp(-(x - x[0]) / rng.uniform(0.15, 1))
    return rng.uniform(0.2, 0.5) * fall + rng.uniform(0, 0.2)


def _hill(x: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    fall = 1 / (1 + (x / rng.uniform(0.1, 1)) ** rng.uniform(0.7, 2))
    return rng.uniform(0.2, 0.5) * fall + rng.uniform(0, 0.15)


def _logarithm(x: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    falling = rng.uniform(0.3, 0.5) - rng.uniform(0.03, 0.08) * np.log(x / x[0])
    return np.maximum(rng.uniform(0.02, 0.1), falling)


def _flat(x: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return np.full(len(x), rng.uniform(0.05, 0.4))


def _two_powers(x: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    steep = rng.uniform(0.2, 0.4) * (x / x[0]) ** -rng.uniform(0.8, 1.5)
    return steep + rng.uniform(0.1, 0.3) * (x / x[0]) ** -rng.uniform(0.1, 0.4)


TRUE_LAWS: dict[str, Law] = {
    "power law": _power,
    "exponential": _exponential,
    "Hill": _hill,
    "logarithm with a floor": _logarithm,
    "flat": _flat,
    "sum of two power laws": _two_powers,
}
"""Error over the size as a share of the largest size; the last four are not averaged."""


def coverage(law: str, sizes: tuple[int, ...], error: float, curves: int) -> dict[str, float]:
    """Coverage of 95 % intervals at four times the largest size.

    Errors of the sizes are correlated by one half, as they share test samples.

    Returns
    -------
    dict
        ``averaged`` and its median ``width``; ``power law`` and ``exponential``: percentiles of
        fits of one law to draws.
    """
    n, spread, covariance = _seen_with(sizes, error)
    end, found = np.array([FARTHEST * n[-1]]), []
    for number in range(curves):
        rng = np.random.default_rng([number, len(law), len(n)])
        truth = TRUE_LAWS[law](np.append(n, end) / n[-1], rng)
        seen = np.clip(rng.multivariate_normal(truth[:-1], covariance), 0, 1)
        averaged = average_laws(n, seen, covariance, DRAWS, number).error(end)[:, 0]
        low, high = np.percentile(averaged, (2.5, 97.5))
        row = {"averaged": low <= truth[-1] <= high, "width": high - low}
        drawn = np.clip(rng.multivariate_normal(seen, covariance, DRAWS), 0, 1)
        for shape in ("power law", "exponential"):
            fit = fit_curves(shape, n, drawn, 1 / spread**2)
            low, high = np.percentile(fit.error(end)[:, 0], (2.5, 97.5))
            row[shape] = low <= truth[-1] <= high
        found.append(row)
    table = pd.DataFrame(found)
    return {**table.drop(columns="width").mean(), "width": table["width"].median()}


def excess_coverage(
    laws: tuple[str, str], sizes: tuple[int, ...], error: float, pairs: int
) -> dict[str, float]:
    """Coverage of 95 % intervals of the difference in error above the asymptote, middle size.

    Parameters
    ----------
    laws : two of `TRUE_LAWS`
        Of the two arms, whose curves are drawn independently.

    Returns
    -------
    dict
        ``averaged`` and ``power law``: coverage; ``… wrong``: the share of pairs in which the sign
        of the difference is decided, and wrongly.
    """
    n, spread, covariance = _seen_with(sizes, error)
    middle, found = len(n) // 2, []
    for number in range(pairs):
        rng = np.random.default_rng([number, *map(len, laws), len(n)])
        true, averaged, single = [], [], []
        for arm, law in enumerate(laws):
            truth = TRUE_LAWS[law](np.append(n / n[-1], _UNLIMITED), rng)
            seen = np.clip(rng.multivariate_normal(truth[:-1], covariance), 0, 1)
            drawn = np.clip(rng.multivariate_normal(seen, covariance, DRAWS), 0, 1)
            curves = average_laws(n, seen, covariance, DRAWS, 2 * number + arm)
            true.append(truth[middle] - truth[-1])
            averaged.append(curves.excess(n[middle]))
            fit = fit_curves("power law", n, drawn, 1 / spread**2)
            single.append(drawn[:, middle] - fit.c)
        row = {}
        for name, (mine, its) in (("averaged", averaged), ("power law", single)):
            low, high = np.percentile(mine - its, (2.5, 97.5))
            row[name] = low <= true[0] - true[1] <= high
            decided = low > 0 or high < 0
            row[f"{name} wrong"] = decided and low * (true[0] - true[1]) < 0
        found.append(row)
    return dict(pd.DataFrame(found).mean())


def _seen_with(sizes: tuple[int, ...], error: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sizes, standard errors at each, and the covariance of what is seen."""
    n = np.array(sizes, float)
    spread = error * (n[0] / n) ** 0.25
    return n, spread, (0.5 + 0.5 * np.eye(len(n))) * np.outer(spread, spread)
