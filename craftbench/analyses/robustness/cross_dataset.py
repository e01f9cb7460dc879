"""Cross-data-set scores: models of one data set on another one with the same classes."""

import logging
from collections.abc import Sequence
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
from craftbench.stats.predicted_scores import PredictedScores
from craftbench.stats.primary_metric import PrimaryMetric

log = logging.getLogger(__name__)

SCORES = ("score", "accuracy", "macro_f1")
"""The primary metric, and two that data sets can be compared by."""
COLUMNS = (
    *("dataset", "tested_on", "arm", "family", "selected", "repeats", "n", "groups", "metric"),
    *with_bounds(*(f"{name}{end}" for name in SCORES for end in ("", "_drop"))),
    *("compared_arm", *with_bounds("excess_drop"), "interval"),
)
ANALYSIS = Analysis(
    name="cross_dataset",
    needs="pair",
    caption="Scores of the models of one data set on another data set with the same classes, "
    "without training, and the drop from their own test part.",
    columns=COLUMNS,
)


Drawn = tuple[np.ndarray, np.ndarray]
"""A score of each repeat, (repeats,), and on drawn groups (resamples, repeats)."""


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
    metric : PrimaryMetric
        Of the data set that the models were trained on.
    extracted : dict
        Features that earlier arms extracted.
    """

    samples: Samples
    part: TestSamples
    bootstrap: Bootstrap
    metric: PrimaryMetric
    extracted: Extracted = field(default_factory=dict)

    def scores(self, predictors: Sequence[Predictor], classes: int) -> dict[str, Drawn]:
        """By name of the score, of the models of all repeats."""
        rows = self.part.rows
        codes = [predicted_codes(one, self.samples, rows, self.extracted) for one in predictors]
        found = self.bootstrap.confusions(self.part.true, np.array(codes), classes)
        observed, drawn = ({**scores(one), "score": self.metric.score(one)} for one in found)
        return {name: (observed[name], drawn[name]) for name in SCORES}

    @property
    def groups(self) -> int:
        """Number of groups behind the primary metric."""
        classes = int(self.part.true.max()) + 1
        return PredictedScores(self.metric, self.bootstrap, self.part.true, classes).groups


@dataclass(frozen=True)
class Transfer:
    """Scores of one arm on the other data set, and their drops, by name of the score."""

    there: dict[str, Drawn]
    drop: dict[str, Drawn]

    @property
    def repeats(self) -> int:
        """Number of models."""
        return len(self.there["accuracy"][0])


def cross_dataset(pair: Pair) -> pd.DataFrame:
    """One row an arm: its scores on the other data set, and their drop.

    ``score`` is that by the primary ``metric`` of the data set that the models were trained on.
    The drop is the score on the test part of the arm's own data set minus that on all samples of
    the other one, mean over the models of all repeats. Groups of both data sets are resampled
    independently. ``selected``: whether validation selects the arm to represent its family.
    ``excess_drop`` is the ``score_drop`` of ``compared_arm``, the selected hand-crafted arm, minus
    that of the row's arm, in the same repeats and on the same draws.

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
    transfers = {}
    with muted_extraction_warnings():
        for arm in pair.contest.arms:
            try:
                transfers[arm] = _transfer(pair, arm, own, other)
            except CraftbenchError as error:
                raise CraftbenchError(
                    f"{pair.dataset} {arm} on {pair.tested_on}: {error}"
                ) from error
            log.info("%s on %s: %s", pair.dataset, pair.tested_on, arm)
    groups = min(own.groups, other.groups)
    selected = pair.selection.arms(pair.contest.training_sizes[-1])
    compared = selected.get("hand-crafted", "")
    rows = []
    for arm, transfer in transfers.items():
        row = {
            **{"dataset": pair.dataset, "tested_on": pair.tested_on, "arm": arm},
            **{"family": pair.contest.family(arm), "selected": arm in selected.values()},
            **{"n": len(other.part.rows), "groups": other.part.groups, "compared_arm": compared},
            **{"metric": other.metric.name, **_scores_of(transfer, other, groups)},
        }
        if compared and arm != compared:
            row |= _excess(transfers[compared], transfer, other.bootstrap, groups)
        rows.append(row)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _scored(samples: Samples, pair: Pair, seed: int) -> ScoredSamples:
    part = select_test_samples(samples.table, pair.contest.classes)
    metric = pair.contest.primary_metric(pair.own.table)
    return ScoredSamples(samples, part, part.bootstrap(pair.resamples, seed), metric)


def _transfer(pair: Pair, arm: str, own: ScoredSamples, other: ScoredSamples) -> Transfer:
    predictors, classes = pair.load(arm), len(pair.contest.classes)
    here, there = (each.scores(predictors, classes) for each in (own, other))
    drop = {
        name: (here[name][0] - there[name][0], here[name][1] - there[name][1]) for name in SCORES
    }
    return Transfer(there, drop)


def _scores_of(transfer: Transfer, other: ScoredSamples, groups: int) -> dict[str, Any]:
    bootstrap = other.bootstrap
    row: dict[str, Any] = {
        "repeats": transfer.repeats,
        "interval": bootstrap.covers(transfer.repeats, groups),
    }
    for name in SCORES:
        of_score = other.groups if name == "score" else None
        row |= bootstrap.bounded(name, *transfer.there[name], groups=of_score)
        row |= bootstrap.bounded_difference(f"{name}_drop", *transfer.drop[name], groups)
    return row


def _excess(
    compared: Transfer, transfer: Transfer, bootstrap: Bootstrap, groups: int
) -> dict[str, Any]:
    """How much more of its score the compared arm loses."""
    (its, drawn_its), (mine, drawn_mine) = (one.drop["score"] for one in (compared, transfer))
    return bootstrap.bounded_difference("excess_drop", its - mine, drawn_its - drawn_mine, groups)


def _check_classes(pair: Pair) -> None:
    found, expected = set(pair.other.table["label"]), set(pair.contest.classes)
    if found != expected:
        raise CraftbenchError(
            f"{pair.tested_on} has the classes {', '.join(sorted(found))}; expected those of "
            f"{pair.dataset}: {', '.join(sorted(expected))}"
        )
