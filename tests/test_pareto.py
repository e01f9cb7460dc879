from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from simulated_study import BASELINE, HAND_CRAFTED, LEARNED, simulated_study

from craftbench.analyses.cost.budget import budget
from craftbench.analyses.cost.pareto import pareto
from craftbench.analyses.study import Study
from craftbench.config.analyses import AnalysisSettings, CostSettings
from craftbench.stats.pareto_front import pareto_front

ARMS = {"majority": BASELINE, "svm": HAND_CRAFTED, "forest": HAND_CRAFTED, "net": LEARNED}
CURVES = {
    "majority": {20: 0.4, 50: 0.4},
    "svm": {20: 0.8, 50: 0.9},
    "forest": {20: 0.7, 50: 0.85},
    "net": {20: 0.6, 50: 0.95},
}


@pytest.fixture(scope="module")
def study() -> Study:
    return simulated_study(CURVES, ARMS, resamples=200)


def with_facts(study: Study, arm: str, **facts) -> Study:
    """The study with other facts of the runs of one arm."""
    result = study.arms[arm]
    return replace(
        study, arms=study.arms | {arm: replace(result, runs=result.runs.assign(**facts))}
    )


@pytest.mark.parametrize("seed", range(5))
def test_a_front_is_not_dominated_and_rises_with_cost(seed):
    rng = np.random.default_rng(seed)
    cost, score = rng.integers(1, 9, 30).astype(float), rng.integers(1, 9, 30).astype(float)
    front = pareto_front(cost, score)
    for i in range(30):
        better = (cost <= cost[i]) & (score >= score[i]) & ((cost < cost[i]) | (score > score[i]))
        assert front[i] == (not better.any())
    points = sorted(set(zip(cost[front], score[front], strict=True)))
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(points))
    assert cost[front].min() == cost.min() and score[front].max() == score.max()


def test_a_point_without_a_score_is_on_no_front():
    assert pareto_front(np.array([1.0, 2.0]), np.array([np.nan, 0.5])).tolist() == [False, True]
    assert not pareto_front(np.array([np.nan]), np.array([1.0])).any()


def test_every_family_has_a_front_of_its_own(study):
    table = pareto(study)
    assert len(table) == len(ARMS) * 2
    for family, own in table.groupby("family"):
        expected = pareto_front(own["labelled_samples"], own["score"])
        assert (own["labelled_samples_front"] == expected).all(), family
    assert table.set_index(["arm", "training_size"]).loc[("net", 20), "labelled_samples_front"]
    assert table[["price", "price_front"]].isna().all(axis=None)


def test_cpu_seconds_include_extraction_and_do_not_fall_below_zero(study):
    table = pareto(study).set_index(["arm", "training_size"])
    # HOG takes 1 and 3 ms a sample in two chunks, and the final fit has 20 samples.
    fit = study.arms["svm"].runs.query("training_size == 20")["cpu_seconds"].median()
    assert table.loc[("svm", 20), "cpu_seconds"] == pytest.approx(fit + 0.002 * 20)
    assert table.loc[("net", 20), "cpu_seconds"] == pytest.approx(fit)
    assert (table["cpu_seconds_low"] > 0).all()
    assert (table["cpu_seconds_low"] <= table["cpu_seconds"]).all()


@pytest.mark.parametrize(("refit", "labelled"), [(True, 20), (False, 20 + 100)])
def test_validation_samples_are_counted_once(study, refit, labelled):
    contest = study.contest.model_copy(update={"refit": refit})
    table = pareto(replace(study, contest=contest)).set_index(["arm", "training_size"])
    assert table.loc[("svm", 20), "labelled_samples"] == labelled


