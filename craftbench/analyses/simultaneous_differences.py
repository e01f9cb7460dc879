"""Differences between pairs of arms at several sizes, whose intervals hold together."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from craftbench.analyses.study import Study
from craftbench.stats.intervals import LEVEL
from craftbench.stats.simultaneous import effective_tests
from craftbench.stats.tails import interval_at, two_sided_p


@dataclass(frozen=True)
class Difference:
    """Score of an arm minus that of another one, as one of several differences.

    Parameters
    ----------
    estimate : float
    draws : (resamples,) array
    tests : float
        By which p-values are multiplied, see `effective_tests`.
    repeats : int
        Number of repeats behind it.
    least_index : float
        Of the tails, see `two_sided_p`.
    """

    estimate: float
    draws: np.ndarray
    tests: float
    repeats: int
    least_index: float = 0.0

    @property
    def alpha(self) -> float:
        """Level at which this difference alone is tested."""
        return (1 - LEVEL) / self.tests

    @property
    def bounds(self) -> tuple[float, float]:
        """Its interval; all differences lie in theirs together at 95 %."""
        low, high = interval_at(self.estimate, self.draws, 1 - self.alpha, self.least_index)
        return float(np.clip(low, -1, 1)), float(np.clip(high, -1, 1))

    @property
    def p(self) -> float:
        """Two-sided, below 0.05 exactly where the interval excludes 0; NaN without an interval."""
        return float(
            np.minimum(1, self.tests * two_sided_p(self.estimate, self.draws, self.least_index))
        )

    @property
    def leads(self) -> int:
        """1 where the first arm leads, −1 where the other one does, 0 where it is not decided.

        A single repeat decides nothing, because its interval ignores the choice of training
        samples.
        """
        low, high = self.bounds
        if self.repeats < 2 or not (low > 0 or high < 0):
            return 0
        return 1 if low > 0 else -1


def simultaneous_differences(
    study: Study, pairs: Sequence[tuple[str, str, int]]
) -> list[Difference]:
    """Of each arm, other arm and training size."""
    found = [study.difference(*pair) for pair in pairs]
    tests = effective_tests(np.column_stack([draws for _, draws in found])) if found else 1.0
    return [
        Difference(estimate, draws, tests, len(study.differences(*pair)[0]))
        for pair, (estimate, draws) in zip(pairs, found, strict=True)
    ]
