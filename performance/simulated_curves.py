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
    n = np.array(sizes, float)
    spread = error * (n[0] / n) ** 0.25
    covariance = (0.5 + 0.5 * np.eye(len(n))) * np.outer(spread, spread)
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
