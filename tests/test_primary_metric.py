"""The primary metric: what it is by default, and what follows for choices and verdicts."""

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError
from simulated_study import HAND_CRAFTED, LEARNED

from craftbench.analyses.arm_result import ArmResult
from craftbench.analyses.selection import Selection, select
from craftbench.analyses.study import Study
from craftbench.analyses.test_predictions import TestPredictions as Predictions
from craftbench.analyses.verdict.decision import decisions
from craftbench.analyses.verdict.verdict_per_class import verdict_per_class
from craftbench.config.contest import Contest
from craftbench.runs.scoring import score_runs
from craftbench.stats.bootstrap import Bootstrap
from craftbench.stats.primary_metric import primary_metric

CLASSES = ["N", "S", "V"]
SIZE = 10


def labels(*counts: int) -> np.ndarray:
    return np.repeat(CLASSES[: len(counts)], counts)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((34, 33, 33), "accuracy"),
        ((50, 30, 20), "accuracy"),
        ((51, 30, 19), "macro_f1"),
        ((45, 39, 16), "macro_f1"),
        ((100, 0, 0), "macro_f1"),
    ],
)
def test_default_is_accuracy_near_balance_only(counts, expected):
    found = primary_metric("auto", labels(*counts), CLASSES)
    assert found.name == expected
    assert "of the pool" in found.reason


def test_two_classes_are_near_balance_from_a_quarter_on():
    assert primary_metric("auto", labels(75, 25), CLASSES[:2]).name == "accuracy"
    assert primary_metric("auto", labels(76, 24), CLASSES[:2]).name == "macro_f1"


def test_the_test_part_has_no_say():
    contest = Contest.model_validate(card())
    table = pd.DataFrame({"label": labels(30, 30, 30), "role": "pool"})
    imbalanced = pd.DataFrame({"label": labels(500), "role": "test"})
    assert contest.primary_metric(pd.concat([table, imbalanced])).name == "accuracy"


def test_unit_costs_are_accuracy_and_others_weigh_errors():
    confusion = np.array([[8, 2, 0], [1, 9, 0], [0, 5, 5]])
    unit = {true: {as_: 1.0 for as_ in CLASSES if as_ != true} for true in CLASSES}
    found = primary_metric("expected_cost", [], CLASSES, unit)
    assert found.score(confusion) == pytest.approx(22 / 30)
    dear = primary_metric("expected_cost", [], CLASSES, {"V": {"S": 10.0}, "N": {"S": 1.0}})
    assert dear.score(confusion) == pytest.approx(1 - (5 * 10 + 2 * 1) / 30 / 10)


@pytest.mark.parametrize(
    "keys",
    [
        {"metric": "expected_cost"},
        {"costs": {"N": {"V": 1}}},
        {"metric": "expected_cost", "costs": {"N": {"W": 1}}},
        {"metric": "expected_cost", "costs": {"N": {"V": 0}}},
        {"metric": "expected_cost", "costs": {"N": {"V": -1}}},
        {"metric": "kappa"},
    ],
)
def test_cards_whose_costs_do_not_fit_are_refused(keys):
    with pytest.raises(ValidationError):
        Contest.model_validate(card() | keys)


def test_groups_of_a_mean_over_classes_are_those_of_the_rarest():
    bootstrap = Bootstrap(np.arange(100), resamples=10, seed=0)
    assert bootstrap.groups_of_mean(np.repeat([0, 1], [95, 5]), 3) == 10
    assert bootstrap.groups_of_mean(np.repeat([0, 1], [50, 50]), 2) == 100


def card() -> dict:
    return {
        "classes": CLASSES,
        "training_sizes": [SIZE],
        "views": {"pixels": {"kind": "image", "height": 32, "width": 32}},
        "arms": {"hand": HAND_CRAFTED, "net": LEARNED},
    }


HAND, NET = {"N": 0.995, "S": 0.45, "V": 0.60}, {"N": 0.945, "S": 0.55, "V": 0.85}
"""Sensitivities: the hand-crafted arm is more accurate, because nearly all samples are N; by macro
F1 the two are almost equal, since the network confuses N with the rare classes."""


def study(metric: str, seed: int, hand=HAND, net=NET, repeats: int = 5) -> Study:
    """Twenty-two patients of 300 beats each, of which 92 % are N."""
    rng = np.random.default_rng(seed)
    patients, beats = 22, 300
    contest = Contest.model_validate(card() | {"metric": metric, "repeats": repeats})
    true = rng.choice(3, patients * beats, p=[0.92, 0.05, 0.03])
    table = pd.DataFrame({"label": np.array(CLASSES)[np.tile(true, 2)], "source": ""})
    table["role"] = np.repeat(["pool", "test"], len(true))
    number = np.repeat(np.arange(patients), beats)
    table["group"] = [f"p{i}" for i in number] + [f"t{i}" for i in number]
    given = {}
    for arm, sensitivity in (("hand", hand), ("net", net)):
        logit = np.log([s / (1 - s) for s in sensitivity.values()])
        effect = 0.3 * rng.standard_normal((repeats, patients, 3)) + logit
        effect += 0.3 * rng.standard_normal((repeats, 1, 3))
        right = rng.random((repeats, len(true))) < 1 / (1 + np.exp(-effect[:, number, true]))
        # An error is N, or S for a beat that is N.
        wrong = np.where(true == 0, 1, 0)
        given[arm, SIZE] = Predictions(
            samples=np.arange(len(true), 2 * len(true)),
            true=true,
            predicted=np.where(right, true, wrong),
            repeats=np.arange(repeats),
        )
    selection = pd.DataFrame(
        [(SIZE, "family", "hand-crafted", "hand"), (SIZE, "family", "learned", "net")],
        columns=["training_size", "purpose", "family", "arm"],
    )
    runs = {arm: ArmResult(pd.DataFrame(), pd.DataFrame()) for arm in contest.arms}
    found = Study(
        "t", contest, table, runs, Selection(selection), pd.DataFrame(), resamples=500, seed=seed
    )
    found.__dict__["predictions"] = given
    return found


