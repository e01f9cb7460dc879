import numpy as np
import pytest
from simulated_study import HAND_CRAFTED, LEARNED, simulated_study
from sklearn.metrics import brier_score_loss

from craftbench.analyses.accuracy.calibration import calibration
from craftbench.analyses.accuracy.reliability import reliability
from craftbench.stats.calibration_error import (
    at_temperature,
    ece_floor,
    equal_mass_bins,
    expected_calibration_error,
    fit_temperature,
)


def calibrated(n: int, classes: int = 4, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities from random logits, and classes drawn by them."""
    rng = np.random.default_rng(seed)
    logits = 2 * rng.standard_normal((n, classes))
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return probabilities, (probabilities.cumsum(axis=1) < rng.random((n, 1))).sum(axis=1)


def test_perfect_probabilities_have_the_ece_of_the_floor():
    found, floors = [], []
    for seed in range(40):
        probabilities, true = calibrated(1000, seed=seed)
        confidence = probabilities.max(axis=1)
        found.append(expected_calibration_error(probabilities, true))
        floors.append(ece_floor(confidence, equal_mass_bins(confidence)))
    assert np.mean(found) == pytest.approx(np.mean(floors), rel=0.1)


def test_ece_of_one_confidence_is_its_distance_from_the_accuracy():
    probabilities = np.tile([0.9, 0.1], (1000, 1))
    true = (np.arange(1000) % 10 < 3).astype(int)
    assert expected_calibration_error(probabilities, true) == pytest.approx(0.2)


def test_bins_have_equal_mass_and_equal_confidences_share_one():
    confidence = np.random.default_rng(0).random(1500)
    assert np.ptp(np.bincount(equal_mass_bins(confidence))) <= 1
    assert len(np.bincount(equal_mass_bins(confidence))) == 15
    assert not equal_mass_bins(np.full(100, 0.7)).any()


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.5])
def test_the_temperature_that_was_used_is_found(temperature):
    probabilities, true = calibrated(20_000)
    sharpened = at_temperature(probabilities, 1 / temperature)
    assert fit_temperature(sharpened, true) == pytest.approx(temperature, rel=0.05)
    restored = at_temperature(sharpened, fit_temperature(sharpened, true))
    assert np.abs(restored - probabilities).max() < 0.02


def test_temperature_keeps_the_predicted_class():
    probabilities, _ = calibrated(500)
    assert (at_temperature(probabilities, 3).argmax(1) == probabilities.argmax(1)).all()


ARMS = {"sure": HAND_CRAFTED, "learned": LEARNED}


def study(**changes):
    return simulated_study({"sure": {50: 0.9}, "learned": {50: 0.7}}, ARMS, **changes)


def test_table_agrees_with_scikit_learn_and_with_itself():
    simulated = study(n_test=900)
    row = calibration(simulated).set_index("arm").loc["sure"]
    table = simulated.arms["sure"].probabilities()
    test = table[table["split"] == "test"]
    given = test[["p_a", "p_b", "p_c"]].to_numpy()
    labels = simulated.samples["label"].iloc[test["sample"]]
    expected = brier_score_loss(labels, given, labels=["a", "b", "c"], scale_by_half=False)
    assert row["brier"] == pytest.approx(expected)
    for name in ("ece", "brier", "temperature", "ece_scaled"):
        assert row[f"{name}_low"] <= row[name] <= row[f"{name}_high"], name
    assert row["n_test"] == 900 and row["n_validation"] == 100 and row["note"] == ""


def test_overconfidence_is_seen_and_cured():
    simulated = study(n_test=2000)
    read = simulated.arms["learned"].probabilities

    def sharpened():
        table = read()
        columns = ["p_a", "p_b", "p_c"]
        table[columns] = at_temperature(table[columns].to_numpy(), 0.4)
        return table

    object.__setattr__(simulated.arms["learned"], "probabilities", sharpened)
    row = calibration(simulated).set_index("arm").loc["learned"]
    assert row["ece_low"] > row["ece_floor"] and row["ece"] > 0.15
    assert row["temperature_low"] > 1.3
    assert row["ece_scaled_high"] < row["ece_low"]


def test_what_cannot_be_computed_says_why():
    assert "one repeat only" in calibration(study(repeats=1))["note"].iloc[0]
    one_group = calibration(study(groups=1)).iloc[0]
    assert np.isnan(one_group["ece_low"]) and not np.isnan(one_group["ece"])
    assert "one test group only" in one_group["note"]
    curves = {arm: {20: 0.7, 50: 0.8} for arm in ARMS}
    without = simulated_study(curves, ARMS, missing=(("learned", 50),))
    object.__setattr__(without.arms["learned"], "probabilities", None)
    row = calibration(without).iloc[1]
    assert row["note"] == "no run of training size 50; no predictions" and np.isnan(row["ece"])


def test_reliability_counts_every_sample_once():
    points = reliability(study(n_test=2000))
    assert points.groupby("arm")["n"].sum().eq(3 * 2000).all()
    points = points[points["arm"] == "sure"]
    assert points["n"].sum() == 3 * 2000
    assert points["accuracy"].to_numpy() == pytest.approx(0.9, abs=0.03)
    assert (points["accuracy_low"] < points["accuracy"]).all()
