import numpy as np
import pytest
from scipy.stats import t

from craftbench.stats.bootstrap import (
    GROUPS_AND_REPEATS,
    GROUPS_ONLY,
    NONE,
    REPEATS_ONLY,
    Bootstrap,
    covered_by_all,
)
from craftbench.stats.intervals import draws_of_mean
from craftbench.stats.metrics import scores
from craftbench.stats.repeat_multipliers import RepeatMultipliers
from craftbench.stats.unseen import interval_of_share

GROUP = np.repeat(["x", "y", "z", "u", "v"], [3, 7, 1, 5, 4])


def correct(repeats: int = 3, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).random((repeats, len(GROUP))) < 0.7


def rows_of_draw(bootstrap: Bootstrap, draw: int) -> np.ndarray:
    """Rows of one draw, each as often as its group was drawn."""
    return np.repeat(np.arange(len(bootstrap.group)), bootstrap.weights[draw][bootstrap.group])


def test_a_draw_takes_as_many_whole_groups_as_there_are():
    bootstrap = Bootstrap(GROUP, 200, seed=0)
    assert bootstrap.groups == 5
    assert (bootstrap.weights.sum(axis=1) == 5).all()
    assert bootstrap.weights.mean(axis=0) == pytest.approx(np.ones(5), abs=0.2)


def test_means_are_those_of_the_drawn_rows():
    bootstrap, values = Bootstrap(GROUP, 50, seed=1), correct()
    observed, drawn = bootstrap.means(values)
    assert observed == pytest.approx(values.mean(axis=1))
    for draw in range(50):
        rows = rows_of_draw(bootstrap, draw)
        assert drawn[draw] == pytest.approx(values[:, rows].mean(axis=1))


def test_unknown_values_are_left_out():
    bootstrap, values = Bootstrap(GROUP, 50, seed=1), correct().astype(float)
    values[1, ::3], values[2] = np.nan, np.nan
    observed, drawn = bootstrap.means(values)
    assert observed[1] == pytest.approx(np.nanmean(values[1]))
    rows = rows_of_draw(bootstrap, 7)
    assert drawn[7, 1] == pytest.approx(np.nanmean(values[1, rows]))
    assert np.isnan(observed[2]) and np.isnan(drawn[:, 2]).all()


def test_a_repeat_may_have_some_of_the_rows_only():
    bootstrap, values = Bootstrap(GROUP, 50, seed=1), correct()
    some = np.array([0, 4, 5, 11, 12, 19])
    observed, drawn = bootstrap.means([values[0], values[1, some]], [np.arange(20), some])
    sparse = np.full((2, 20), np.nan)
    sparse[0], sparse[1, some] = values[0], values[1, some]
    expected, expected_drawn = bootstrap.means(sparse)
    assert observed == pytest.approx(expected)
    assert drawn == pytest.approx(expected_drawn, nan_ok=True)


def test_accuracy_is_the_same_from_confusion_matrices():
    bootstrap, values = Bootstrap(GROUP, 50, seed=2), correct()
    true = np.arange(20) % 3
    predicted = np.where(values, true, (true + 1) % 3)
    found = bootstrap.confusions(true, predicted, 3)
    for confusion, accuracy in zip(found, bootstrap.means(values), strict=True):
        assert scores(confusion)["accuracy"] == pytest.approx(accuracy)
    assert found[0].sum(axis=(1, 2)).tolist() == [20, 20, 20]


def test_groups_of_a_class_are_counted():
    true = np.repeat([0, 1, 0, 1, 2], [3, 7, 1, 5, 4])
    assert Bootstrap(GROUP, 1, 0).groups_of_class(true, 4).tolist() == [2, 2, 1, 0]


def test_draws_are_shared_so_that_differences_are_paired():
    bootstrap = Bootstrap(np.arange(500), 400, seed=0)
    first = np.random.default_rng(0).random((3, 500)) < 0.8
    second = first & (np.random.default_rng(1).random((3, 500)) < 0.98)
    (a, drawn_a), (b, drawn_b) = bootstrap.means(first), bootstrap.means(second)
    low, high = bootstrap.interval(a - b, drawn_a - drawn_b, (-1, 1))
    widths = [np.ptp(bootstrap.interval(*one)) for one in ((a, drawn_a), (b, drawn_b))]
    assert low > 0 and high - low < 0.7 * min(widths)
    assert not bootstrap.draws(a - a, drawn_a - drawn_a).any()


