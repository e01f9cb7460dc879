import numpy as np
import pytest

from benchmark import statistics
from benchmark.metrics import scores


def accuracy_interval(true, predicted, group, classes=2, resamples=2000):
    repeats = len(predicted)
    confusions = statistics.group_confusions(true, predicted, group, classes)
    drawn = statistics.bootstrap_confusions(confusions, repeats, classes, resamples, seed=0)
    chosen = statistics.resampled_repeats(repeats, resamples, seed=1)
    return statistics.interval(statistics.mean_over_repeats(scores(drawn)["accuracy"], chosen))


def test_interval_of_one_repeat_is_the_binomial_one():
    n, p = 400, 0.8
    correct = np.arange(n) < n * p
    low, high = accuracy_interval(np.zeros(n, int), (~correct).astype(int)[None], np.arange(n))
    half = 1.96 * np.sqrt(p * (1 - p) / n)
    assert low == pytest.approx(p - half, abs=0.008)
    assert high == pytest.approx(p + half, abs=0.008)


def test_samples_of_one_group_count_once():
    rng = np.random.default_rng(0)
    wrong = np.repeat(rng.random(40) < 0.3, 25).astype(int)
    true, group = np.zeros(1000, int), np.repeat(np.arange(40), 25)
    grouped = np.subtract(*accuracy_interval(true, wrong[None], group)[::-1])
    ungrouped = np.subtract(*accuracy_interval(true, wrong[None], np.arange(1000))[::-1])
    assert grouped / ungrouped == pytest.approx(5, rel=0.15)


def test_repeats_that_differ_widen_the_interval():
    true = np.zeros(300, int)
    same = np.tile((np.arange(300) % 5 == 0).astype(int), (4, 1))
    differing = same.copy()
    differing[0], differing[1] = 0, (np.arange(300) % 5 < 2)
    widths = [
        np.subtract(*accuracy_interval(true, predicted, np.arange(300))[::-1])
        for predicted in (same, differing)
    ]
    assert widths[1] > 1.5 * widths[0]


def test_resampled_counts_are_whole_groups():
    true = np.repeat([0, 1], [30, 20])
    group = np.repeat(np.arange(5), 10)
    confusions = statistics.group_confusions(true, true[None], group, 2)
    drawn = statistics.bootstrap_confusions(confusions, 1, 2, 100, seed=0)
    assert (drawn.sum(axis=(1, 2, 3)) == 50).all()
    assert (drawn % 10 == 0).all()
    assert len(np.unique(drawn[:, 0, 0, 0])) > 2


def test_an_estimate_that_never_exists_has_no_interval():
    low, high = statistics.interval(np.array([[np.nan, 1.0], [np.nan, 2.0]]))
    assert np.isnan(low[0]) and np.isnan(high[0])
    assert low[1] < high[1]


def test_one_value_has_no_interval():
    assert all(np.isnan(statistics.bootstrap_mean(np.array([1.0]), 100, 0)))
