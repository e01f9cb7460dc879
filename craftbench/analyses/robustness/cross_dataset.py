"""Cross-data-set scores: models of one data set on another one with the same classes."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.pair import Pair
from craftbench.analyses.robustness.transfer import PredictedPart, predicted_parts
from craftbench.stats.bootstrap import Bootstrap
from craftbench.stats.intervals import with_bounds
from craftbench.stats.metrics import scores
from craftbench.stats.predicted_scores import PredictedScores
from craftbench.stats.primary_metric import PrimaryMetric

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
    own, other = predicted_parts(pair)
    metric = pair.contest.primary_metric(pair.own.table)
    transfers = {arm: _transfer(arm, own, other, metric) for arm in pair.contest.arms}
    of_score = _groups_of_score(other, metric)
    groups = min(_groups_of_score(own, metric), of_score)
    selected = pair.selection.arms(pair.contest.training_sizes[-1])
    compared = selected.get("hand-crafted", "")
    rows = []
    for arm, transfer in transfers.items():
        row = {
            **{"dataset": pair.dataset, "tested_on": pair.tested_on, "arm": arm},
            **{"family": pair.contest.family(arm), "selected": arm in selected.values()},
            **{"n": len(other.part.rows), "groups": other.part.groups, "compared_arm": compared},
            **{"metric": metric.name},
            **_scores_of(transfer, other.bootstrap, of_score, groups),
        }
        if compared and arm != compared:
            row |= _excess(transfers[compared], transfer, other.bootstrap, groups)
        rows.append(row)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _groups_of_score(given: PredictedPart, metric: PrimaryMetric) -> int:
    """Number of groups behind the primary metric."""
    true = given.part.true
    return PredictedScores(metric, given.bootstrap, true, int(true.max()) + 1).groups


def _transfer(
    arm: str, own: PredictedPart, other: PredictedPart, metric: PrimaryMetric
) -> Transfer:
    here, there = (_scores(each, arm, metric) for each in (own, other))
    drop = {
        name: (here[name][0] - there[name][0], here[name][1] - there[name][1]) for name in SCORES
    }
    return Transfer(there, drop)


def _scores(given: PredictedPart, arm: str, metric: PrimaryMetric) -> dict[str, Drawn]:
    found = given.confusions(arm)
    observed, drawn = ({**scores(one), "score": metric.score(one)} for one in found)
    return {name: (observed[name], drawn[name]) for name in SCORES}


def _scores_of(
    transfer: Transfer, bootstrap: Bootstrap, of_score: int, groups: int
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "repeats": transfer.repeats,
        "interval": bootstrap.covers(transfer.repeats, groups),
    }
    for name in SCORES:
        own_groups = of_score if name == "score" else None
        row |= bootstrap.bounded(name, *transfer.there[name], groups=own_groups)
        row |= bootstrap.bounded_difference(f"{name}_drop", *transfer.drop[name], groups)
    return row


def _excess(
    compared: Transfer, transfer: Transfer, bootstrap: Bootstrap, groups: int
) -> dict[str, Any]:
    """How much more of its score the compared arm loses."""
    (its, drawn_its), (mine, drawn_mine) = (one.drop["score"] for one in (compared, transfer))
    return bootstrap.bounded_difference("excess_drop", its - mine, drawn_its - drawn_mine, groups)
