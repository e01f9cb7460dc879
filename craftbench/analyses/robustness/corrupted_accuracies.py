"""Accuracies of the selected arms under every corruption, by repeat and severity."""

from dataclasses import dataclass

import numpy as np

from craftbench.analyses.examined import Examined
from craftbench.analyses.once import once
from craftbench.analyses.robustness.corrupted_heartbeats import corrupted_heartbeats
from craftbench.analyses.robustness.corrupted_predictions import (
    CorruptedPredictions,
    Detection,
    corrupted_predictions,
)
from craftbench.analyses.robustness.muted_warnings import muted_extraction_warnings
from craftbench.analyses.test_samples import TestSamples, select_test_samples
from craftbench.datasets.corruptions.corruption import SEVERITIES, Corruption
from craftbench.datasets.corruptions.own import own_corruptions
from craftbench.errors import CraftbenchError
from craftbench.stats.bootstrap import Bootstrap
from craftbench.stats.seeds import seed_of

AREA = "area"
"""Severity of the row about all severities together."""
ROWS = (*map(str, (0, *SEVERITIES)), AREA)
"""Severities in the order of the accuracies."""


@dataclass(frozen=True, eq=False)
class Accuracies:
    """Of one arm under one corruption.

    Parameters
    ----------
    observed : (repeats, 7) array
        By repeat: at severity 0 to 5, and the area under them by trapezoids, divided by 5.
    drawn : (resamples, repeats, 7) array
        The same on drawn groups.
    """

    observed: np.ndarray
    drawn: np.ndarray

    @property
    def drop(self) -> "Accuracies":
        """From the clean samples."""
        return self.of_clean - self

    @property
    def of_clean(self) -> "Accuracies":
        """Those of severity 0."""
        return Accuracies(self.observed[:, :1], self.drawn[..., :1])

    @property
    def repeats(self) -> int:
        """Number of models."""
        return len(self.observed)

    def of_repeats(self, number: int) -> "Accuracies":
        """The first repeats."""
        return Accuracies(self.observed[:number], self.drawn[:, :number])

    def __sub__(self, other: "Accuracies") -> "Accuracies":
        return Accuracies(self.observed - other.observed, self.drawn - other.drawn)

    @classmethod
    def mean(cls, several: "list[Accuracies]") -> "Accuracies":
        """Over several corruptions, in the same repeats and on the same draws."""
        observed = np.mean([one.observed for one in several], axis=0)
        return cls(observed, np.mean([one.drawn for one in several], axis=0))


@dataclass(frozen=True, eq=False)
class CorruptedAccuracies:
    """Of all selected arms under all corruptions.

    Parameters
    ----------
    part : TestSamples
        The samples that were corrupted.
    bootstrap : Bootstrap
        Of their groups.
    corruptions : tuple of Corruption
    detections : tuple of Detection or None
        Of heartbeats, by corruption.
    of_arms : dict of list of Accuracies
        By family, one for each corruption.
    """

    part: TestSamples
    bootstrap: Bootstrap
    corruptions: tuple[Corruption, ...]
    detections: tuple[Detection | None, ...]
    of_arms: dict[str, list[Accuracies]]


def ladder_of(examined: Examined) -> tuple[Corruption, ...]:
    """The corruptions of the data set's source and card; none where no arm is selected.

    Raises
    ------
    CraftbenchError
        If the model was stored without the settings of its source.
    """
    arm = next(iter(examined.arms.values()), None)
    if arm is None:
        return ()
    source = examined.predictor(arm).source
    if source is None:
        raise CraftbenchError(
            f"{examined.dataset} {arm}: the model was stored without the settings of its source, "
            "which name the corruptions; train the arm again"
        )
    view_kinds = {view.kind for view in examined.contest.views.values()}
    ladder = source.corruptions(examined.samples, view_kinds)
    return (*ladder, *own_corruptions(examined.contest.corruptions))


@once
def corrupted_accuracies(examined: Examined, ladder: tuple[Corruption, ...]) -> CorruptedAccuracies:
    """Accuracies of the selected arms, at least one, under given corruptions.

    All models get the same corrupted samples.
    """
    seed = seed_of(examined.seed, examined.dataset, "robustness")
    most = examined.settings.robustness.test_samples
    part = select_test_samples(examined.samples.table, examined.contest.classes, most, seed)
    bootstrap = part.bootstrap(examined.resamples, examined.seed)
    models = {family: examined.predictors(arm) for family, arm in examined.arms.items()}
    every = [one for own in models.values() for one in own]
    source = every[0].source
    window = None if source is None else source.window
    given = every, examined.samples, part, ladder, seed
    with muted_extraction_warnings():
        if window is None:
            found = corrupted_predictions(*given)
        else:
            found = corrupted_heartbeats(*given, window)
    repeats = {family: len(own) for family, own in models.items()}
    detections = tuple(one.detection for one in found)
    of_arms = _of_arms(found, repeats, bootstrap)
    return CorruptedAccuracies(part, bootstrap, ladder, detections, of_arms)


def _of_arms(
    found: list[CorruptedPredictions], repeats: dict[str, int], bootstrap: Bootstrap
) -> dict[str, list[Accuracies]]:
    """Of models that stand family by family, so many repeats each."""
    of_arms, start = {}, 0
    for family, number in repeats.items():
        own = slice(start, start + number)
        of_arms[family] = [_accuracies(one.correct[own], bootstrap) for one in found]
        start += number
    return of_arms


def _accuracies(correct: np.ndarray, bootstrap: Bootstrap) -> Accuracies:
    """From whether (repeats, 6, n) predictions are correct."""
    repeats, levels, n = correct.shape
    accuracy, drawn = bootstrap.means(correct.reshape(-1, n))
    observed = accuracy.reshape(repeats, levels)
    return Accuracies(_with_area(observed), _with_area(drawn.reshape(-1, repeats, levels)))


def _with_area(accuracy: np.ndarray) -> np.ndarray:
    """Accuracies (…, 6) with the area under them as a seventh."""
    area = np.trapezoid(accuracy, axis=-1) / len(SEVERITIES)
    return np.concatenate([accuracy, area[..., None]], axis=-1)
