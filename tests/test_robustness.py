from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from examined_arms import contest_of, examined
from made_beats import beats
from made_predictor import made_predictor
from scipy.ndimage import zoom

import craftbench.predict.predictor as predictor_module
from craftbench.analyses.analysis import analyses
from craftbench.analyses.pair import Pair
from craftbench.analyses.robustness.robustness import robustness_on
from craftbench.analyses.test_samples import select_test_samples
from craftbench.config.analyses import AnalysisSettings
from craftbench.datasets.corruptions.corruption import Corruption
from craftbench.datasets.corruptions.images import IMAGE_LADDER
from craftbench.datasets.digits import DigitsSource
from craftbench.datasets.samples import Samples
from craftbench.errors import CraftbenchError
from craftbench.predict.predictor import Predictor
from features.image import GEOMETRY_COLUMNS
from features.rhythm import RHYTHM_COLUMNS


def on_ladder(samples, arms, ladder, most: int = 300) -> pd.DataFrame:
    settings = AnalysisSettings(robustness={"test_samples": most})
    return robustness_on(examined(samples, *arms, settings=settings), ladder)


def pair_of(arms, own: Samples, other: Samples, name: str) -> Pair:
    by_name = {arm.about.arm: arm for arm in arms}
    contest = contest_of(*arms)
    selection = examined(own, *arms).selection
    return Pair(
        *("d", name, contest, selection, lambda arm: [by_name[arm]], own, other),
        *(AnalysisSettings(), 200, 0),
    )


def cross_dataset(*given) -> pd.DataFrame:
    return analyses()["cross_dataset"].compute(pair_of(*given))


def predictor(feature_set: str, decide, source=None, names=(), **changes) -> Predictor:
    """An arm on one feature set whose decision is given, not trained."""

    def probabilities(x):
        light = np.asarray(decide(x)).astype(float)
        return np.stack([1 - light, light], axis=1)

    names = [f"{feature_set}:{name}" for name in names]
    classes = ["dark", "light"]
    return made_predictor(
        probabilities, classes, feature_sets=[feature_set], names=names, source=source, **changes
    )


@pytest.fixture
def by_brightness() -> Predictor:
    return predictor("geometry", lambda x: x[:, -2] > 150, names=list(GEOMETRY_COLUMNS))


def squares(n: int = 80, seed: int = 0) -> Samples:
    rng = np.random.default_rng(seed)
    values = np.zeros((n, 12, 12), np.uint8)
    light = np.arange(n) % 2 == 1
    values[:, 3:9, 3:9] = np.where(light, 200, 100)[:, None, None]
    table = pd.DataFrame(
        {
            "sample": range(n),
            "label": np.where(light, "light", "dark"),
            "group": [f"g{i // 4}" for i in range(n)],
            "source": "made",
            "role": np.where(rng.random(n) < 0.25, "pool", "test"),
        }
    )
    return Samples(values, table)


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


def test_another_data_set_is_scored_without_a_new_fit(by_brightness):
    own, other = squares(), squares(seed=1)
    other.values[::4] = other.values[1::4]
    row = cross_dataset([by_brightness], own, other, "elsewhere").iloc[0]
    assert row["accuracy"] == pytest.approx(0.75)
    assert row["accuracy_drop"] == pytest.approx(0.25)
    assert row["accuracy_drop_low"] <= row["accuracy_drop"] <= row["accuracy_drop_high"]
    assert (row["dataset"], row["tested_on"], row["family"]) == ("d", "elsewhere", "hand-crafted")
    assert row["n"] == len(other.table), "all samples of the other data set are test samples"
    assert row["interval"] == "groups only"


def test_a_data_set_like_the_own_costs_nothing(by_brightness):
    row = cross_dataset([by_brightness], squares(), squares(seed=3), "twin").iloc[0]
    assert row["accuracy"] == row["macro_f1"] == 1
    assert row["accuracy_drop_low"] <= 0 <= row["accuracy_drop_high"]


def test_transfer_is_judged_by_the_metric_that_sees_a_rare_class(by_brightness):
    """Elsewhere, `arm` never finds the rare class; `net` calls every third dark sample light."""
    own, other = squares(400), squares(400, seed=1)
    for one in (own, other):
        kept = np.flatnonzero((one.table["label"] == "dark") | (one.table["sample"] % 10 == 1))
        one.table, one.values = one.table.iloc[kept].reset_index(drop=True), one.values[kept]
    dark = (other.table["label"] == "dark").to_numpy()
    other.values[~dark] = other.values[dark][0]
    flags = np.zeros(len(dark), bool)

    def of_net(x):
        light = x[:, -2] > 150
        return light if len(x) != len(dark) else flags

    flags[~dark] = True
    flags[np.flatnonzero(dark)[::3]] = True
    net = predictor("geometry", of_net, names=list(GEOMETRY_COLUMNS), arm="net", family="learned")
    table = cross_dataset([by_brightness, net], own, other, "elsewhere").set_index("arm")
    assert set(table["metric"]) == {"macro_f1"}
    assert table.loc["arm", "accuracy_drop"] < table.loc["net", "accuracy_drop"]
    assert table.loc["arm", "score_drop"] > table.loc["net", "score_drop"]
    assert table.loc["net", "excess_drop"] > 0


def test_features_of_each_data_set_are_extracted_once_for_all_arms(by_brightness, monkeypatch):
    about = replace(by_brightness.about, arm="twin")
    arms = [by_brightness, replace(by_brightness, about=about)]
    extractions = []
    extract = predictor_module.extract
    monkeypatch.setattr(
        predictor_module, "extract", lambda *given: extractions.append(given) or extract(*given)
    )
    table = cross_dataset(arms, squares(), squares(seed=1), "elsewhere")
    assert list(table["arm"]) == ["arm", "twin"]
    assert len(extractions) == 2


def test_other_classes_are_refused(by_brightness):
    other = squares()
    other.table["label"] = other.table["label"].replace("dark", "black")
    with pytest.raises(CraftbenchError, match="elsewhere has the classes black, light; expected"):
        cross_dataset([by_brightness], squares(), other, "elsewhere")


def test_samples_that_the_model_cannot_take_are_named(by_brightness):
    pipeline = replace(by_brightness.pipeline, sample_shape=(12, 12))
    strict = replace(by_brightness, pipeline=pipeline)
    other = squares()
    other = Samples(zoom(other.values, (1, 2, 2), order=0), other.table)
    with pytest.raises(CraftbenchError, match="d arm on elsewhere: samples of the shape 24 × 24"):
        cross_dataset([strict], squares(), other, "elsewhere")
