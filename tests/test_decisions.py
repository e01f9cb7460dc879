"""Error rates of decisions on simulated studies; performance/decision_error_rates.py has more."""

import numpy as np
import pytest
from scipy.stats import norm, t

from craftbench.stats.power import Design
from craftbench.stats.simultaneous import effective_tests
from craftbench.stats.tails import interval_at, two_sided_p
from performance.decision_error_rates import (
    detectable_difference,
    named_behind,
    under_a_difference,
    under_the_null,
)
from performance.simulated_decisions import World

STUDIES = 80
MOST_FALSE = 0.05 + 2.6 * np.sqrt(0.05 * 0.95 / STUDIES)


@pytest.mark.parametrize(
    "world",
    [
        World(22, 60, True),
        World(9, 60, False),
        World(300, 1, False),
        World(22, 60, False, rare=0.1),
    ],
    ids=lambda w: w.name,
)
def test_equal_families_are_rarely_told_apart(world):
    found = under_the_null(world, STUDIES)
    for decision in ("pair", "holm", "verdict", "equivalent", "crossing"):
        assert found[decision] <= MOST_FALSE, decision
    assert found["score"] >= 0.9 - 0.07


def test_twice_the_detectable_difference_is_decided():
    world = World(22, 60, False)
    found = under_a_difference(world, detectable_difference(world, 2, count=8), 30)
    assert found["right"] >= 0.8 - 0.12 and found["wrong"] == 0


def test_a_family_is_rarely_said_to_be_behind_an_equal_one():
    world = World(22, 60, False)
    assert named_behind(world, 2.0, STUDIES) <= MOST_FALSE
    assert named_behind(world, -2.0, 20) >= 0.8


def test_p_values_of_known_distributions():
    shares = (np.arange(100_000) + 0.5) / 100_000
    for quantiles, exact, slack in ((norm.ppf(shares), norm.sf, 12), (t.ppf(shares, 2), None, 1.3)):
        for estimate in (0.5, 1.5, 2.5, 4.0):
            p = two_sided_p(estimate, estimate + quantiles)
            expected = 2 * (exact(estimate) if exact else t.sf(estimate, 2))
            assert expected * 0.85 < p < expected * slack
    draws = 3.0 + norm.ppf(shares)
    start = 3.0 - np.quantile(draws, 0.025)
    assert two_sided_p(3.0, draws, 0.5) == pytest.approx(0.05 * (3 / start) ** -2, rel=0.01)
    assert two_sided_p(0.0, np.zeros(100)) == 1
    assert np.isnan(two_sided_p(0.1, np.array([0.1, np.nan])))


def test_p_and_interval_agree_at_every_level():
    rng = np.random.default_rng(0)
    for number in range(200):
        estimate = rng.normal() * 3
        draws = estimate + rng.standard_t(2 + number % 5, 400)
        p = two_sided_p(estimate, draws)
        for alpha in (0.05, 0.02, 0.004):
            low, high = interval_at(estimate, draws, 1 - alpha)
            assert (p < alpha) == (low > 0 or high < 0)


def test_joint_draws_are_worth_one_test_to_as_many_as_there_are():
    draws = np.random.default_rng(0).standard_normal((4000, 5))
    assert effective_tests(np.repeat(draws[:, :1], 5, axis=1)) == pytest.approx(1, abs=0.1)
    assert 4 < effective_tests(draws) <= 5
    assert effective_tests(np.column_stack([draws[:, 0], np.full(4000, np.nan)])) == 1


def test_more_groups_or_repeats_detect_smaller_differences():
    spread = t.ppf(0.975, 19) * 0.02
    design = Design(0.02**2, 0.0, groups=20, repeats=3, alpha=0.05, half_width=spread)
    now = float(design.detectable(20, 3))
    # (t(19; 0.975) + t(19; 0.8)) · 0.02, a common approximation.
    assert now == pytest.approx((t.ppf(0.975, 19) + t.ppf(0.8, 19)) * 0.02, rel=0.05)
    assert design.groups_needed(now / 2) == pytest.approx(4 * 20, rel=0.15)
    assert np.isnan(design.repeats_needed(now / 2))
    both = Design(0.01**2, 0.03**2, 20, 3, 0.05, half_width=0.12)
    assert both.repeats_needed(0.06) < 12 and np.isnan(both.groups_needed(0.03))
