import numpy as np
import pandas as pd
import pytest
from made_predictor import made_predictor
from sklearn.svm import SVC

from craftbench.analyses.interpretation.blocks import correlated_blocks
from craftbench.analyses.interpretation.importance import importance
from craftbench.analyses.interpretation.resampling import ResampledGroups
from craftbench.analyses.interpretation.rule import short_rule
from craftbench.analyses.interpretation.weights import predicted_with_weight
from craftbench.analyses.robustness.robustness import Bootstrap
from craftbench.errors import CraftbenchError
from craftbench.predict.predictor import Predictor
from models.classical import fit_classifier
from models.standardisation import Standardisation

NAMES = ["s:length", "s:width", "s:noise", "s:twin of length"]


@pytest.fixture(scope="module")
def data() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Length tells two classes, and its twin the same; width the third; noise nothing."""
    rng = np.random.default_rng(0)
    n = 900
    label = rng.choice(["a", "b", "c"], n)
    length = rng.normal(size=n) * 10 + 100 + 60 * (label == "b")
    width = rng.normal(size=n) * 2 + 12 * (label == "c")
    x = np.stack([length, width, rng.normal(size=n), length + rng.normal(size=n)], axis=1)
    table = pd.DataFrame({"label": label, "group": [f"g{i // 10}" for i in range(n)]})
    table["role"] = np.where(np.arange(n) < 500, "pool", "test")
    return pd.DataFrame(x, columns=NAMES), table


def arm(features, table, classes=("a", "b", "c"), family="hand-crafted") -> Predictor:
    pool = (table["role"] == "pool").to_numpy()
    standard = Standardisation.fit(features[pool].to_numpy(np.float32))
    y = pd.Categorical(table["label"], categories=classes).codes[pool]
    fitted = fit_classifier(SVC(), standard(features[pool].to_numpy(np.float32)), y, len(classes))
    return made_predictor(
        fitted.probabilities,
        classes,
        arm="svm",
        family=family,
        model=fitted.estimator,
        feature_sets=["s"],
        names=list(features.columns),
        standardisation=standard,
    )


@pytest.fixture(scope="module")
def found(data):
    features, table = data
    units = {"s:length": "mm", "s:twin of length": "mm"}
    return importance(arm(features, table), features, table, units, Bootstrap(500, 0))


def test_random_features_are_of_no_importance(found):
    rows = found.rows.query("kind == 'permutation'").set_index("features")
    noise = rows.loc["s:noise"]
    assert abs(noise["lost"]) < 0.02
    assert noise["lost_low"] <= 0 <= noise["lost_high"]


def test_correlated_features_are_one_block_that_counts(found):
    rows = found.rows.query("kind == 'permutation'").set_index("features")
    assert set(rows.index) == {"s:length; s:twin of length", "s:width", "s:noise"}
    assert rows.loc["s:length; s:twin of length", "lost_low"] > 0.2
    assert rows.loc["s:width", "lost_low"] > 0.2
    assert (rows["n"] == 399).all() or (rows["n"] == 400).all()


def test_single_feature_tells_apart_what_it_can(found):
    rows = found.rows.query("kind == 'single_feature'").set_index("features")
    assert 0.55 < rows.loc["s:length", "accuracy"] < 0.8
    assert rows.loc["s:noise", "accuracy"] < 0.45


def test_rule_asks_for_the_features_that_count_in_their_units(found):
    rule = found.rows.query("kind == 'rule'").iloc[0]
    assert rule["accuracy"] > 0.93
    assert "s:noise" not in rule["features"]
    first = found.rule.splitlines()[0]
    limits = {"length": (110, 150), "width": (4, 9)}
    name = next(name for name in limits if name in first)
    low, high = limits[name]
    assert low < float(first.split("≤")[1].strip(":")) < high
    assert "[mm] ≤" in found.rule


def test_weight_takes_a_block_away_and_back(found):
    rows = found.rows.query("kind == 'weight' and features == 's:width'").set_index("setting")
    for metric in ("rbf_svm", "nearest_neighbours"):
        assert rows.loc[f"{metric} × 0", "lost_low"] > 0.2
        assert rows.loc[f"{metric} × 1", "lost"] == 0
        assert abs(rows.loc[f"{metric} × 2", "lost"]) < 0.05


def test_weight_zero_is_leaving_the_features_out(data):
    features, table = data
    x, y = features.to_numpy()[:400], pd.factorize(table["label"])[0][:400]
    without = predicted_with_weight("nearest_neighbours", x, y, x, np.array([0, 3]), 0)
    alone = x[:, [1, 2]]
    expected = predicted_with_weight("nearest_neighbours", alone, y, alone, np.array([0]), 1)
    assert np.array_equal(without, expected)


def test_blocks_of_features():
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(2, 500))
    x = np.stack([a, b, np.exp(a), np.ones(500), -b + 0.1 * a], axis=1)
    assert [list(block) for block in correlated_blocks(x)] == [[0, 2], [1, 4], [3]]
    assert [list(block) for block in correlated_blocks(x[:, :1])] == [[0]]


def test_rule_of_one_class_has_one_answer():
    x = np.arange(20.0)[:, None]
    rule = short_rule(x, np.zeros(20, int), x[:3], ["x"], ["only"])
    assert rule.text == "only (100 % of 20)"
    assert list(rule.predicted) == [0, 0, 0] and rule.used == []


def test_groups_widen_the_interval():
    rng = np.random.default_rng(0)
    group = np.repeat(np.arange(20), 30)
    values = rng.normal(size=20)[group]
    _, (low, high) = ResampledGroups(group, 2000, 0).mean(values)
    _, (lower, higher) = ResampledGroups(np.arange(600), 2000, 0).mean(values)
    assert high - low > 3 * (higher - lower)


def test_missing_values_are_left_out_of_a_mean():
    groups = ResampledGroups(np.array([0, 0, 1]), 50, 0)
    value, (low, high) = groups.mean(np.array([1.0, np.nan, 3.0]))
    assert (value, low, high) == (2, 1, 3)
    assert np.isnan(groups.mean(np.full(3, np.nan))[0])


def test_other_features_and_arms_are_refused(data):
    features, table = data
    svm = arm(features, table)
    with pytest.raises(CraftbenchError, match="d svm: 3 features, expected the 4"):
        importance(svm, features.iloc[:, :3], table, {}, Bootstrap(10, 0))
    baseline = arm(features, table, family="baseline")
    with pytest.raises(CraftbenchError, match="is baseline; expected a hand-crafted arm"):
        importance(baseline, features, table, {}, Bootstrap(10, 0))
