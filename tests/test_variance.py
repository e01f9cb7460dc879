"""Split of the variance of a score into test groups, training and both together."""

import numpy as np
import pytest
from simulated_study import BASELINE, HAND_CRAFTED, LEARNED, simulated_study

from craftbench.analyses.accuracy.variance import COLUMNS, variance
from craftbench.stats.variance_split import split_variance


def made(rng, counts, repeats, sd_group, sd_training, sd_both) -> np.ndarray:
    """Sums of scores (groups, repeats) with known effects."""
    groups = len(counts)
    score = (
        0.8
        + sd_group * rng.standard_normal((groups, 1))
        + sd_training * rng.standard_normal((1, repeats))
        + sd_both * rng.standard_normal((groups, repeats))
    )
    return score * counts[:, None]


@pytest.mark.parametrize("counts", [np.full(20, 30), np.arange(10, 30)])
@pytest.mark.parametrize("sd", [(0.1, 0.02, 0.05), (0.02, 0.05, 0.02), (0.0, 0.03, 0.1)])
def test_components_are_found_on_average(counts, sd):
    rng = np.random.default_rng(0)
    trials = [made(rng, counts, 4, *sd) for _ in range(1500)]
    found = np.mean(
        [[split.groups, split.training, split.both] for split in _raw(trials, counts)], axis=0
    )
    squares = ((counts / counts.sum()) ** 2).sum()
    expected = np.array([sd[0] ** 2 * squares, sd[1] ** 2, sd[2] ** 2 * squares])
    np.testing.assert_allclose(found, expected, rtol=0.12, atol=5e-5)


def _raw(trials, counts):
    return (split_variance(hits, counts) for hits in trials)


def test_equal_groups_give_the_two_way_analysis_of_variance():
    counts, rng = np.full(8, 5), np.random.default_rng(1)
    hits = made(rng, counts, 3, 0.1, 0.1, 0.05)
    y = hits / 5
    mean_g, mean_r = y.mean(axis=1), y.mean(axis=0)
    residual = y - mean_g[:, None] - mean_r + y.mean()
    ms_both = (residual**2).sum() / (7 * 2)
    ms_groups, ms_training = 3 * mean_g.var(ddof=1), 8 * mean_r.var(ddof=1)
    found = split_variance(hits, counts)
    assert found.both == pytest.approx(ms_both / 8)
    assert found.groups == pytest.approx((ms_groups - ms_both) / 3 / 8)
    assert found.training == pytest.approx((ms_training - ms_both) / 8)


def test_a_negative_estimate_is_0_and_named():
    hits = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0], [0.0, 1.0]])
    found = split_variance(hits, np.ones(4))
    assert found.training == 0 and "training" in found.negative


def test_one_repeat_cannot_be_split():
    with pytest.raises(ValueError, match="found 4 and 1"):
        split_variance(np.ones((4, 1)), np.ones(4))


ARMS = {"svm": HAND_CRAFTED, "net": LEARNED, "majority": BASELINE}
CURVES = {arm: {30: 0.8, 100: 0.85} for arm in ARMS}


def test_table_of_arms_whose_trainings_vary():
    study = simulated_study(CURVES, ARMS, repeats=6, n_test=6000, sd_repeat=0.05)
    table = variance(study)
    assert tuple(table) == COLUMNS and set(table["arm"]) == {"svm", "net"}
    shares = table[["share_groups", "share_training", "share_both"]]
    np.testing.assert_allclose(shares.sum(axis=1), 1)
    assert (table["share_training"] > 0.8).all()
    assert table["sd_training"].mean() == pytest.approx(0.05, rel=0.4)
    redrawn = table.drop_duplicates("arm").set_index("arm")["repeats_redraw"]
    assert redrawn["net"].endswith("initial weights together")
    steady = variance(simulated_study(CURVES, ARMS, repeats=6, n_test=300, sd_repeat=0.0))
    assert steady["share_training"].mean() < 0.3


def test_one_repeat_is_told():
    table = variance(simulated_study(CURVES, ARMS, repeats=1))
    assert table["sd_groups"].isna().all() and table["note"].str.contains("one repeat only").all()
