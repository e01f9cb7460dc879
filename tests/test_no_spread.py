"""Where nothing varies on n samples, an interval is not a point."""

import numpy as np
import pytest
from scipy.optimize import brentq
from simulated_study import BASELINE, HAND_CRAFTED, LEARNED, simulated_study, tables_of
from test_overfit import computed, features, refits, samples

from craftbench.report.verdict_words import verdict_paragraph
from craftbench.stats.bootstrap import Bootstrap

ARMS = {"majority": BASELINE, "hand": HAND_CRAFTED, "net": LEARNED}
ALWAYS_RIGHT = {"majority": {20: 0.4, 50: 0.4}} | dict.fromkeys(("hand", "net"), {20: 1.0, 50: 1.0})
Z = 1.959964


def tango(only_a: int, only_b: int, n: int) -> tuple[float, float]:
    """Score interval of a difference of paired proportions.

    T. Tango: Equivalence test and confidence interval for the difference in proportions for the
    paired-sample design. Statist. Med. 17 (1998) 891-908.
    """
    difference = (only_a - only_b) / n

    def score(delta: float) -> float:
        b = -only_a - only_b + (2 * n - only_a + only_b) * delta
        c = -only_b * delta * (1 - delta)
        q = (np.sqrt(max(0.0, b**2 - 8 * n * c)) - b) / (4 * n)
        return (only_a - only_b - n * delta) / np.sqrt(n * (2 * q + delta * (1 - delta)))

    edge = 1e-9
    return (
        brentq(lambda delta: score(delta) - Z, -1 + edge, difference - edge),
        brentq(lambda delta: score(delta) + Z, difference + edge, 1 - edge),
    )


def paired(only_a: int, only_b: int, n: int) -> np.ndarray:
    values = np.zeros(n)
    values[:only_a], values[only_a : only_a + only_b] = 1, -1
    return values


def test_tangos_interval_without_discordant_pairs_has_its_closed_form():
    assert tango(0, 0, 12) == pytest.approx((-(Z**2) / (12 + Z**2), Z**2 / (12 + Z**2)))


@pytest.mark.parametrize("repeats", [1, 3])
@pytest.mark.parametrize("n", [12, 30, 120])
@pytest.mark.parametrize(("only_a", "only_b"), [(0, 0), (1, 0), (1, 1), (2, 0), (3, 1)])
def test_few_discordant_pairs_have_nearly_the_score_interval(n, only_a, only_b, repeats):
    bootstrap = Bootstrap(np.arange(n), 4000, 0)
    values = np.tile(paired(only_a, only_b, n), (repeats, 1))
    row = bootstrap.bounded_difference("d", *bootstrap.means(values))
    low, high = tango(only_a, only_b, n)
    assert row["d_high"] - row["d_low"] == pytest.approx(high - low, rel=0.25)
    assert row["d_low"] < 0 < row["d_high"]


def test_a_rare_difference_is_covered():
    """Only b errs, on 3 % of the samples: of 30, none shows it in 40 % of the studies."""
    covered, rng = [], np.random.default_rng(0)
    for study in range(200):
        bootstrap = Bootstrap(np.arange(30), 300, study)
        values = (rng.random(30) < 0.03).astype(float)
        row = bootstrap.bounded_difference("d", *bootstrap.means(values[None]))
        covered.append(row["d_low"] <= 0.03 <= row["d_high"])
    assert np.mean(covered) >= 0.93


@pytest.mark.parametrize("groups", [None, 12])
def test_arms_that_are_always_right_on_twelve_samples_are_not_called_equal(groups):
    study = simulated_study(ALWAYS_RIGHT, ARMS, n_test=12, groups=groups, sd_repeat=0.0)
    tables = tables_of(study)
    for _, row in tables["verdict"].iterrows():
        assert row["difference"] == 0
        assert row["difference_low"] < -0.15 and row["difference_high"] > 0.15
        assert row["choice"] == "undecided" and row["undecided_because"] == "not enough data"
    assert "neither is better" not in verdict_paragraph(tables["verdict"], "Twelve")
    pair = tables["comparisons"].query("arm_a == 'hand' and arm_b == 'net'").iloc[0]
    assert pair["difference_low"] < -0.15 and pair["p_equivalent"] < 0.5 and pair["p"] > 0.99


@pytest.mark.parametrize("groups", [None, 12])
def test_no_score_of_test_samples_is_a_point(groups):
    study = simulated_study(ALWAYS_RIGHT, ARMS, n_test=12, groups=groups, sd_repeat=0.0)
    tables = tables_of(study)
    seen = 0
    for name, columns in {
        "accuracy": ("accuracy", "balanced_accuracy", "macro_f1", "kappa"),
        "accuracy_per_class": ("sensitivity", "precision", "f1"),
        "learning_curves": ("score",),
        "overfitting": ("test_accuracy", "gap"),
        "verdict": ("score", "rival_score"),
        "checks": ("value",),
        "reliability": ("accuracy",),
        "calibration": ("brier",),
    }.items():
        table = tables[name]
        table = table[table["arm"].isin(["hand", "net"])] if "arm" in table else table
        for column in columns:
            width = table[f"{column}_high"] - table[f"{column}_low"]
            known = table[column].notna() & width.notna()
            assert (width[known] > 0.01).all(), (name, column)
            seen += known.sum()
    assert seen > 40


def test_kappa_without_an_error_has_the_bound_of_the_error_rate():
    """Two even classes: κ = 1 − 2·(error rate)."""
    study = simulated_study(ALWAYS_RIGHT, ARMS, n_test=40, sd_repeat=0.0)
    row = tables_of(study)["accuracy"].set_index("arm").loc["hand"]
    rarest = study.class_groups
    assert row["kappa"] == 1 == row["kappa_high"]
    assert row["kappa_low"] == pytest.approx(1 - 2 * (1 - 0.025 ** (1 / rarest)))


def test_repeats_that_are_all_alike_have_no_interval():
    bootstrap = Bootstrap(np.arange(5), 100, 0)
    row = bootstrap.bounded_over_repeats("train_accuracy", [1.0, 1.0, 1.0])
    assert row["train_accuracy"] == 1 and np.isnan(row["train_accuracy_low"])
    assert row["train_accuracy"] == 1 and np.isnan(row["train_accuracy_high"])


def test_what_is_zero_by_construction_is_exactly_zero():
    x, table = samples(400, signal=0.5)
    designs = computed("design_optimism", features(x, table, designs=[1, 4], redraws=2))
    one, four = designs.to_dict("records")
    assert one["optimism_low"] == one["optimism"] == one["optimism_high"] == 0
    assert four["optimism_low"] < four["optimism_high"]
    fits = computed("random_label_fit", refits(x, table, arms=["svm"]))
    unshuffled = fits.query("shuffled_share == 0").iloc[0]
    assert unshuffled["accuracy_drop_low"] == unshuffled["accuracy_drop_high"] == 0
