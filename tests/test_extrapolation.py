"""Extrapolated learning curves: coverage on simulated laws, and what follows from the formulae."""

import numpy as np
import pytest
from simulated_study import HAND_CRAFTED, LEARNED, simulated_study

from craftbench.analyses.analysis import analyses
from craftbench.stats.extrapolation import LAWS, average_laws
from performance.simulated_curves import TRUE_LAWS, coverage, excess_coverage

SIZES = np.array([50, 150, 450, 1350])


@pytest.mark.parametrize("law", TRUE_LAWS)
def test_intervals_cover_curves_of_several_laws(law):
    found = coverage(law, (50, 150, 450, 1350), error=0.006, curves=60)
    assert found["averaged"] >= 0.9
    assert found["width"] < 0.2


def test_a_single_law_does_not_cover_curves_of_other_laws():
    assert coverage("logarithm with a floor", (50, 150, 450, 1350), 0.006, 40)["power law"] < 0.7


def test_excess_over_the_asymptote_is_not_that_of_a_single_law():
    """Two exponential arms: power laws exclude the true difference in eight of ten studies."""
    found = excess_coverage(("exponential", "exponential"), (50, 150, 450, 1350), 0.008, 40)
    assert found["averaged"] >= 0.95 and found["averaged wrong"] == 0
    assert found["power law"] < 0.3 and found["power law wrong"] > 0.1


def test_excess_risk_of_exponential_arms_contains_the_truth():
    """Power laws put them at 0.04 to 0.14, and at 0.18 to 0.21."""
    true = {"hand": 0.4 * np.exp(-450 / 150), "net": 0.3 * np.exp(-450 / 600)}
    error = {"hand": 0.4 * np.exp(-SIZES / 150) + 0.1, "net": 0.3 * np.exp(-SIZES / 600) + 0.05}
    curves = {
        arm: dict(zip(SIZES.tolist(), 1 - of_arm, strict=True)) for arm, of_arm in error.items()
    }
    study = simulated_study(curves, {"hand": HAND_CRAFTED, "net": LEARNED}, n_test=4000)
    (row,) = analyses()["excess_risk"].compute(study).to_dict("records")
    assert (row["training_size"], row["metric"]) == (450, "accuracy")
    assert row["excess_risk_low"] <= true["hand"] <= row["excess_risk_high"]
    assert row["rival_excess_risk_low"] <= true["net"] <= row["rival_excess_risk_high"]
    assert row["difference_low"] <= true["hand"] - true["net"] <= row["difference_high"]
    assert row["difference"] == pytest.approx(row["excess_risk"] - row["rival_excess_risk"])


def test_size_of_an_error_undoes_the_error_of_a_size():
    curves = average_laws(SIZES, 2 * SIZES**-0.5 + 0.05, 0.01**2 * np.eye(4), 300, 0)
    assert set(curves.law) == set(range(len(LAWS)))
    error = curves.error([700])[:, 0]
    np.testing.assert_allclose(curves.size_at(error)[error < 1], 700)
    assert (curves.size_at(curves.c - 1e-6) == np.inf).all()


def test_curves_fall_and_stay_between_0_and_1():
    curves = average_laws(SIZES, np.array([0.9, 0.2, 0.1, 0.0]), 0.02**2 * np.eye(4), 300, 0)
    errors = curves.error(np.geomspace(50, 5400, 30))
    assert (np.diff(errors, axis=1) <= 0).all() and (errors >= 0).all() and (errors <= 1).all()


def test_a_clear_exponential_outweighs_the_power_law():
    sizes = np.array([50, 100, 200, 400, 800, 1600])
    curves = average_laws(sizes, 0.5 * np.exp(-sizes / 200) + 0.1, 1e-6 * np.eye(6), 300, 0)
    assert curves.weights.argmax() == list(LAWS).index("exponential")
    assert np.median(curves.c) == pytest.approx(0.1, abs=0.01)


def test_three_parameters_need_three_sizes():
    with pytest.raises(ValueError, match="needs three sizes, found 2"):
        average_laws(SIZES[:2], np.array([0.2, 0.1]), np.eye(2), 10, 0)
