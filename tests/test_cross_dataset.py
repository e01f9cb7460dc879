from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from examined_arms import contest_of, examined
from made_squares import predictor, squares
from scipy.ndimage import zoom

import craftbench.predict.predictor as predictor_module
from craftbench.analyses.analysis import analyses
from craftbench.analyses.pair import Pair
from craftbench.config.analyses import AnalysisSettings
from craftbench.datasets.samples import Samples
from craftbench.errors import CraftbenchError
from craftbench.predict.predictor import Predictor
from features.cooccurrence import cooccurrence
from features.image import GEOMETRY_COLUMNS


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


def per_class(pair: Pair) -> pd.DataFrame:
    return analyses()["cross_dataset_per_class"].compute(pair)


@pytest.fixture
def by_brightness() -> Predictor:
    return predictor("geometry", lambda x: x[:, -2] > 150, names=list(GEOMETRY_COLUMNS))


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


def test_features_are_extracted_once_for_all_arms_repeats_and_tables(by_brightness, monkeypatch):
    """Two data sets with two feature sets each: four extractions, however many models there are."""
    names = list(cooccurrence(squares().values))
    texture = predictor("cooccurrence", lambda x: x[:, 0] > 0, arm="texture", names=names)
    twin = replace(by_brightness, about=replace(by_brightness.about, arm="twin"))
    pair = pair_of([by_brightness, twin, texture], squares(), squares(seed=1), "elsewhere")
    one = pair.load
    pair = replace(pair, load=lambda arm: [*one(arm)] * 3)
    extractions, tested = [], []
    extract = predictor_module.extract
    monkeypatch.setattr(
        predictor_module, "extract", lambda *given: extractions.append(given[0]) or extract(*given)
    )
    prepare = Predictor.prepare
    monkeypatch.setattr(Predictor, "prepare", lambda *given: tested.append(1) or prepare(*given))
    table = analyses()["cross_dataset"].compute(pair)
    assert list(table["arm"]) == ["arm", "twin", "texture"] and set(table["repeats"]) == {3}
    assert set(per_class(pair)["arm"]) == {"arm", "twin", "texture"}
    assert sorted(extractions) == ["cooccurrence", "cooccurrence", "geometry", "geometry"]
    assert len(tested) == 2 * 3 * 3, "each model predicts each data set once for both tables"


def test_scores_of_each_class_stand_beside_those_of_the_own_test_part(by_brightness):
    """Elsewhere every fourth sample, a dark one, looks light."""
    own, other = squares(), squares(seed=1)
    other.values[::4] = other.values[1::4]
    table = per_class(pair_of([by_brightness], own, other, "elsewhere")).set_index("class")
    assert (table[["own_sensitivity", "own_precision", "own_f1"]] == 1).all(axis=None)
    assert table["sensitivity"].to_dict() == {"dark": 0.5, "light": 1}
    assert table["precision"].to_dict() == {"dark": 1, "light": pytest.approx(2 / 3)}
    assert table["f1"].to_dict() == pytest.approx({"dark": 2 / 3, "light": 0.8})
    assert table["f1_drop"].to_list() == pytest.approx([1 / 3, 0.2])
    bounds = table[["f1_drop_low", "f1_drop", "f1_drop_high"]].to_numpy()
    assert (np.diff(bounds, axis=1) > 0).all()
    assert table["n"].to_list() == [40, 40] and table["groups"].to_list() == [20, 20]
    assert table["own_n"].sum() == (own.table["role"] == "test").sum()


def test_own_figures_are_also_given_without_the_groups_of_the_card(by_brightness):
    """In one own group light is dark; without it the own scores are perfect."""
    own, other = squares(), squares(seed=1)
    bad = own.table["group"] == "g3"
    own.values[bad], own.table.loc[bad, "role"] = own.values[0], "test"
    pair = pair_of([by_brightness], own, other, "elsewhere")
    contest = pair.contest.model_copy(update={"report_without": ["g3"]})
    table = per_class(replace(pair, contest=contest)).set_index(["left_out", "class"])
    assert table.loc[("", "light"), "own_sensitivity"] < 1
    assert table.loc[("g3", "light"), "own_sensitivity"] == 1
    assert table.loc[("", "light"), "own_n"] - table.loc[("g3", "light"), "own_n"] == 2
    unchanged = ["n", "sensitivity", "sensitivity_low", "sensitivity_high"]
    assert table.loc[("", "light"), unchanged].equals(table.loc[("g3", "light"), unchanged])


def test_class_without_own_test_samples_is_said(by_brightness):
    own = squares()
    own.table.loc[own.table["label"] == "light", "role"] = "pool"
    table = per_class(pair_of([by_brightness], own, squares(seed=1), "elsewhere"))
    row = table.set_index("class").loc["light"]
    assert np.isnan(row["own_f1"]) and np.isnan(row["f1_drop"]) and row["f1"] == 1
    assert "d: no test sample of this class" in row["note"]


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
