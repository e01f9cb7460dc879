"""Split of the variance of a score into test groups, training and both together."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from simulated_study import BASELINE, HAND_CRAFTED, LEARNED, simulated_study

from craftbench.analyses.accuracy.variance import COLUMNS, variance
from craftbench.stats.bootstrap import Bootstrap
from craftbench.stats.variance_split import VarianceSplit, split_variance


def made(rng, counts, repeats, sd_group, sd_training, sd_both) -> np.ndarray:
    """Scores (repeats, samples) with known effects of groups and trainings."""
    groups = len(counts)
    score = (
        0.8
        + sd_group * rng.standard_normal((groups, 1))
        + sd_training * rng.standard_normal((1, repeats))
        + sd_both * rng.standard_normal((groups, repeats))
    )
    return np.repeat(score, counts, axis=0).T


def split(values: np.ndarray, counts: np.ndarray, resamples: int, seed: int = 0) -> VarianceSplit:
    bootstrap = Bootstrap(np.repeat(np.arange(len(counts)), counts), resamples, seed)
    return split_variance(*bootstrap.means(values), len(counts))


@pytest.mark.parametrize("counts", [np.full(20, 3), np.arange(1, 21)])
@pytest.mark.parametrize("sd", [(0.1, 0.02, 0.05), (0.02, 0.05, 0.02), (0.0, 0.03, 0.1)])
def test_components_are_found_on_average(counts, sd):
    rng = np.random.default_rng(0)
    found = np.mean(
        [
            (one.groups, one.training, one.both)
            for one in (split(made(rng, counts, 4, *sd), counts, 100, k) for k in range(600))
        ],
        axis=0,
    )
    squares = ((counts / counts.sum()) ** 2).sum()
    expected = np.array([sd[0] ** 2 * squares, sd[1] ** 2, sd[2] ** 2 * squares])
    np.testing.assert_allclose(found, expected, rtol=0.2, atol=8e-5)


def test_equal_groups_give_the_two_way_analysis_of_variance():
    counts, rng = np.full(8, 5), np.random.default_rng(1)
    values = made(rng, counts, 3, 0.1, 0.1, 0.05)
    y = values[:, ::5].T
    mean_g, mean_r = y.mean(axis=1), y.mean(axis=0)
    residual = y - mean_g[:, None] - mean_r + y.mean()
    ms_both = (residual**2).sum() / (7 * 2)
    ms_groups, ms_training = 3 * mean_g.var(ddof=1), 8 * mean_r.var(ddof=1)
    found = split(values, counts, 40_000)
    assert found.both == pytest.approx(ms_both / 8, rel=0.03)
    assert found.groups == pytest.approx((ms_groups - ms_both) / 3 / 8, rel=0.03)
    assert found.training == pytest.approx((ms_training - ms_both) / 8, rel=0.03)


def test_a_negative_estimate_is_0_and_named():
    values = np.array([[1.0, 0.0, 1.0, 0.0], [0.0, 1.0, 0.0, 1.0]])
    found = split(values, np.ones(4, int), 200)
    assert found.training == 0 and "training" in found.negative


def test_one_repeat_cannot_be_split():
    with pytest.raises(ValueError, match="found 4 and 1"):
        split_variance(np.ones(1), np.ones((10, 1)), 4)


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


def test_the_metric_that_sees_a_rare_class_varies_more():
    """Trainings find the rare class or not: 3 % of the accuracy, and half of macro F1."""
    rng = np.random.default_rng(0)
    study = simulated_study(CURVES, ARMS, repeats=6, n_test=900)
    rare = rng.random(len(study.samples)) < 0.03
    labels = np.where(rare, "b", "a")
    study = replace(
        study,
        samples=study.samples.assign(label=labels),
        contest=study.contest.model_copy(update={"classes": ["a", "b"]}),
        arms={
            arm: replace(result, predictions=_found_every_other_time(result.predictions, labels))
            for arm, result in study.arms.items()
        },
    )
    by_f1 = variance(study).set_index(["arm", "training_size"])
    other = replace(study, contest=study.contest.model_copy(update={"metric": "accuracy"}))
    by_accuracy = variance(other).set_index(["arm", "training_size"])
    assert set(by_f1["metric"]) == {"macro_f1"} and set(by_accuracy["metric"]) == {"accuracy"}
    assert (by_f1["sd_training"] > 0.2).all() and (by_accuracy["sd_training"] < 0.03).all()


def _found_every_other_time(predictions: pd.DataFrame, labels: np.ndarray) -> pd.DataFrame:
    true = labels[predictions["sample"].to_numpy()]
    found = predictions["repeat"].to_numpy() % 2 == 0
    return predictions.assign(predicted=np.where(found, true, "a"))
