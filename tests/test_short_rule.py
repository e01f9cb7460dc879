"""Rules on few features, and weights on blocks, where it is known which features count."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from test_overfit import accuracy, refits, samples

from craftbench.analyses.analysis import analyses
from craftbench.analyses.interpretation.few_features import (
    MOST_FEATURES,
    mean_overlap,
    rule_on_few_features,
    strongest_blocks,
)
from craftbench.analyses.joint import Joint
from craftbench.analyses.verdict.claims import claims
from craftbench.config.analyses import AnalysisSettings

SETTINGS = AnalysisSettings(refits={"shuffled_shares": [0.0]}, importance={"weights": [0, 1, 8]})


def given(signal: float, seed: int = 0, **changes):
    x, table = samples(800, signal, seed=seed)
    return replace(refits(x, table, arms=["svm"], **changes), settings=SETTINGS)


def computed(name, refitted):
    return analyses()[name].compute(refitted)


def verdict(refitted, name: str, claim: str) -> str:
    found = claims(Joint({name: computed(name, refitted)}))
    return found.set_index("claim").loc[claim, "verdict"]


def test_one_feature_that_tells_all_is_an_interpretation():
    row = computed("short_rule", given(6.0)).iloc[0]
    assert row["features"].startswith("f0")
    assert row["rule_score"] > 0.98 and row["skill_low"] > 0.3
    assert row["repeats"] == 3 and row["interval"] == "groups and repeats"
    assert verdict(given(6.0), "short_rule", "interpretable") == "supported"


def test_noise_is_never_interpretable():
    found = [verdict(given(0.0, seed), "short_rule", "interpretable") for seed in range(12)]
    assert "supported" not in found


def test_what_many_features_share_fits_no_short_rule():
    x, table = samples(1200, 0.0)
    x = np.random.default_rng(1).normal(size=(1200, 40)).astype(np.float32)
    x += 0.45 * (table["label"] == "b").to_numpy()[:, None]
    many = refits(x, table, arms=["svm"])
    many = replace(
        many,
        settings=SETTINGS,
        data=lambda arm: replace(given(0.0).data(arm), inputs=(x,), table=table, names=NAMES),
    )
    assert computed("short_rule", many).iloc[0]["score_loss"] > 0.1
    assert verdict(many, "short_rule", "interpretable") == "not supported"


NAMES = [f"f{i}" for i in range(40)]


def with_a_rare_class(x: np.ndarray, label: np.ndarray, metric: str):
    """Refits of an SVM on samples whose first half is the pool."""
    n = len(label)
    table = pd.DataFrame({"label": label, "role": np.where(np.arange(n) < n // 2, "pool", "test")})
    own = refits(x, table, arms=["svm"], training_sizes=[400, 800], classes=sorted(set(label)))
    own = replace(own, contest=own.contest.model_copy(update={"metric": metric}))
    data = replace(given(0.0).data("svm"), inputs=(x,), table=table, names=NAMES[: x.shape[1]])
    return replace(own, settings=SETTINGS, data=lambda arm: data)


def test_a_rule_that_ignores_a_rare_class_is_no_interpretation():
    """Class c, 0.8 % of the samples, shows in the sum of 40 features only: no rule finds it."""
    rng = np.random.default_rng(0)
    label = rng.choice(["a", "b", "c"], 4000, p=[0.5, 0.492, 0.008])
    x = rng.normal(size=(4000, 40)).astype(np.float32)
    x[:, 0] += 12 * (label == "b")
    x += 1.5 * (label == "c")[:, None]
    found = {m: with_a_rare_class(x, label, m) for m in ("accuracy", "auto")}
    verdicts = {m: verdict(one, "short_rule", "interpretable") for m, one in found.items()}
    assert verdicts["accuracy"] == "supported" and verdicts["auto"] != "supported"
    row = computed("short_rule", found["auto"]).iloc[0]
    assert row["metric"] == "macro_f1" and row["score_loss"] > 0.1


def test_a_weight_on_what_shows_a_rare_class_counts_for_it():
    """Class b, 3 % of the samples, shows in one of 40 features."""
    rng = np.random.default_rng(0)
    label = rng.choice(["a", "b"], 4000, p=[0.97, 0.03])
    x = rng.normal(size=(4000, 40)).astype(np.float32)
    x[:, 0] += 4 * (label == "b")
    by_accuracy, by_f1 = (
        computed("weighting", with_a_rare_class(x, label, m)).iloc[0] for m in ("accuracy", "auto")
    )
    assert by_f1["metric"] == "macro_f1" and by_f1["gain"] > 0.05 > 5 * by_accuracy["gain"]
    assert by_f1["harm_low"] > 0.05 > by_accuracy["harm_high"]


def test_names_have_units():
    named = replace(given(6.0), units={"f0": "mm"})
    assert computed("short_rule", named).iloc[0]["features"].startswith("f0 [mm]")


def test_a_weight_on_the_feature_that_counts_is_worth_it_and_removing_it_is_not():
    row = computed("weighting", given(3.0)).iloc[0]
    assert row["features"] == "f0" and row["weight"] == 8
    assert row["gain"] > 0 and row["harm_low"] > 0.2


def test_weights_on_noise_gain_nothing():
    found = [verdict(given(0.0, seed), "weighting", "adjustable") for seed in range(8)]
    assert "supported" not in found


@pytest.mark.parametrize("name", ["short_rule", "weighting"])
def test_without_a_hand_crafted_arm_there_is_a_header(name):
    x, table = samples(200)
    assert not len(computed(name, refits(x, table, arms=["mlp"])))


def test_a_rule_has_at_most_five_features():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(600, 30))
    y = (x[:, :3].sum(axis=1) > 0).astype(int)
    columns, tree = rule_on_few_features(
        (x[:400], y[:400]), (x[400:], y[400:]), range(30), 2, accuracy
    )
    assert 1 < len(columns) <= MOST_FEATURES and tree.n_features_in_ == len(columns)
    assert {0, 1, 2} <= set(columns)


def test_blocks_come_by_their_best_feature():
    rng = np.random.default_rng(0)
    y = np.repeat([0, 1], 50)
    x = rng.normal(size=(100, 4))
    x[:, 2] += 5 * y
    x[:, 3] = 1
    blocks = strongest_blocks(x, y, [np.array([0]), np.array([1, 2]), np.array([3])], 2)
    assert [list(block) for block in blocks] == [[2, 1], [0]]


def test_overlap_of_sets():
    assert mean_overlap([{1, 2}, {1, 2}, {1, 2}]) == 1
    assert mean_overlap([{1, 2}, {2, 3}]) == pytest.approx(1 / 3)
    assert np.isnan(mean_overlap([{1}]))
