import numpy as np
import pandas as pd
import pytest
from examined_arms import examined
from made_predictor import made_predictor

from craftbench.analyses.analysis import analyses
from craftbench.analyses.examined import Examined
from craftbench.analyses.interpretation.blocks import correlated_blocks
from craftbench.analyses.interpretation.importance import rule_text
from craftbench.analyses.interpretation.rule import short_rule
from craftbench.analyses.interpretation.weights import WeightedKernel, predicted_with_weight
from craftbench.config.analyses import AnalysisSettings
from craftbench.datasets.samples import Samples
from craftbench.errors import CraftbenchError
from craftbench.predict.predictor import Predictor
from models.classical import fit_classifier, rbf_svm
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


def arm(features, table, classes=("a", "b", "c")) -> Predictor:
    pool = (table["role"] == "pool").to_numpy()
    standard = Standardisation.fit(features[pool].to_numpy(np.float32))
    y = pd.Categorical(table["label"], categories=classes).codes[pool]
    x = standard(features[pool].to_numpy(np.float32))
    fitted = fit_classifier(rbf_svm(0, x.shape), x, y, len(classes))
    return made_predictor(
        fitted.probabilities,
        classes,
        arm="svm",
        model=fitted.estimator,
        feature_sets=["s"],
        names=list(features.columns),
        standardisation=standard,
    )


UNITS = {"s:length": "mm", "s:twin of length": "mm"}


def given(features: pd.DataFrame, table: pd.DataFrame, predictor: Predictor) -> Examined:
    samples = Samples(np.zeros((len(table), 1, 1)), table)
    return examined(samples, predictor, features=features, units=UNITS, resamples=500)


def importance(given: Examined) -> pd.DataFrame:
    return analyses()["importance"].compute(given)


@pytest.fixture(scope="module")
def found(data) -> pd.DataFrame:
    return importance(given(*data, arm(*data)))


def test_random_features_are_of_no_importance(found):
    rows = found.query("kind == 'permutation'").set_index("features")
    noise = rows.loc["s:noise"]
    assert abs(noise["accuracy_drop"]) < 0.02
    assert noise["accuracy_drop_low"] <= 0 <= noise["accuracy_drop_high"]


def test_correlated_features_are_one_block_that_counts(found):
    rows = found.query("kind == 'permutation'").set_index("features")
    assert set(rows.index) == {"s:length; s:twin of length", "s:width", "s:noise"}
    assert rows.loc["s:length; s:twin of length", "accuracy_drop_low"] > 0.2
    assert rows.loc["s:width", "accuracy_drop_low"] > 0.2
    assert (rows["n"] == 399).all() or (rows["n"] == 400).all()


def test_single_feature_tells_apart_what_it_can(found):
    rows = found.query("kind == 'single_feature'").set_index("features")
    assert 0.55 < rows.loc["s:length", "accuracy"] < 0.8
    assert rows.loc["s:noise", "accuracy"] < 0.45


def test_rule_uses_the_features_that_count_in_their_units(found, data):
    rule = found.query("kind == 'rule'").iloc[0]
    assert rule["accuracy"] > 0.93
    assert "s:noise" not in rule["features"]
    baseline = found.query("kind == 'baseline'").iloc[0]
    assert baseline["accuracy"] == pytest.approx(1 / 3, abs=0.05) and baseline["features"] == ""
    gain = rule["accuracy"] - baseline["accuracy"]
    assert baseline["accuracy_drop"] == pytest.approx(gain) and baseline["accuracy_drop_low"] > 0.5
    text = rule_text(given(*data, arm(*data)))
    first = text.splitlines()[0]
    limits = {"length": (110, 150), "width": (4, 9)}
    name = next(name for name in limits if name in first)
    low, high = limits[name]
    assert low < float(first.split("≤")[1].strip(":")) < high
    assert "[mm] ≤" in text


def test_weight_takes_a_block_away_and_back(found):
    rows = found.query("kind == 'weight' and features == 's:width'").set_index("setting")
    for metric in ("rbf_svm", "nearest_neighbours"):
        assert rows.loc[f"{metric} × 0", "accuracy_drop_low"] > 0.2
        assert rows.loc[f"{metric} × 1", "accuracy_drop"] == 0
        assert abs(rows.loc[f"{metric} × 2", "accuracy_drop"]) < 0.05


def test_weight_zero_is_leaving_the_features_out(data):
    features, table = data
    x, y = features.to_numpy()[:400], pd.factorize(table["label"])[0][:400]
    without = predicted_with_weight("nearest_neighbours", x, y, x, np.array([0, 3]), 0)
    alone = x[:, [1, 2]]
    expected = predicted_with_weight("nearest_neighbours", alone, y, alone, np.array([0]), 1)
    assert np.array_equal(without, expected)


@pytest.mark.parametrize("weight", [0.0, 1.0, 4.0])
def test_a_weighted_kernel_is_the_svm_on_weighted_features(data, weight):
    features, table = data
    x = (features.to_numpy() - features.to_numpy().mean(axis=0)) / features.to_numpy().std(axis=0)
    y, block = pd.factorize(table["label"])[0], np.array([0, 3])
    expected = predicted_with_weight("rbf_svm", x[:400], y[:400], x[400:], block, weight)
    found = WeightedKernel(x[:400], y[:400], x[400:]).predicted(block, weight)
    assert (found == expected).mean() > 0.995


def test_blocks_of_features():
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(2, 500))
    x = np.stack([a, b, np.exp(a), np.ones(500), -b + 0.1 * a], axis=1)
    assert [list(block) for block in correlated_blocks(x, 0.7)] == [[0, 2], [1, 4], [3]]
    assert [list(block) for block in correlated_blocks(x[:, :1], 0.7)] == [[0]]


def test_rule_of_one_class_has_one_answer():
    x = np.arange(20.0)[:, None]
    rule = short_rule(x, np.zeros(20, int), x[:3], ["x"], ["only"], depth=3)
    assert rule.text == "only (100 % of 20)"
    assert list(rule.predicted) == [0, 0, 0] and rule.used == []


def test_other_features_are_refused(data):
    features, table = data
    svm = arm(features, table)
    with pytest.raises(CraftbenchError, match="d svm: 3 features, expected the 4"):
        importance(given(features.iloc[:, :3], table, svm))


def test_without_a_hand_crafted_arm_there_is_a_header(data):
    nobody = examined(Samples(np.zeros((900, 1, 1)), data[1]))
    assert not len(importance(nobody))
    assert rule_text(nobody) == ""


def test_many_features_are_cut_to_the_settings(data):
    features, table = data
    settings = AnalysisSettings(importance={"blocks": 2, "scored_values": 8000})
    given = examined(
        Samples(np.zeros((len(table), 1, 1)), table),
        arm(features, table),
        features=features,
        settings=settings,
    )
    rows = importance(given)
    assert (rows["kind"] == "permutation").sum() == 2
    assert set(rows["note"]) == {
        "2 of 3 blocks: those with the highest F in training; shuffled 2 times"
    }
