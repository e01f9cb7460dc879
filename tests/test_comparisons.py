import numpy as np
import pytest
from scipy.stats import norm
from simulated_study import HAND_CRAFTED, LEARNED, simulated_study
from statsmodels.stats.contingency_tables import mcnemar as mcnemar_of_statsmodels
from statsmodels.stats.multitest import multipletests

from craftbench.analyses.accuracy.comparisons import comparisons
from craftbench.stats.paired_tests import holm, mcnemar, twice_the_median

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
    assert clear["difference"] == pytest.approx(clear["score_a"] - clear["score_b"])
    assert clear["p_a_better"] > 0.99 and clear["p_holm"] < 0.05
    assert equal["difference_low"] < 0 < equal["difference_high"]
    assert equal["p_equivalent"] > 0.3 and equal["p"] > 0.05
    assert np.isnan(table["mcnemar_p"]).all() if groups else clear["mcnemar_p_holm"] < 1e-3
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
    assert not np.isnan(one["difference_low"]) and "ignores the choice" in one["note"]
    group = comparisons(simulated_study(ACCURACIES, ARMS, groups=1)).iloc[0]
    assert np.isnan(group["difference_low"]) and np.isnan(group["p"])
    assert "one test group only" in group["note"]


def test_p_agrees_with_the_interval():
    for seed in range(8):
        table = comparisons(simulated_study(ACCURACIES, ARMS, n_test=200, groups=9, seed=seed))
        excluded = (table["difference_low"] > 0) | (table["difference_high"] < 0)
        assert ((table["p"] < 0.05) == excluded).all()
        assert (table["p_holm"] >= table["p"]).all() and (table["p"] > 0).all()


def test_published_recipes_do_not_make_contestants_harder_to_tell_apart():
    recipe = HAND_CRAFTED | {"family": "published"}
    recipes = {f"recipe{i}": recipe for i in range(3)}
    accuracies = ACCURACIES | dict.fromkeys(recipes, {50: 0.88})
    keys, corrected = ["arm_a", "arm_b"], ["p_holm", "mcnemar_p_holm"]
    found = comparisons(simulated_study(accuracies, ARMS | recipes)).set_index(keys)
    alone = comparisons(simulated_study(ACCURACIES, ARMS)).set_index(keys)
    np.testing.assert_allclose(found.loc[alone.index, corrected], alone[corrected])
    shown = found.drop(alone.index)
    assert len(shown) == 12 and shown["p_holm"].notna().all()
    assert shown["p_holm"].to_numpy() == pytest.approx(holm(shown["p"].to_numpy()))


def test_arms_that_never_differ_still_have_an_interval():
    """The rate of a disagreement that 12 samples do not show is below 1 − 0.05^(1/12) = 0.22."""
    perfect = {"good": {50: 1.0}, "same": {50: 1.0}, "bad": {50: 1.0}}
    study = simulated_study(perfect, ARMS, n_test=12, sd_repeat=0, resamples=4000)
    row = comparisons(study).iloc[0]
    assert row["difference"] == 0 and row["p"] > 0.9
    assert row["difference_high"] == pytest.approx(1 - 0.05 ** (1 / 12), abs=0.015)
    assert row["difference_low"] == pytest.approx(-row["difference_high"], abs=0.02)
    assert row["p_equivalent"] < 0.5
