"""Score of one arm over its training sizes, and how sizes found on it are reported."""

from dataclasses import dataclass

import numpy as np

from craftbench.analyses.limits import limits_of_interval
from craftbench.analyses.once import once
from craftbench.analyses.study import Study
from craftbench.stats.bootstrap import NONE
from craftbench.stats.curve_fit import CurveFit, Shape, fit_curves
from craftbench.stats.extrapolation import Extrapolation, average_laws
from craftbench.stats.intervals import interval
from craftbench.stats.seeds import seed_of

FEWEST_SIZES = 3
"""A fitted curve has three parameters."""
ONE_SIZE = "one training size only: data needs are not measured"
"""The note where a curve is a point."""


@dataclass(frozen=True)
class Curve:
    """Score of one arm over its training sizes, by the primary metric.

    ``sizes`` (sizes,), ``observed`` (sizes,) means over repeats, ``drawn`` (resamples, sizes),
    ``covariance`` (sizes, sizes) of the means, NaN where nothing can be drawn; ``seed`` of
    extrapolations.
    """

    sizes: np.ndarray
    observed: np.ndarray
    drawn: np.ndarray
    covariance: np.ndarray
    seed: int

    @property
    def known(self) -> bool:
        """Whether there are draws."""
        return not np.isnan(self.drawn).any()

    @property
    def weights(self) -> np.ndarray:
        """1/variance of each size's score."""
        return 1 / (np.nan_to_num(np.diag(self.covariance), nan=0.0) + 1e-3**2)

    def at(self, places: np.ndarray) -> "Curve":
        """The same at some of the sizes."""
        covariance = self.covariance[np.ix_(places, places)]
        return Curve(
            self.sizes[places], self.observed[places], self.drawn[:, places], covariance, self.seed
        )

    def fit(self, shape: Shape) -> tuple[CurveFit, CurveFit | None]:
        """Of the means, and of the draws; the latter is None where there are none."""
        errors = 1 - self.observed[None]
        drawn = 1 - self.drawn if self.known else None
        return fit_curves(shape, self.sizes, errors, self.weights), (
            None if drawn is None else fit_curves(shape, self.sizes, drawn, self.weights)
        )

    def extrapolation(self) -> Extrapolation | None:
        """Curves of several laws that agree with the means; None with fewer than three sizes.

        Where nothing can be drawn, only the misfit of the laws is allowed for.
        """
        if len(self.sizes) < FEWEST_SIZES:
            return None
        covariance = np.nan_to_num(self.covariance, nan=0.0)
        return average_laws(self.sizes, 1 - self.observed, covariance, len(self.drawn), self.seed)

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
    scores = [study.scores[arm, size] for size in sizes]
    shape = (study.resamples, len(sizes))
    drawn = np.array([study.draws(arm, size) for size in sizes]).T.reshape(shape)
    of_groups = np.array([one.drawn.mean(axis=1) for one in scores]).T.reshape(shape)
    observed = np.array([one.observed.mean() for one in scores])
    seed = seed_of(study.seed, study.dataset, arm, "extrapolation")
    return Curve(np.array(sizes, float), observed, drawn, _covariance(drawn, of_groups), seed)


def _covariance(drawn: np.ndarray, of_groups: np.ndarray) -> np.ndarray:
    """Of the means over repeats: test groups are shared by the sizes, trainings are not.

    The variance of a size follows from the width of its interval. The bootstrap draws the repeats
    of all sizes alike, which is right for pairs of arms; as a curve, they would move up and down
    together, and its shape would look certain.
    """
    low, high = interval(drawn)
    variance = ((high - low) / 2 / 1.96) ** 2
    centred = of_groups - of_groups.mean(axis=0)
    shared = centred.T @ centred / len(drawn)
    rest = np.maximum(0, variance - np.diag(shared))
    return np.where(np.isnan(drawn).any(), np.nan, shared + np.diag(rest))


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
    every = [limits_of_interval(study, arm, size) for size in study.contest.training_sizes]
    return list(dict.fromkeys(note for notes in every for note in notes))
