from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from examined_arms import examined
from made_beats import beats
from made_squares import predictor, squares

import craftbench.predict.predictor as predictor_module
from craftbench.analyses.analysis import analyses
from craftbench.analyses.robustness.robustness import robustness_on
from craftbench.analyses.robustness.robustness_differences import differences_on
from craftbench.analyses.test_samples import select_test_samples
from craftbench.config.analyses import AnalysisSettings
from craftbench.datasets.corruptions.corruption import Corruption
from craftbench.datasets.corruptions.images import IMAGE_LADDER
from craftbench.datasets.digits import DigitsSource
from craftbench.errors import CraftbenchError
from craftbench.predict.predictor import Predictor
from features.image import GEOMETRY_COLUMNS
from features.rhythm import RHYTHM_COLUMNS


def on_ladder(samples, arms, ladder, most: int = 300) -> pd.DataFrame:
    settings = AnalysisSettings(robustness={"test_samples": most})
    return robustness_on(examined(samples, *arms, settings=settings), ladder)


@pytest.fixture
def by_brightness() -> Predictor:
    return predictor("geometry", lambda x: x[:, -2] > 150, names=list(GEOMETRY_COLUMNS))


def test_accuracy_falls_where_the_corruption_touches_what_the_arm_looks_at(by_brightness):
    darker = Corruption(
        "darker",
        "grey",
        "",
        (1, 2, 30, 60, 120),
        lambda v, t, level, rng: v - np.minimum(v, level).astype(v.dtype),
    )
    rows = on_ladder(squares(), [by_brightness], [darker])
    rows = rows.set_index("severity")
    assert rows.loc["0", "accuracy"] == rows.loc["2", "accuracy"] == 1
    assert rows.loc["4", "accuracy"] == rows.loc["5", "accuracy"] == pytest.approx(0.5, abs=0.03)
    assert rows.loc["4", "accuracy_drop"] == 1 - rows.loc["4", "accuracy"]
    bounds = rows[["accuracy_drop_low", "accuracy_drop", "accuracy_drop_high"]].to_numpy()
    assert (np.diff(bounds, axis=1) >= 0).all()
    curve = rows.loc[["0", "1", "2", "3", "4", "5"], "accuracy"].to_numpy()
    assert rows.loc["area", "accuracy"] == pytest.approx(np.trapezoid(curve) / 5)
    assert rows.loc["area", "accuracy_drop"] == pytest.approx(1 - np.trapezoid(curve) / 5)
    assert set(rows["interval"]) == {"groups only"}
    assert rows["n"].unique() == [(squares().table["role"] == "test").sum()]
    assert rows[["beats_missed", "false_peaks_per_100_beats"]].isna().all(axis=None)


SAME = Corruption("same", "", "", (1, 2, 3, 4, 5), lambda v, t, level, rng: v)


def trained_models(rng: np.random.Generator, repeats: int) -> list[Predictor]:
    """Models whose accuracy varies from training to training: 0.7 on average, with SD 0.1."""

    def one(accuracy: float) -> Predictor:
        def decide(x):
            return (x[:, -2] > 150) ^ (rng.random(len(x)) > accuracy)

        return predictor("geometry", decide, names=list(GEOMETRY_COLUMNS))

    return [one(accuracy) for accuracy in rng.normal(0.7, 0.1, repeats)]


def test_intervals_contain_the_accuracy_of_other_trainings():
    """A single model's interval contains the expected accuracy of its arm in 7 of 10 studies."""
    samples, covered, rng = squares(60), {1: [], 3: []}, np.random.default_rng(0)
    samples.table["group"] = samples.table["sample"].astype(str)
    settings = AnalysisSettings()
    for study in range(60):
        first, *others = trained_models(rng, 3)
        for repeats in covered:
            kept = {"arm": others[: repeats - 1]}
            given = examined(samples, first, settings=settings, others=kept, seed=study)
            row = robustness_on(given, [SAME]).query("severity == '5'").iloc[0]
            assert row["repeats"] == repeats
            assert row["interval"] == ("groups only" if repeats == 1 else "groups and repeats")
            covered[repeats].append(row["accuracy_low"] <= 0.7 <= row["accuracy_high"])
    assert np.mean(covered[3]) >= 0.9 > 0.8 > np.mean(covered[1])


def test_no_more_models_are_loaded_than_robustness_may_test(by_brightness):
    given = examined(
        squares(),
        by_brightness,
        settings=AnalysisSettings(robustness={"repeats": 2}),
        others={"arm": [by_brightness] * 4},
    )
    assert set(robustness_on(given, [SAME])["repeats"]) == {2}
    alone = replace(given, settings=AnalysisSettings(robustness={"repeats": 1}))
    assert set(robustness_on(alone, [SAME])["interval"]) == {"groups only"}


def test_an_arm_that_sees_nothing_loses_nothing(by_brightness):
    blind = replace(by_brightness, probabilities=lambda x: np.tile([0.6, 0.4], (len(x), 1)))
    rows = on_ladder(squares(), [blind], IMAGE_LADDER[:2])
    assert np.allclose(rows["accuracy_drop"], 0)
    others = rows.query("severity != '0'")
    assert (others["accuracy_drop_low"] < -0.05).all() and (
        others["accuracy_drop_high"] > 0.05
    ).all()
    assert (rows.query("severity == '0'")["accuracy_drop_high"] == 0).all()
    assert list(rows["corruption"].unique()) == ["shot_noise", "impulse_noise"]


