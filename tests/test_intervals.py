import numpy as np
import pytest
from scipy.stats import binomtest, t

from craftbench.stats import intervals
from craftbench.stats.bootstrap import Bootstrap
from craftbench.stats.intervals import HIGHEST_MARGIN
from craftbench.stats.metrics import scores
from craftbench.stats.repeat_multipliers import RepeatMultipliers
from craftbench.stats.unseen import interval_of_share
from performance.interval_sharpness import SENSITIVITY, measured


def accuracy_interval(true, predicted, group, classes=2, resamples=2000):
    bootstrap = Bootstrap(group, resamples, seed=0)
    observed, drawn = (
        scores(confusion)["accuracy"]
        for confusion in bootstrap.confusions(true, predicted, classes)
    )
    return intervals.interval(bootstrap.draws(observed, drawn, limits=(0, 1)))


def width(*arguments):
    low, high = accuracy_interval(*arguments)
    return high - low


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
    grouped = width(true, wrong[None], group)
    ungrouped = width(true, wrong[None], np.arange(1000))
    assert grouped / ungrouped == pytest.approx(5, rel=0.15)


def test_repeats_that_differ_widen_the_interval():
    true = np.zeros(300, int)
    same = np.tile((np.arange(300) % 5 == 0).astype(int), (4, 1))
    differing = same.copy()
    differing[0], differing[1] = 0, (np.arange(300) % 5 < 2)
    assert width(true, differing, np.arange(300)) > 1.5 * width(true, same, np.arange(300))


@pytest.mark.parametrize("repeats", [2, 3, 5, 10])
def test_where_only_repeats_vary_the_interval_is_students(repeats):
    observed = np.random.default_rng(repeats).normal(size=repeats)
    multipliers = RepeatMultipliers.draw(repeats, 100_000, seed=0)
    draws = intervals.draws_of_mean(observed, observed[None], np.inf, multipliers)
    half = t.ppf(0.975, repeats - 1) * observed.std(ddof=1) / np.sqrt(repeats)
    assert intervals.interval(draws) == pytest.approx(
        (observed.mean() - half, observed.mean() + half), abs=0.04 * half
    )


def test_few_groups_have_students_width():
    values = np.random.default_rng(0).normal(size=8)
    bootstrap = Bootstrap(np.arange(8), 20_000, seed=0)
    low, high = bootstrap.interval(*bootstrap.means(values[None]), limits=None)
    half = t.ppf(0.975, 7) * values.std(ddof=1) / np.sqrt(8)
    assert high - low == pytest.approx(2 * half, rel=0.05)


def test_a_single_group_has_no_interval():
    true = np.zeros(30, int)
    low, high = accuracy_interval(true, (np.arange(30) % 3 == 0).astype(int)[None], true)
    assert np.isnan(low) and np.isnan(high)


def test_an_interval_stays_within_what_is_possible():
    wrong = (np.arange(60) % 30 == 0).astype(int)
    predicted = np.stack([wrong, np.zeros(60, int), np.zeros(60, int)])
    low, high = accuracy_interval(np.zeros(60, int), predicted, np.arange(60))
    assert 0 <= low < 1 - wrong.mean() / 3 < high <= 1


def test_resampled_counts_are_whole_groups():
    true = np.repeat([0, 1], [30, 20])
    _, drawn = Bootstrap(np.repeat(np.arange(5), 10), 100, seed=0).confusions(true, true[None], 2)
    assert (drawn.sum(axis=(1, 2, 3)) == 50).all()
    assert (drawn % 10 == 0).all()
    assert len(np.unique(drawn[:, 0, 0, 0])) > 2


def test_an_estimate_that_never_exists_has_no_interval():
    low, high = intervals.interval(np.array([[np.nan, 1.0], [np.nan, 2.0]]))
    assert np.isnan(low[0]) and np.isnan(high[0])
    assert low[1] < high[1]


def test_one_value_has_no_interval():
    assert np.isnan(intervals.interval(intervals.median_draws(np.array([1.0]), 100, 0))).all()


def test_interval_of_a_median_covers_it():
    rng = np.random.default_rng(0)
    covered = 0
    for number in range(400):
        draws = intervals.median_draws(rng.lognormal(size=15), 500, number)
        low, high = intervals.interval(draws)
        covered += low <= 1 <= high
    assert 0.92 <= covered / 400 <= 0.99


def test_without_errors_the_bound_is_the_one_of_clopper_and_pearson():
    observed = np.array([1.0, 0.0, 0.5, 1.0])
    draws = np.tile(observed, (100, 1))
    groups = np.array([300, 300, 300, 1])
    unseen = np.random.default_rng(0).random(100)
    low, high = interval_of_share(observed, draws, groups, unseen)
    exact = [binomtest(n, 300).proportion_ci(0.95, "exact") for n in (300, 0)]
    assert low[:3] == pytest.approx([exact[0].low, 0, 0.5], abs=0.005)
    assert high[:3] == pytest.approx([1, exact[1].high, 0.5], abs=0.005)
    assert np.isnan(low[3])