def test_the_interval_is_the_corrected_one_of_groups_and_repeats():
    """Weights follow from the seed, the multipliers of the repeats from the seed + 1."""
    values, group = correct(), np.repeat(np.arange(5), [3, 7, 1, 5, 4])
    counts = [np.bincount(group, one) for one in (*values.astype(float), np.ones(20))]
    rng = np.random.default_rng(9)
    weights = np.stack([np.bincount(rng.integers(5, size=5), minlength=5) for _ in range(300)])
    sums = weights @ np.column_stack(counts)
    multipliers = RepeatMultipliers.draw(3, 300, seed=10)
    draws = draws_of_mean(
        values.mean(axis=1), sums[:, :-1] / sums[:, -1:], 5, multipliers, limits=(0, 1)
    )
    bootstrap = Bootstrap(GROUP, 300, seed=9)
    mean = values.mean(axis=1).mean()
    expected = interval_of_share(mean, draws, 5, bootstrap.unseen)
    assert bootstrap.interval(*bootstrap.means(values)) == expected
    row = bootstrap.bounded("accuracy", *bootstrap.means(values))
    assert (row["accuracy"], row["accuracy_low"], row["accuracy_high"]) == (mean, *expected)


def test_intervals_cover_the_truth():
    """Scores of group g in repeat r: a_g + b_r + e_gr about a known mean."""
    rng = np.random.default_rng(0)
    covered = 0
    for number in range(300):
        scores = 0.5 + 0.05 * rng.standard_normal(20) + 0.02 * rng.standard_normal((5, 1))
        scores = scores + 0.05 * rng.standard_normal((5, 20))
        bootstrap = Bootstrap(np.arange(20), 300, seed=number)
        low, high = bootstrap.interval(*bootstrap.means(scores), None)
        covered += low <= 0.5 <= high
    assert 0.92 <= covered / 300 <= 0.985


def test_a_share_without_an_error_has_the_bound_of_clopper_and_pearson():
    bootstrap = Bootstrap(np.arange(40), 100, seed=0)
    low, high = bootstrap.interval(*bootstrap.means(np.ones((2, 40))))
    assert high == 1 and low == pytest.approx(0.025 ** (1 / 40))


def test_without_a_part_for_groups_the_interval_is_students():
    observed = np.random.default_rng(0).normal(0.5, 0.1, 5)
    row = Bootstrap(GROUP, 50_000, seed=0).bounded_over_repeats("gap", observed, None)
    half = t.ppf(0.975, 4) * observed.std(ddof=1) / np.sqrt(5)
    expected = observed.mean() - half, observed.mean() + half
    assert (row["gap_low"], row["gap_high"]) == pytest.approx(expected, abs=0.05 * half)
    alone = Bootstrap(GROUP, 10, seed=0).bounded_over_repeats("gap", observed[:1])
    assert alone["gap"] == observed[0] and np.isnan(alone["gap_low"])


@pytest.mark.parametrize(
    ("repeats", "groups", "expected"),
    [
        (3, None, GROUPS_AND_REPEATS),
        (1, None, GROUPS_ONLY),
        (3, 2, GROUPS_AND_REPEATS),
        (3, 1, NONE),
        (3, 0, REPEATS_ONLY),
        (1, 0, NONE),
    ],
)
def test_an_interval_says_what_it_covers(repeats, groups, expected):
    assert Bootstrap(GROUP, 10, seed=0).covers(repeats, groups) == expected


def test_a_single_group_has_no_interval():
    bootstrap = Bootstrap(np.zeros(20), 50, seed=0)
    assert np.isnan(bootstrap.interval(*bootstrap.means(correct()))).all()
    assert bootstrap.covers(3) == NONE


def test_an_estimate_made_of_two_covers_what_both_cover():
    assert covered_by_all(GROUPS_AND_REPEATS, GROUPS_ONLY) == GROUPS_ONLY
    assert covered_by_all(GROUPS_AND_REPEATS, GROUPS_AND_REPEATS) == GROUPS_AND_REPEATS
    assert covered_by_all(GROUPS_ONLY, REPEATS_ONLY) == NONE


def test_bounds_of_counts_are_positive_and_contain_the_mean():
    counts = np.array([22.0, 15.0, 3.0])
    bootstrap = Bootstrap(np.arange(20), 500, seed=0)
    row = bootstrap.bounded_count_over_repeats("epochs", counts)
    assert row["epochs"] == pytest.approx(counts.mean())
    assert 0 < row["epochs_low"] < row["epochs"] < row["epochs_high"]
    assert bootstrap.bounded_over_repeats("epochs", counts, None)["epochs_low"] < 0
    alone = bootstrap.bounded_count_over_repeats("epochs", counts[:1])
    assert alone["epochs"] == 22 and np.isnan(alone["epochs_low"])
