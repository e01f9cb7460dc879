from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import ttest_1samp
from simulated_study import HAND_CRAFTED, LEARNED, simulated_study

from craftbench.analyses.overfitting.tuning_optimism import COLUMNS, tuning_optimism
from craftbench.analyses.study import Study

ARMS = {"svm": HAND_CRAFTED, "net": LEARNED}


@pytest.fixture(scope="module")
def study() -> Study:
    return simulated_study({arm: {30: 0.8} for arm in ARMS}, ARMS)


def optimism(study: Study, arm: str, candidates: pd.DataFrame) -> pd.DataFrame:
    arms = study.arms | {arm: replace(study.arms[arm], candidates=candidates)}
    return tuning_optimism(replace(study, arms=arms))


def tried(validation: np.ndarray, tested: np.ndarray) -> pd.DataFrame:
    repeats, candidates = validation.shape
    return pd.DataFrame(
        {
            "training_size": 30,
            "repeat": np.repeat(range(repeats), candidates),
            "candidate": np.tile(range(candidates), repeats),
            "validation_score": validation.ravel(),
            "test_score": tested.ravel(),
        }
    )


def test_equally_good_candidates_look_better_the_more_there_are(study):
    """The expected maximum of 8 standard normal numbers is 1.4236 (Harter 1961, Table 1)."""
    rng = np.random.default_rng(0)
    scores = 0.8 + 0.02 * rng.standard_normal((4000, 8))
    found = optimism(study, "svm", tried(scores, np.full(scores.shape, 0.8)))
    assert found["candidates"].tolist() == [1, 2, 4, 8]
    assert found["optimism"].is_monotonic_increasing
    last = found.iloc[-1]
    assert last["optimism"] == pytest.approx(0.02 * 1.4236, abs=0.001)
    assert last["optimism_low"] < 0.02 * 1.4236 < last["optimism_high"]
    assert found.iloc[0]["optimism"] == 0


def test_what_holds_on_the_test_part_is_no_optimism(study):
    rng = np.random.default_rng(1)
    scores = rng.uniform(0.5, 0.9, (6, 5))
    found = optimism(study, "net", tried(scores, scores - 0.03))
    assert found["candidates"].tolist() == [1, 2, 4, 5]
    assert found["optimism"].abs().max() == pytest.approx(0)
    assert (found["family"] == "learned").all() and (found["repeats"] == 6).all()


def test_interval_is_students(study):
    rng = np.random.default_rng(2)
    validation, tested = rng.uniform(0.5, 0.9, (2, 5, 2))
    row = optimism(study, "svm", tried(validation, tested)).iloc[-1]
    best = validation.argmax(axis=1)
    gap = validation - tested
    own = gap[range(5), best] - gap[:, 0]
    expected = ttest_1samp(own, 0).confidence_interval(0.95)
    assert (row["optimism_low"], row["optimism_high"]) == pytest.approx(tuple(expected))


def test_without_tuning_and_with_one_repeat(study):
    nothing = tried(np.empty((0, 3)), np.empty((0, 3)))
    assert tuple(optimism(study, "svm", nothing).columns) == COLUMNS
    one = optimism(study, "svm", tried(np.ones((1, 2)), np.ones((1, 2))))
    assert one["optimism_low"].isna().all() and set(one["interval"]) == {"none"}
    assert one["note"].str.contains("one repeat").all()
