"""Score of one arm over its training sizes, and how sizes found on it are reported."""

from dataclasses import dataclass

import numpy as np

from craftbench.analyses.once import once
from craftbench.analyses.study import Study
from craftbench.stats.bootstrap import NONE
from craftbench.stats.curve_fit import CurveFit, Shape, fit_curves
from craftbench.stats.intervals import interval

FEWEST_SIZES = 3
"""A fitted curve has three parameters."""


@dataclass(frozen=True)
class Curve:
    """Score of one arm over its training sizes, by the primary metric.

    ``sizes`` (sizes,), ``observed`` (sizes,) means over repeats, ``drawn`` (resamples, sizes).
    """

    sizes: np.ndarray
    observed: np.ndarray
    drawn: np.ndarray

    @property
    def weights(self) -> np.ndarray:
        """1/variance of each size's score, from the width of its interval."""
        low, high = interval(self.drawn)
        half = np.nan_to_num((high - low) / 2 / 1.96, nan=0.0)
        return 1 / (half**2 + 1e-3**2)

    def fit(self, shape: Shape) -> tuple[CurveFit, CurveFit | None]:
        """Of the means, and of the draws; the latter is None where there are none."""
        errors = 1 - self.observed[None]
        drawn = None if np.isnan(self.drawn).any() else 1 - self.drawn
        return fit_curves(shape, self.sizes, errors, self.weights), (
            None if drawn is None else fit_curves(shape, self.sizes, drawn, self.weights)
        )

    def falls(self) -> list[str]:
        """Where the score is lower at a larger size, and in what share of the draws."""
        notes = []
        for i in np.flatnonzero(np.diff(self.observed) < 0):
            share = (self.drawn[:, i + 1] < self.drawn[:, i]).mean()
            notes.append(
                f"the score falls by {self.observed[i] - self.observed[i + 1]:.3f} from size "
                f"{self.sizes[i]:g} to {self.sizes[i + 1]:g} (in {share:.0%} of the draws)"
            )
        return notes


@once
def curve_of(study: Study, arm: str) -> Curve:
    """Over the sizes at which the arm has run."""
    sizes = [size for size in study.contest.training_sizes if (arm, size) in study.predictions]
    observed = [study.scores[arm, size].observed.mean() for size in sizes]
    drawn = [study.draws(arm, size) for size in sizes]
    shape = (study.resamples, len(sizes))
    return Curve(np.array(sizes, float), np.array(observed), np.array(drawn).T.reshape(shape))


def within(
    name: str, estimate: float, draws: np.ndarray, smallest: float, largest: float
) -> tuple[dict[str, float], list[str]]:
    """A size with its interval, as far as these lie between `smallest` and `largest`.

    Values outside are empty, and the notes say so: a size of 0 means below the smallest, an
    infinite one none up to the largest.
    """
    below, above = f"below {smallest:g}", f"none up to {largest:g}"
    if np.isnan(draws).all():
        bounds = [np.nan, np.nan]
    else:
        bounds = list(np.nanpercentile(draws, (2.5, 97.5), method="inverted_cdf"))
    values = dict(zip(("", "_low", "_high"), [estimate, *bounds], strict=True))
    row, notes = {}, []
    for end, value in values.items():
        outside = below if value < smallest * (1 - 1e-9) else ""
        outside = above if value > largest * (1 + 1e-9) else outside
        row[f"{name}{end}"] = np.nan if outside else float(value)
        if outside:
            notes.append(f"{name}{end}: {outside}")
    return row, notes


def containing(estimate: float, draws: np.ndarray) -> tuple[float, float]:
    """Interval of the draws, widened to the estimate where a bound of the fit cuts it off."""
    low, high = interval(draws)
    return float(np.minimum(low, estimate)), float(np.maximum(high, estimate))


def about_arm(study: Study, arm: str) -> dict:
    """The first columns of a row about the whole curve of an arm, and ``interval``."""
    row = study.row_of(arm, study.largest_size)
    del row["training_size"]
    given = [predictions for (name, _), predictions in study.predictions.items() if name == arm]
    repeats = max((len(one.repeats) for one in given), default=0)
    return {
        **row,
        "repeats": repeats,
        "n_test": max((len(one.samples) for one in given), default=0),
        "test_groups": study.test_groups,
        "interval": study.bootstrap.covers(repeats) if repeats else NONE,
    }


def limits_at_any_size(study: Study, arm: str) -> list[str]:
    """What limits the intervals of an arm at any size, each limit once."""
    every = [study.limits_of_interval(arm, size) for size in study.contest.training_sizes]
    return list(dict.fromkeys(note for notes in every for note in notes))
