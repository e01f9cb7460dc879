"""What the models of one data set predict on its own test part and on another data set."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from craftbench.analyses.once import once
from craftbench.analyses.pair import Pair
from craftbench.analyses.robustness.muted_warnings import muted_extraction_warnings
from craftbench.analyses.test_samples import TestSamples, predicted_codes, select_test_samples
from craftbench.datasets.samples import Samples
from craftbench.errors import CraftbenchError
from craftbench.predict.predictor import Extracted, Predictor
from craftbench.stats.bootstrap import Bootstrap

log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class PredictedPart:
    """Samples of one data set, and what the models of every arm predict for them.

    Parameters
    ----------
    part : TestSamples
        The n samples.
    bootstrap : Bootstrap
        Of their groups.
    codes : mapping of (repeats, n) int array
        Predicted class codes of each arm.
    classes : int
        Number of classes.
    """

    part: TestSamples
    bootstrap: Bootstrap
    codes: Mapping[str, np.ndarray]
    classes: int
    kept: dict = field(init=False, repr=False, default_factory=dict)
    """Intermediate results, see `craftbench.analyses.once`."""

    @once
    def confusions(self, arm: str) -> tuple[np.ndarray, np.ndarray]:
        """Of each repeat, (repeats, classes, classes), and the same on drawn groups."""
        return self.bootstrap.confusions(self.part.true, self.codes[arm], self.classes)

    def of(self, chosen: np.ndarray) -> "PredictedPart":
        """Only the samples of an (n,) bool array."""
        part, whole = self.part.of(chosen), self.bootstrap
        codes = {arm: found[:, chosen] for arm, found in self.codes.items()}
        return PredictedPart(part, part.bootstrap(whole.resamples, whole.seed), codes, self.classes)


@once
def predicted_parts(pair: Pair) -> tuple[PredictedPart, PredictedPart]:
    """The test part of the models' own data set, and all samples of the other one.

    Groups of the two are drawn independently. Features of either data set are extracted once for
    all arms and repeats, and for all tables.

    Raises
    ------
    CraftbenchError
        If the other data set has other classes, or samples that a model cannot take.
    """
    _check_classes(pair)
    everything = replace(pair.other, table=pair.other.table.assign(role="test"))
    places = pair.own, everything
    parts = [select_test_samples(one.table, pair.contest.classes) for one in places]
    extracted: list[Extracted] = [{}, {}]
    codes: list[dict[str, np.ndarray]] = [{}, {}]
    with muted_extraction_warnings():
        for arm in pair.contest.arms:
            try:
                models = pair.load(arm)
                for samples, part, features, found in zip(
                    places, parts, extracted, codes, strict=True
                ):
                    found[arm] = _codes(models, samples, part, features)
            except CraftbenchError as error:
                raise CraftbenchError(
                    f"{pair.dataset} {arm} on {pair.tested_on}: {error}"
                ) from error
            log.info("%s on %s: %s", pair.dataset, pair.tested_on, arm)
    own, other = (
        PredictedPart(
            part,
            part.bootstrap(pair.resamples, pair.seed + place),
            codes[place],
            len(pair.contest.classes),
        )
        for place, part in enumerate(parts)
    )
    return own, other


def _codes(
    models: Sequence[Predictor], samples: Samples, part: TestSamples, features: Extracted
) -> np.ndarray:
    return np.array([predicted_codes(one, samples, part.rows, features) for one in models])


def _check_classes(pair: Pair) -> None:
    found, expected = set(pair.other.table["label"]), set(pair.contest.classes)
    if found != expected:
        raise CraftbenchError(
            f"{pair.tested_on} has the classes {', '.join(sorted(found))}; expected those of "
            f"{pair.dataset}: {', '.join(sorted(expected))}"
        )
