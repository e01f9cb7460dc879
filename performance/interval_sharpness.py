"""Coverage and width of intervals of shares, by how far the ends of the logit are moved outwards.

python performance/interval_sharpness.py [studies]
"""

import sys
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from craftbench.stats import intervals
from craftbench.stats.bootstrap import Bootstrap

STUDIES = 500
REPEATS, SAMPLES, RESAMPLES = 3, 100, 300
MARGINS = (0.001, 0.01, 0.02, 0.05)
"""Values of `intervals.HIGHEST_MARGIN`; the first one is a constant thousandth."""
SD_TRAINING, SD_BOTH = 0.3, 0.3


def logistic(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def logit(p: np.ndarray) -> np.ndarray:
    return np.log(p / (1 - p))


def _bad(share: float, level: float) -> Callable[[np.random.Generator, int], np.ndarray]:
    return lambda rng, n: logit(np.where(rng.random(n) < share, level, 0.98))


PATIENTS: dict[str, Callable[[np.random.Generator, int], np.ndarray]] = {
    "even": lambda rng, n: 2.6 + 0.5 * rng.standard_normal(n),
    "15 % at 0.60": _bad(0.15, 0.6),
    "10 % at 0.45": _bad(0.1, 0.45),
    "Beta(1.85, 0.15)": lambda rng, n: logit(np.clip(rng.beta(1.85, 0.15, n), 1e-6, 1 - 1e-6)),
}
"""Logits of the accuracy of so many patients."""
SENSITIVITY: dict[str, tuple[float, float]] = {
    "good class": (3.5, 1.0),
    "fair class": (2.0, 1.0),
}
"""Logit of the sensitivity of a class, and its standard deviation over samples."""


def worlds() -> Iterator[tuple[str, int, int, Callable[[np.random.Generator, int], np.ndarray]]]:
    """Name, groups, samples in each, and logits."""
    for groups in (9, 14, 22):
        for name, effects in PATIENTS.items():
            yield f"{groups} patients, {name}", groups, SAMPLES, effects
    for n in (20, 45, 150):
        for name, (mean, sd) in SENSITIVITY.items():
            yield (
                f"{n} samples, {name}",
                n,
                1,
                lambda rng, count, mean=mean, sd=sd: mean + sd * rng.standard_normal(count),
            )


def measured(
    groups: int,
    samples: int,
    effects: Callable[[np.random.Generator, int], np.ndarray],
    studies: int,
) -> pd.Series:
    """Coverage, median width and the width of one study in ten, by margin."""
    rng = np.random.default_rng([groups, samples])
    sd = np.hypot(SD_TRAINING, SD_BOTH)
    truth = logistic(effects(rng, 10**6) + sd * rng.standard_normal(10**6)).mean()
    bootstrap = Bootstrap(np.arange(groups), RESAMPLES, seed=0)
    found: dict[float, list[tuple[float, float]]] = {margin: [] for margin in MARGINS}
    used = intervals.HIGHEST_MARGIN
    for _ in range(studies):
        training = SD_TRAINING * rng.standard_normal((REPEATS, 1))
        both = SD_BOTH * rng.standard_normal((REPEATS, groups))
        scores = rng.binomial(samples, logistic(effects(rng, groups) + training + both)) / samples
        drawn = bootstrap.means(scores)
        for margin in MARGINS:
            intervals.HIGHEST_MARGIN = margin
            low, high = bootstrap.interval(*drawn)
            found[margin].append((low <= truth <= high, high - low))
    intervals.HIGHEST_MARGIN = used
    row = {}
    for margin, values in found.items():
        covered, width = np.array(values, float).T
        row[f"{margin:g}: covered"] = covered.mean()
        row[f"{margin:g}: width"] = np.median(width)
        row[f"{margin:g}: wide"] = np.quantile(width, 0.9)
    return pd.Series(row)


def main(studies: int) -> None:
    """Print one row a world."""
    rows = {name: measured(*about, studies) for name, *about in worlds()}
    print(pd.DataFrame(rows).T.round(3).to_markdown())


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else STUDIES)