def test_the_price_is_that_of_labels_and_computation(study):
    prices = CostSettings(price_per_label=0.5, price_per_cpu_hour=36, predictions=0)
    table = pareto(replace(study, settings=AnalysisSettings(cost=prices)))
    expected = 0.5 * table["labelled_samples"] + 0.01 * table["cpu_seconds"]
    assert (table["prediction_seconds"] == 0).all()
    pd.testing.assert_series_equal(table["price"], expected, check_names=False)
    free = CostSettings(price_per_label=2)
    table = pareto(replace(study, settings=AnalysisSettings(cost=free)))
    assert (table["price"] == 2 * table["labelled_samples"]).all()
    assert (table["price_front"] == table["labelled_samples_front"]).all()


def test_the_price_includes_the_use_of_the_model(study):
    """A million predictions take 100 s each arm, and the features of `svm` and `forest` 2,000 s."""
    prices = CostSettings(price_per_cpu_hour=36, predictions=1_000_000)
    table = pareto(replace(study, settings=AnalysisSettings(cost=prices))).set_index("arm")
    assert set(table["predictions"]) == {1_000_000}
    assert table.loc["net", "prediction_seconds"].to_numpy() == pytest.approx(100)
    assert table.loc["svm", "prediction_seconds"].to_numpy() == pytest.approx(2100)
    expected = 0.01 * (table["cpu_seconds"] + table["prediction_seconds"])
    np.testing.assert_allclose(table["price"], expected, rtol=0.01)
    assert (table["price_low"] <= table["price"]).all()


def test_design_effort_stands_beside_the_price(study, tmp_path):
    for name in ("svm", "forest", "net"):
        (tmp_path / f"{name}.skops").write_bytes(b"model")
    (tmp_path / "majority.skops").write_bytes(b"model")
    layers = pd.DataFrame({"arm": ["net"], "multiply_adds": [10]})
    models = {arm: tmp_path / f"{arm}.skops" for arm in ARMS}
    given = replace(study, architectures=layers, models=models)
    table = pareto(given).set_index("arm")
    assert (table.loc[["svm", "forest", "net"], "design_lines"] > 0).all()
    assert pareto(study)["design_lines"].isna().all(), "unknown without the table of layers"


def test_a_missing_size_has_no_cost():
    given = simulated_study(CURVES, ARMS, missing=(("net", 50),), resamples=100)
    row = pareto(given).set_index(["arm", "training_size"]).loc[("net", 50)]
    assert np.isnan(row["cpu_seconds"])
    assert not row["cpu_seconds_front"] and not row["labelled_samples_front"]
    row = budget(given).set_index(["family", "training_size"]).loc[("learned", 50)]
    assert row["repeats"] == 0 and row["note"] == "0 repeats have all arms"


def test_settings_and_seconds_of_a_family_are_those_of_its_arms(study):
    table = budget(study).set_index(["family", "training_size"])
    assert "baseline" not in table.index.get_level_values(0)
    assert table.loc["hand-crafted", "arms"].tolist() == [2, 2]
    assert table.loc["hand-crafted", "candidates"].tolist() == [2, 2]
    assert (table["note"] == "no tuning: every arm has its defaults").all()
    assert table["cap_seconds"].isna().all() and (table["capped_repeats"] == 0).all()
    of_arms = pareto(study).query("family == 'hand-crafted' and training_size == 50")
    expected = of_arms["cpu_seconds"].sum()
    assert table.loc[("hand-crafted", 50), "cpu_seconds"] == pytest.approx(expected)


def test_a_cap_that_was_reached_is_counted(study):
    given = with_facts(study, "svm", candidates_planned=4, candidates=4, candidate_seconds=30.0)
    tried = np.where(study.arms["forest"].runs["repeat"] == 1, 3, 4)
    given = with_facts(
        given, "forest", candidates_planned=4, candidates=tried, candidate_seconds=30.0
    )
    row = budget(given).set_index(["family", "training_size"]).loc[("hand-crafted", 50)]
    assert row["cap_seconds"] == 60 and row["capped_repeats"] == 1
    assert row["candidates_planned"] == 8 and row["candidates"] == pytest.approx(8 - 1 / 3)
    assert row["note"] == ""