def test_both_ends_of_a_scale_survive_the_way_there_and_back():
    for end in (0.0, 1.0):
        observed = np.full(3, end)
        draws = intervals.draws_of_mean(observed, np.full((50, 3), end), 20, None, (0, 1))
        assert set(draws) == {end}


SETTINGS = pytest.mark.parametrize(
    ("groups", "samples", "repeats", "sd_group", "sd_repeat"),
    [
        (22, 100, 3, 1.0, 0.3),
        (22, 100, 5, 1.0, 0.3),
        (22, 100, 3, 1.0, 1.0),
        (450, 1, 3, 2.5, 0.2),
        (450, 1, 3, 2.5, 0.5),
    ],
)
TRIALS, RESAMPLES, MEAN, SD_BOTH = 700, 600, 2.0, 0.5


def logistic(x):
    return 1 / (1 + np.exp(-x))


def logits(rng, groups, repeats, sd_group, sd_repeat):
    """Logits of accuracy with an effect of the patient, of the repeat, and of both."""
    patient = sd_group * rng.standard_normal((groups, 1))
    training = sd_repeat * rng.standard_normal((1, repeats))
    return MEAN + patient + training + SD_BOTH * rng.standard_normal((groups, repeats))


def share_covered(truth, trial, groups, repeats, limits):
    """Share of trials whose interval of the mean of (groups, repeats) scores has the truth."""
    bootstrap = Bootstrap(np.arange(groups), RESAMPLES, seed=0)
    covered = 0
    for _ in range(TRIALS):
        observed, drawn = bootstrap.means(trial().T)
        low, high = intervals.interval(bootstrap.draws(observed, drawn, limits))
        covered += low <= truth <= high
    return covered / TRIALS


@SETTINGS
def test_intervals_cover_the_accuracy(groups, samples, repeats, sd_group, sd_repeat):
    rng = np.random.default_rng(0)
    sd = np.sqrt(sd_group**2 + sd_repeat**2 + SD_BOTH**2)
    truth = logistic(MEAN + sd * rng.standard_normal(1_000_000)).mean()

    def trial():
        chance = logistic(logits(rng, groups, repeats, sd_group, sd_repeat))
        return rng.binomial(samples, chance) / samples

    covered = share_covered(truth, trial, groups, repeats, limits=(0, 1))
    assert 0.92 <= covered <= 0.98


@SETTINGS
def test_intervals_cover_the_difference_of_equal_arms(
    groups, samples, repeats, sd_group, sd_repeat
):
    rng = np.random.default_rng(1)

    def trial():
        shared = logits(rng, groups, repeats, sd_group, sd_repeat)
        own = 0.3 * rng.standard_normal((2, 1, repeats))
        own = own + SD_BOTH * rng.standard_normal((2, groups, repeats))
        first, second = rng.binomial(samples, logistic(shared + own)) / samples
        return first - second

    assert 0.92 <= share_covered(0, trial, groups, repeats, limits=None) <= 0.98


def test_one_repeat_without_an_error_does_not_open_the_interval_to_0():
    """Sensitivities of 45 samples: with ends a thousandth away, the bound was 0.036."""
    bootstrap = Bootstrap(np.arange(45), RESAMPLES, seed=0)
    right = np.array([np.arange(45) >= errors for errors in (0, 5, 4)], float)
    low, high = bootstrap.interval(*bootstrap.means(right))
    assert 0.3 < low < 0.8 and high > 0.97


def test_sharper_intervals_of_few_samples_still_cover():
    effects = SENSITIVITY["good class"]
    found = measured(20, 1, lambda rng, n: effects[0] + effects[1] * rng.standard_normal(n), 100)
    assert found["0.02: covered"] >= 0.93
    assert found["0.02: wide"] < 0.6 * found["0.001: wide"]
    assert HIGHEST_MARGIN == 0.02


@pytest.mark.parametrize("groups", [9, 22])
def test_intervals_cover_where_few_patients_are_bad(groups):
    """15 % of the patients at 0.6, the others at 0.98: plain percentiles cover 0.75 to 0.9."""
    rng, truth, trials = np.random.default_rng(2), 0.15 * 0.6 + 0.85 * 0.98, 400
    bootstrap = Bootstrap(np.arange(groups), RESAMPLES, seed=0)
    covered, widths = 0, []
    for _ in range(trials):
        chance = np.where(rng.random((1, groups)) < 0.15, 0.6, 0.98)
        low, high = bootstrap.interval(*bootstrap.means(rng.binomial(100, chance) / 100))
        covered += low <= truth <= high
        widths.append(high - low)
    assert covered / trials >= 0.9
    assert np.median(widths) < 0.25