@cache
def seen(metric: str, seed: int) -> Study:
    return study(metric, seed)


def test_the_frequent_class_alone_decides_by_accuracy_and_not_by_macro_f1():
    """Accuracy chooses the arm that is better at N only, with certainty; macro F1 does not."""
    by_accuracy, by_default = (
        [decisions(seen(metric, seed))[SIZE] for seed in range(5)]
        for metric in ("accuracy", "auto")
    )
    assert all(not one.because and one.arms[0] == "hand" for one in by_accuracy)
    assert all(one.because for one in by_default)
    assert seen("auto", 0).metric.name == "macro_f1"


def test_verdict_by_class_tells_what_each_arm_is_better_at():
    table = verdict_per_class(seen("auto", 0)).set_index("class")
    assert list(table.index) == CLASSES
    choice = table["choice"].to_dict()
    assert choice["V"] == "learned" and choice["N"] == "hand-crafted"
    assert ((table["p"] < 0.05) == (table["difference_low"] * table["difference_high"] > 0)).all()


def test_equal_classes_are_rarely_decided():
    """All classes of a study hold together: at most 5 % false verdicts, by class and overall."""
    by_class, overall, count = 0, 0, 60
    for seed in range(count):
        one = study("macro_f1", 100 + seed, hand=NET, net=NET)
        by_class += (verdict_per_class(one)["p"] < 0.05).any()
        overall += not decisions(one)[SIZE].because
    assert by_class <= 7 and overall <= 7  # 5 % of 60 are 3; more than 7 have a chance of 2 %.


def test_interval_of_a_perfect_macro_f1_allows_for_the_rarest_class():
    perfect = {name: 1 - 1e-12 for name in CLASSES}
    one = study("macro_f1", 0, hand=perfect, net=perfect)
    few = one.samples["label"] == "V"
    kept = few & (one.samples["role"] == "test")
    assert one.score_groups == 22
    own = one.predictions["hand", SIZE]
    two = np.isin(one.samples.loc[own.samples, "group"], ["t0", "t1"])
    places = np.flatnonzero((own.true != 2) | two)
    samples = one.samples.copy()
    samples.loc[kept & ~samples["group"].isin(["t0", "t1"]), "role"] = "neither"
    fewer = replace(one, samples=samples)
    fewer.__dict__["predictions"] = {
        key: Predictions(g.samples[places], g.true[places], g.predicted[:, places], g.repeats)
        for key, g in one.predictions.items()
    }
    assert fewer.score_groups == 6
    score = fewer.scores["hand", SIZE]
    low, high = fewer.bootstrap.interval(score.observed, score.drawn, groups=fewer.score_groups)
    assert low == pytest.approx(0.025 ** (1 / 6)) and high == 1


def test_selection_is_by_the_metric_too():
    """Of two hand-crafted arms, the one that knows the rare class speaks for the family."""
    contest = Contest.model_validate(
        card() | {"arms": {"usual": HAND_CRAFTED, "rare": HAND_CRAFTED}, "repeats": 1}
    )
    table = pd.DataFrame({"label": labels(90, 6, 4), "role": "pool"})
    usual = np.repeat(["N"], 100)
    rare = np.where(np.arange(100) < 85, table["label"], np.where(table["label"] == "N", "S", "V"))
    rare[90:96], rare[96:] = "S", "V"
    rare[:12] = "S"
    facts = {"parameters": 1, "fit_seconds": 1.0}
    fits = pd.DataFrame([{"training_size": SIZE, "repeat": 0, **facts}])
    chosen = {}
    for metric in ("accuracy", "auto"):
        given = Contest.model_validate(contest.model_dump() | {"metric": metric})
        found = given.primary_metric(table)
        runs = {}
        for arm, predicted in (("usual", usual), ("rare", rare)):
            rows = [
                pd.DataFrame({"split": split, "sample": range(100), "predicted": predicted})
                for split in ("validation", "test")
            ]
            predictions = pd.concat(rows).assign(training_size=SIZE, repeat=0)
            runs[arm] = score_runs(predictions, fits, table["label"], CLASSES, found)
        chosen[metric] = Selection(select("t", given, runs, found)).arm("hand-crafted", SIZE)
    assert chosen == {"accuracy": "usual", "auto": "rare"}
