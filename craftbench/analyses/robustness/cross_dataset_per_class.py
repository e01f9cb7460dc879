"""Scores of every class on the own test part and on another data set, of the same models."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.pair import Pair
from craftbench.analyses.robustness.transfer import PredictedPart, predicted_parts
from craftbench.stats.bootstrap import covered_by_all
from craftbench.stats.existing_draws import existing_draws
from craftbench.stats.intervals import bounded, with_bounds
from craftbench.stats.metrics import class_scores

SCORES = ("sensitivity", "precision", "f1")
COLUMNS = (
    *("dataset", "tested_on", "arm", "family", "class", "left_out", "repeats"),
    *("own_n", "own_groups", *with_bounds(*(f"own_{name}" for name in SCORES))),
    *("n", "groups", *with_bounds(*SCORES)),
    *(*with_bounds("f1_drop"), "interval", "note"),
)
ANALYSIS = Analysis(
    name="cross_dataset_per_class",
    needs="pair",
    caption="Scores of each class by the models of one data set, on their own test part and on "
    "another data set with the same classes, without training.",
    columns=COLUMNS,
)


def cross_dataset_per_class(pair: Pair) -> pd.DataFrame:
    """One row an arm and class: sensitivity, precision and F1 score on both data sets.

    Columns ``own_…`` are of the test part of the models' own data set, those without prefix of all
    samples of the other one. ``f1_drop`` is the first F1 score minus the second, mean over the
    models of all repeats; groups of both data sets are resampled independently. The same again
    without each own test group that the contest names in `report_without`: ``left_out`` is that
    group, or empty. ``own_groups`` and ``groups`` count the groups that have samples of the class.
    A score that is undefined is empty, and ``note`` says why.

    Raises
    ------
    CraftbenchError
        If the other data set has other classes, or samples that a model cannot take.
    """
    whole, other = predicted_parts(pair)
    rows = []
    for left_out, own in _own_parts(pair, whole):
        for arm in pair.contest.arms:
            about = {"dataset": pair.dataset, "tested_on": pair.tested_on, "arm": arm}
            about |= {"family": pair.contest.family(arm), "left_out": left_out}
            rows += [about | row for row in _rows(pair, arm, own, other)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _own_parts(pair: Pair, whole: PredictedPart) -> Iterator[tuple[str, PredictedPart]]:
    """The test part, and the same without each group of `report_without`."""
    yield "", whole
    for left_out in pair.contest.report_without:
        groups = pair.own.table["group"].astype(str).to_numpy()[whole.part.rows]
        yield left_out, whole.of(groups != left_out)


def _rows(pair: Pair, arm: str, own: PredictedPart, other: PredictedPart) -> list[dict]:
    here, there = _OfClasses(own, arm), _OfClasses(other, arm)
    return [
        {
            "class": name,
            "repeats": there.repeats,
            **here.row(i, "own_"),
            **there.row(i, ""),
            **_drop(here, there, i),
            "interval": covered_by_all(here.covers(i), there.covers(i)),
            "note": "; ".join(
                [*here.notes(i, pair.dataset), *there.notes(i, pair.tested_on)],
            ),
        }
        for i, name in enumerate(pair.contest.classes)
    ]


class _OfClasses:
    """Scores of all classes by one arm on one data set."""

    def __init__(self, given: PredictedPart, arm: str) -> None:
        self.bootstrap = given.bootstrap
        self.predictions, drawn = given.confusions(arm)
        self.repeats = len(self.predictions)
        self.samples = self.predictions[0].sum(axis=1).astype(int)
        self.groups = self.bootstrap.groups_of_class(given.part.true, given.classes)
        self.observed, self.drawn = class_scores(self.predictions), class_scores(drawn)
        self.bounds = {
            name: self.bootstrap.interval(self.observed[name], self.drawn[name], groups=self.groups)
            for name in SCORES
        }

    def row(self, i: int, prefix: str) -> dict:
        """Counts and scores of a class."""
        row = {f"{prefix}n": self.samples[i], f"{prefix}groups": self.groups[i]}
        for name, (low, high) in self.bounds.items():
            mean = self.observed[name][:, i].mean()
            row |= bounded(f"{prefix}{name}", mean, (low[i], high[i]))
        return row

    def covers(self, i: int) -> str:
        """What the intervals of a class cover."""
        return self.bootstrap.covers(self.repeats, max(self.groups[i], 1))

    def notes(self, i: int, dataset: str) -> list[str]:
        """Why a score or its interval is empty."""
        notes = [] if self.samples[i] else [f"{dataset}: no test sample of this class"]
        if self.groups[i] == 1 < self.bootstrap.groups:
            notes.append(f"{dataset}: all samples in one group, no interval")
        never = int((self.predictions[:, :, i].sum(axis=1) == 0).sum())
        if never:
            notes.append(f"{dataset}: never predicted in {never} of {self.repeats} repeats")
        return notes


def _drop(here: _OfClasses, there: _OfClasses, i: int) -> dict[str, float]:
    """F1 of a class on the own test part minus that on the other data set."""
    observed = here.observed["f1"][:, i] - there.observed["f1"][:, i]
    groups = int(min(here.groups[i], there.groups[i]))
    if groups < 2:
        return bounded("f1_drop", observed.mean(), (np.nan, np.nan))
    drawn = [existing_draws(one.drawn["f1"][..., i]) for one in (here, there)]
    return there.bootstrap.bounded_difference("f1_drop", observed, drawn[0] - drawn[1], groups)