def test_cap_keeps_every_class_and_its_share():
    table = pd.DataFrame({"role": "test", "label": ["a"] * 900 + ["b"] * 90 + ["c"] * 2})
    part = select_test_samples(table, ["a", "b", "c"], most=100)
    assert list(np.bincount(part.true)) == [90, 9, 1]
    assert len(set(part.rows)) == 100
    other = select_test_samples(table, ["a", "b", "c"], most=100, seed=1)
    assert not np.array_equal(part.rows, other.rows)


def test_arms_together_are_scored_as_each_alone(by_brightness, monkeypatch):
    blind = predictor(
        "geometry",
        lambda x: np.zeros(len(x)),
        names=list(GEOMETRY_COLUMNS),
        arm="blind",
        family="hybrid",
    )
    extractions = []
    extract = predictor_module.extract
    monkeypatch.setattr(
        predictor_module, "extract", lambda *given: extractions.append(given) or extract(*given)
    )
    ladder = IMAGE_LADDER[:2]
    alone = [on_ladder(squares(), [arm], ladder) for arm in (by_brightness, blind)]
    assert len(extractions) == 2 * (1 + 5 * len(ladder))
    extractions.clear()
    together = on_ladder(squares(), [by_brightness, blind], ladder)
    assert len(extractions) == 1 + 5 * len(ladder)
    pd.testing.assert_frame_equal(together, pd.concat(alone, ignore_index=True))


def test_without_arms_there_is_a_header():
    assert not len(analyses()["robustness"].compute(examined(squares())))


def test_corruptions_are_those_of_the_source():
    names = list(GEOMETRY_COLUMNS)
    arm = predictor("geometry", lambda x: x[:, -2] > 150, DigitsSource(kind="digits"), names)
    table = analyses()["robustness"].compute(examined(squares(), arm))
    assert list(table["corruption"].unique()) == [kind.name for kind in IMAGE_LADDER]


def test_a_model_without_its_source_is_refused(by_brightness):
    with pytest.raises(CraftbenchError, match="d arm: the model was stored without the settings"):
        analyses()["robustness"].compute(examined(squares(), by_brightness))


def test_features_of_a_few_rows_are_those_among_all():
    arm, samples = predictor("rhythm", lambda x: x[:, 0] > 1, None, list(RHYTHM_COLUMNS)), beats()
    chosen = np.array([5, 100, 20])
    every = arm.prepare(samples)
    assert np.array_equal(arm.prepare(samples, chosen), every[chosen])


DARKER = Corruption(
    "darker", "grey", "", (1, 2, 30, 60, 120), lambda v, t, level, rng: v - np.minimum(v, level)
)


def test_differences_are_paired_by_sample_and_by_repeat():
    """Two copies of an arm never differ."""
    by_brightness = predictor("geometry", lambda x: x[:, -2] > 150, names=list(GEOMETRY_COLUMNS))
    net = replace(by_brightness, about=replace(by_brightness.about, arm="net", family="learned"))
    given = examined(squares(), by_brightness, net)
    table = differences_on(given, [SAME, DARKER])
    assert list(table["corruption"].unique()) == ["same", "darker", "all"]
    assert (table[["difference", "excess_drop"]] == 0).all(axis=None)
    assert (table.query("severity == '3'")["difference_high"] > 0).all(), "it has an interval"
    assert (table[["arm", "rival_arm"]] == ["arm", "net"]).all(axis=None)


def test_difference_and_excess_drop_follow_from_the_accuracies_of_the_arms():
    names = list(GEOMETRY_COLUMNS)
    robust = predictor("geometry", lambda x: x[:, -2] > 110, names=names)
    fragile = predictor("geometry", lambda x: x[:, -2] > 190, names=names, arm="net")
    fragile = replace(fragile, about=replace(fragile.about, family="learned"))
    given = examined(squares(), robust, fragile)
    of_arms = robustness_on(given, [DARKER]).set_index(["arm", "severity"])
    table = differences_on(given, [DARKER])
    of_all, own = (table.query(f"corruption == '{one}'") for one in ("all", "darker"))
    for row in own.itertuples():
        mine, its = of_arms.loc[("arm", row.severity)], of_arms.loc[("net", row.severity)]
        assert row.difference == pytest.approx(mine["accuracy"] - its["accuracy"])
        assert row.excess_drop == pytest.approx(mine["accuracy_drop"] - its["accuracy_drop"])
        assert row.difference_low <= row.difference <= row.difference_high
    middle = own.set_index("severity").loc["3"]
    assert middle["difference"] > 0.4 and middle["difference_low"] > 0
    assert middle["excess_drop"] < -0.4
    numbers = ["difference", "difference_low", "excess_drop", "excess_drop_high"]
    np.testing.assert_allclose(of_all[numbers], own[numbers])


def test_corrupted_samples_are_predicted_once_for_both_tables(by_brightness, monkeypatch):
    given, predicted = examined(squares(), by_brightness), []
    predict = Predictor.predict
    monkeypatch.setattr(Predictor, "predict", lambda *args: predicted.append(1) or predict(*args))
    robustness_on(given, (SAME,))
    differences_on(given, (SAME,))
    assert len(predicted) == 6
