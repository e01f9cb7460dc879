import numpy as np
import pytest
from scipy.stats import norm
from simulated_study import HAND_CRAFTED, LEARNED, simulated_study
from statsmodels.stats.contingency_tables import mcnemar as mcnemar_of_statsmodels
from statsmodels.stats.multitest import multipletests

from craftbench.analyses.accuracy.comparisons import comparisons
from craftbench.stats.paired_tests import corrected_resampled_t, holm, mcnemar, twice_the_median

ARMS = {"good": HAND_CRAFTED, "same": HAND_CRAFTED, "bad": LEARNED}
ACCURACIES = {"good": {50: 0.9}, "same": {50: 0.9}, "bad": {50: 0.8}}


@pytest.mark.parametrize(("b", "c"), [(0, 0), (3, 9), (1, 23), (10, 15), (59, 16), (40, 40)])
def test_mcnemar_is_that_of_statsmodels(b, c):
    reference = mcnemar_of_statsmodels([[50, b], [c, 9]], exact=b + c < 25, correction=True)
    expected = reference.pvalue if b + c else 1
    assert mcnemar(b, c) == pytest.approx(min(1, expected))


def test_mcnemar_of_the_approval_ratings_of_agresti():
    # 1,600 voters asked twice: 150 turned away and 86 turned towards; z² = 17.36 uncorrected.
    assert mcnemar(150, 86) == pytest.approx(4.1e-5, rel=0.05)


def test_holm_is_that_of_statsmodels():
    p = np.random.default_rng(0).random(30) ** 3
    assert holm(p) == pytest.approx(multipletests(p, method="holm")[1])
    with_gap = np.insert(p, 4, np.nan)
    assert np.isnan(holm(with_gap)[4])
    assert np.delete(holm(with_gap), 4) == pytest.approx(holm(p))


def test_corrected_t_is_smaller_than_students_by_the_overlap():
    differences = np.array([0.02, 0.03, 0.01, 0.04, 0.02])
    plain = differences.mean() / (differences.std(ddof=1) / np.sqrt(5))
    t, p = corrected_resampled_t(differences, train_samples=900, test_samples=100)
    assert t == pytest.approx(plain / np.sqrt(1 + 5 / 9))
    assert 0.01 < p < 0.05


def test_repeats_without_spread():
    assert corrected_resampled_t(np.zeros(3), 90, 10) == (0, 1)
    assert corrected_resampled_t(np.full(3, 0.25), 90, 10) == (np.inf, 0)
    assert np.isnan(corrected_resampled_t(np.array([0.1]), 90, 10)).all()


def test_twice_the_median_keeps_its_level_under_dependence():
    rng = np.random.default_rng(0)
    z = np.sqrt(0.8) * rng.standard_normal((4000, 1)) + np.sqrt(0.2) * rng.standard_normal(
        (4000, 5)
    )
    combined = np.array([twice_the_median(p) for p in norm.sf(z)])
    assert (combined < 0.05).mean() < 0.055


@pytest.mark.parametrize("groups", [None, 30])
def test_a_clear_difference_is_found_and_equal_arms_are_not_told_apart(groups):
    study = simulated_study(ACCURACIES, ARMS, groups=groups, n_test=1500)
    table = comparisons(study).set_index(["arm_a", "arm_b"])
    clear, equal = table.loc[("good", "bad")], table.loc[("good", "same")]
    assert clear["difference_low"] > 0.05
    assert clear["difference"] == pytest.approx(clear["accuracy_a"] - clear["accuracy_b"])
    assert clear["p_a_better"] > 0.99 and clear["mcnemar_p_holm"] < 1e-3
    assert equal["difference_low"] < 0 < equal["difference_high"]
    assert equal["p_equivalent"] > 0.3 and equal["mcnemar_p_holm"] > 0.05
    sums = table[["p_a_better", "p_equivalent", "p_b_better"]].sum(axis=1)
    assert sums.to_numpy() == pytest.approx(1)
    assert (table["note"] != "").all() == bool(groups)


def test_pairing_makes_the_difference_sharper_than_the_arms():
    study = simulated_study(ACCURACIES, ARMS, n_test=1500)
    row = comparisons(study).set_index(["arm_a", "arm_b"]).loc[("good", "bad")]
    of_arms = [np.ptp(np.percentile(study.draws(arm, 50), (2.5, 97.5))) for arm in ("good", "bad")]
    assert row["difference_high"] - row["difference_low"] < 0.9 * np.hypot(*of_arms)


def test_what_is_missing_is_empty_and_says_why():
    study = simulated_study(
        {"good": {20: 0.8, 50: 0.9}, "bad": {20: 0.7, 50: 0.8}},
        {"good": HAND_CRAFTED, "bad": LEARNED},
        missing=(("bad", 50),),
    )
    row = comparisons(study).iloc[0]
    assert row["repeats"] == 0 and np.isnan(row["difference"])
    assert row["note"] == "bad: no run of training size 50"
    one = comparisons(simulated_study(ACCURACIES, ARMS, repeats=1)).iloc[0]
    assert np.isnan(one["resampled_t_p"]) and not np.isnan(one["difference_low"])
    assert "no resampled t" in one["note"] and "ignores the choice" in one["note"]
    group = comparisons(simulated_study(ACCURACIES, ARMS, groups=1)).iloc[0]
    assert np.isnan(group["difference_low"]) and np.isnan(group["p_a_better"])
    assert "one test group only" in group["note"]
