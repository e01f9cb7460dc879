"""Cross-data-set scores: models of one data set on another one with the same classes."""

import logging
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.pair import Pair
from craftbench.analyses.robustness.muted_warnings import muted_extraction_warnings
from craftbench.analyses.test_samples import TestSamples, predicted_codes, select_test_samples
from craftbench.datasets.samples import Samples
from craftbench.errors import CraftbenchError
from craftbench.predict.predictor import Extracted, Predictor
from craftbench.stats.bootstrap import Bootstrap
from craftbench.stats.intervals import with_bounds
from craftbench.stats.metrics import scores

log = logging.getLogger(__name__)

SCORES = ("accuracy", "macro_f1")
COLUMNS = (
    *("dataset", "tested_on", "arm", "family", "n", "groups"),
    *with_bounds("accuracy", "accuracy_drop", "macro_f1", "macro_f1_drop"),
    "interval",
)
ANALYSIS = Analysis(
    name="cross_dataset",
    needs="pair",
    caption="Scores of the models of one data set on another data set with the same classes, "
    "without training, and the drop from their own test part.",
    columns=COLUMNS,
)


@dataclass(frozen=True)
class ScoredSamples:
    """Test samples of one data set, with the features that arms have in common.

    Parameters
    ----------
    samples : Samples
        The data set.
    part : TestSamples
        The samples that are predicted.
    bootstrap : Bootstrap
        Of their groups.
    extracted : dict
        Features that earlier arms extracted.
    """

    samples: Samples
    part: TestSamples
    bootstrap: Bootstrap
    extracted: Extracted = field(default_factory=dict)

    def scores(
        self, predictor: Predictor, classes: int
    ) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        """By name of the score: observed (1,) and on drawn groups (resamples, 1)."""
        codes = predicted_codes(predictor, self.samples, self.part.rows, self.extracted)
        found = self.bootstrap.confusions(self.part.true, codes[None], classes)
        observed, drawn = map(scores, found)
        return {name: (observed[name], drawn[name]) for name in SCORES}


def cross_dataset(pair: Pair) -> pd.DataFrame:
    """One row an arm: accuracy and macro F1 on the other data set, and their drop.

    The drop is the score on the test part of the arm's own data set minus that on all samples of
    the other one. Groups of both data sets are resampled independently.

    Raises
    ------
    CraftbenchError
        If the other data set has other classes, or samples that a model cannot take.
    """
    _check_classes(pair)
    everything = replace(pair.other, table=pair.other.table.assign(role="test"))
    own, other = (
        _scored(samples, pair, pair.seed + place)
        for place, samples in enumerate((pair.own, everything))
    )
    rows = []
    with muted_extraction_warnings():
        for arm in pair.contest.arms:
            try:
                rows.append(_row(pair, arm, own, other))
            except CraftbenchError as error:
                raise CraftbenchError(
                    f"{pair.dataset} {arm} on {pair.tested_on}: {error}"
                ) from error
            log.info("%s on %s: %s", pair.dataset, pair.tested_on, arm)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _scored(samples: Samples, pair: Pair, seed: int) -> ScoredSamples:
    part = select_test_samples(samples.table, pair.contest.classes)
    return ScoredSamples(samples, part, part.bootstrap(pair.resamples, seed))


def _row(pair: Pair, arm: str, own: ScoredSamples, other: ScoredSamples) -> dict[str, Any]:
    predictor, classes = pair.load(arm), len(pair.contest.classes)
    here, there = (each.scores(predictor, classes) for each in (own, other))
    groups = min(own.part.groups, other.part.groups)
    row: dict[str, Any] = {
        "dataset": pair.dataset,
        "tested_on": pair.tested_on,
        "arm": arm,
        "family": pair.contest.family(arm),
        "n": len(other.part.rows),
        "groups": other.part.groups,
        "interval": other.bootstrap.covers(repeats=1),
    }
    for name in SCORES:
        (observed, drawn), (observed_there, drawn_there) = here[name], there[name]
        drop, drawn_drop = observed - observed_there, drawn - drawn_there
        row |= other.bootstrap.bounded(name, observed_there, drawn_there)
        row |= other.bootstrap.bounded(f"{name}_drop", drop, drawn_drop, (-1, 1), groups)
    return row


def _check_classes(pair: Pair) -> None:
    found, expected = set(pair.other.table["label"]), set(pair.contest.classes)
    if found != expected:
        raise CraftbenchError(
            f"{pair.tested_on} has the classes {', '.join(sorted(found))}; expected those of "
            f"{pair.dataset}: {', '.join(sorted(expected))}"
        )
