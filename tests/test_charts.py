"""Charts of the report: what is drawn is what the tables say."""

import io
import json
import xml.etree.ElementTree as ElementTree
from functools import cache
from itertools import product

import numpy as np
import pandas as pd
import pytest

from craftbench.errors import CraftbenchError
from craftbench.report.charts import arm_switches, chart_html, scripts
from craftbench.report.charts.__main__ import LABELS as LABELS_FILE
from craftbench.report.charts.__main__ import chosen, main
from craftbench.report.charts.arms import HIDDEN
from craftbench.report.charts.export import exported
from craftbench.report.charts.joint import draw_joint
from craftbench.report.charts.labels import Labels
from craftbench.report.charts.log_ticks import log_ticks
from craftbench.report.charts.registry import CHARTS, draw
from craftbench.report.charts.short_names import short_names
from craftbench.report.charts.spread import spread
from craftbench.report.charts.training_curves import fewer_points

LABELS = Labels("Belt")
ARMS = {"majority": "baseline", "forest": "hand-crafted", "svm": "hand-crafted", "cnn": "learned"}
SIZES = [10, 30, 90]
CHOSEN = ("forest", "cnn")
INTERVAL = "groups and repeats"


def curves() -> pd.DataFrame:
    rng = np.random.default_rng(0)
    rows = [
        (arm, family, size, score, score - 0.03, score + 0.02)
        for arm, family in ARMS.items()
        for size, score in zip(SIZES, np.sort(rng.uniform(0.6, 0.9, 3)), strict=True)
    ]
    names = ["arm", "family", "training_size", "score", "score_low", "score_high"]
    table = pd.DataFrame(rows, columns=names).assign(
        dataset="belt", size_unit="batches", repeats=3, n_test=40, metric="macro_f1"
    )
    for end in ("", "_low", "_high"):
        table[f"train_score{end}"] = 1.0
    return table.assign(train_samples=table["training_size"] * 5.0, interval=INTERVAL)


def crossing(at: float = np.nan) -> pd.DataFrame:
    row = {"arm": "cnn", "family": "learned", "rival_arm": "forest", "crossing": at}
    row |= {"rival_family": "hand-crafted", "crossing_low": at / 2, "crossing_high": np.nan}
    return pd.DataFrame([row | {"smallest_size": 10.0, "largest_size": 90.0}])


def pareto() -> pd.DataFrame:
    table = curves().assign(selected=True, price=np.nan)
    table["labelled_samples"] = table["training_size"] * 6.0
    table["cpu_seconds"] = table["training_size"] * table["arm"].map({"cnn": 9.0}).fillna(0.01)
    table["cpu_seconds_low"] = table["cpu_seconds_high"] = table["cpu_seconds"]
    front = table["arm"].isin(["forest", "cnn", "majority"])
    return table.assign(cpu_seconds_front=front, labelled_samples_front=front, price_front=pd.NA)


def reliability() -> pd.DataFrame:
    rows = [(arm, ARMS[arm], i, 20, 0.5 + i / 5, 0.4 + i / 5) for arm in CHOSEN for i in range(3)]
    table = pd.DataFrame(rows, columns=["arm", "family", "bin", "n", "confidence", "accuracy"])
    low, high = table["accuracy"] - 0.1, table["accuracy"] + 0.1
    return table.assign(accuracy_low=low, accuracy_high=high, interval="groups only")


def robustness() -> pd.DataFrame:
    rows = [
        (arm, ARMS[arm], kind, severity, 0.9)
        for arm in CHOSEN
        for kind in ("motion_blur", "noise")
        for severity in ("0", "1", "2", "area")
    ]
    table = pd.DataFrame(rows, columns=["arm", "family", "corruption", "severity", "accuracy"])
    table = table.assign(accuracy_low=0.8, accuracy_high=1.0, level=np.nan, unit="mm")
    return table.assign(repeats=3, n=40, interval=INTERVAL)


def history(arms=("cnn",), folds: int = 1, epochs: int = 60, repeats: int = 2) -> pd.DataFrame:
    names = ["arm", "training_size", "repeat", "fold", "epoch"]
    runs = product(arms, SIZES, range(repeats), range(folds), range(1, epochs + 1))
    table = pd.DataFrame(runs, columns=names)
    for name in ("loss", "accuracy", "validation_loss", "validation_accuracy"):
        table[name] = 1 / table["epoch"]
    return table


def fits() -> pd.DataFrame:
    table = history()[["arm", "training_size", "repeat"]].drop_duplicates()
    return table.assign(best_epoch=17.0)


def tables(**other) -> dict[str, pd.DataFrame]:
    verdict = {"dataset": "belt", "training_size": 90, "arm": "cnn", "family": "learned"}
    verdict |= {"rival_arm": "forest", "rival_family": "hand-crafted"}
    largest = curves().query("training_size == 90")
    found = {"learning_curves": curves(), "crossing": crossing(), "selection": pd.DataFrame()}
    found |= {"accuracy": largest, "pareto": pareto(), "reliability": reliability()}
    found |= {"robustness": robustness(), "history": history(), "fits": fits()}
    return found | {"verdict": pd.DataFrame([verdict])} | other


@cache
def drawn(name: str) -> dict:
    return draw(name, tables(), LABELS)


@cache
def svg_of(name: str) -> bytes:
    return exported(drawn(name))[".svg"]


def data_of(spec: dict) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(spec["data"]["values"]))


def texts_of(svg: bytes) -> list[str]:
    found = ElementTree.fromstring(svg)
    return ["".join(one.itertext()) for one in found.iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize("name", CHARTS)
def test_charts_are_drawn_without_a_browser_the_same_way_twice(name):
    spec = drawn(name)
    files = exported(spec)
    assert files[".svg"] == svg_of(name)
    assert files[".png"].startswith(b"\x89PNG") and texts_of(files[".svg"])
    assert b"var(--" not in files[".svg"] + files[".vl.json"]
    assert spec["description"].startswith("Belt")


@pytest.mark.parametrize("name", CHARTS)
def test_a_table_without_rows_gives_a_sentence(name):
    empty = {key: table.iloc[:0] for key, table in tables().items()}
    spec = draw(name, empty, LABELS)
    reason = "no arm is a network" if name == "training_curves" else "has no rows"
    assert reason in spec["usermeta"]["missing"]
    assert any(reason in text for text in texts_of(exported(spec)[".svg"]))


@pytest.mark.parametrize("name", ["answer", "learning_curves", "accuracy", "pareto"])
def test_arms_without_scores_and_baselines_alone_give_a_sentence(name):
    first = CHARTS[name].needs[0]
    without = tables()[first].assign(score=np.nan)
    baselines = tables()[first].query("arm == 'majority'")
    for table in (without, baselines):
        spec = draw(name, tables(**{first: table}), LABELS)
        assert "no arm but baselines has a score" in spec["usermeta"]["missing"]


@pytest.mark.parametrize("name", ["answer", "learning_curves"])
def test_one_training_size_shows_its_intervals(name):
    table = curves().query("training_size == 90")
    svg = exported(draw(name, tables(learning_curves=table), LABELS))[".svg"]
    assert b"mark-rule" in svg and b"NaN" not in svg and "90" in texts_of(svg)


def test_learning_curves_hold_the_table():
    spec = drawn("learning_curves")
    found, table = data_of(spec), curves()
    test = found[found["part"] == "test"].reset_index(drop=True)
    for name in ("score", "score_low", "score_high", "repeats", "train_samples"):
        np.testing.assert_allclose(test[name], table[name], rtol=1e-5)
    assert (found.loc[found["part"] == "training", "score"] == 1).all()
    hidden = next(one for one in spec["params"] if one["name"] == HIDDEN)
    assert hidden["value"] == ["majority"]


def test_a_missing_bound_stays_missing():
    table = curves()
    table.loc[table["arm"] == "cnn", ["score_low", "score_high"]] = np.nan
    table.loc[(table["arm"] == "svm") & (table["training_size"] == 10), "score"] = np.nan
    found = data_of(draw("learning_curves", tables(learning_curves=table), LABELS))
    test = found[found["part"] == "test"]
    assert test.loc[test["arm"] == "cnn", ["score_low", "score_high"]].isna().all(axis=None)
    assert list(test.loc[test["arm"] == "svm", "size"]) == [30, 90]
    assert (test["score"] > 0).all()


@pytest.mark.parametrize("name", ["answer", "learning_curves"])
def test_a_crossing_is_marked_only_where_the_table_says_so(name):
    assert not any("leads from" in text for text in texts_of(svg_of(name)))
    crosses = exported(draw(name, tables(crossing=crossing(at=40.0)), LABELS))[".svg"]
    assert "learned leads from 40 batches (20 to ?)" in texts_of(crosses)


def test_ticks_are_the_training_sizes_and_the_answer_has_an_arm_a_family():
    texts = texts_of(svg_of("answer"))
    assert [text for text in texts if text in map(str, SIZES)] == ["10", "30", "90"]
    assert {"learned", "hand-crafted"} <= set(texts)
    assert not any("svm" in text or "majority" in text for text in texts)


def test_names_are_text():
    labels = Labels("Belt", {"cnn": "<b>&amp;</b>", "forest": 'a,\n"b"'})
    svg = exported(draw("learning_curves", tables(), labels))[".svg"]
    assert {"<b>&amp;</b>", 'a,�"b"'} <= set(texts_of(svg))


def test_labels_do_not_overlap_and_stay_inside():
    places = spread(np.array([0.5, 0.5, 0.9, 0.51, 1.2]), 0.1, 0.0, 1.0)
    assert (np.diff(np.sort(places)) >= 0.1 - 1e-9).all()
    assert places.min() >= 0 and places.max() <= 1
    np.testing.assert_allclose(spread(np.array([0.2, 0.8]), 0.1, 0, 1), [0.2, 0.8])
    assert len(spread(np.array([]), 0.1, 0, 1)) == 0


def test_a_specification_is_json_without_an_end_of_script():
    spec = draw("answer", tables(), Labels("</script><b>"))
    html = chart_html("belt", "answer", spec)
    inside = html.split('id="chart-belt-answer">')[1].split("</script>")[0]
    assert json.loads(inside) == spec
    assert 'data-chart="belt:answer"' in html and "<b>" not in html
    switches = arm_switches("belt", ARMS, {"cnn": "<i>"})
    assert 'data-dataset="belt"' in switches and "<i>" not in switches
    assert switches.count(" checked") == 3, "baselines start hidden"
    assert "https://cdn" not in scripts() and scripts().count("</script>") == 3


def test_pareto_leaves_baselines_out_and_marks_fronts():
    found = data_of(drawn("pareto"))
    assert set(found["arm"]) == {"forest", "svm", "cnn"}
    assert set(found["panel"]) == {"CPU seconds of a run", "labelled samples of a run"}
    assert found.loc[found["front"], "arm"].isin(["forest", "cnn"]).all()
    assert '"false"' not in drawn("pareto")["data"]["values"], "Vega reads only false as false"
    texts = texts_of(svg_of("pareto"))
    assert {"60", "180", "540"} <= set(texts), "ticks at the sizes"
    assert "cnn, 90" in texts and not any(text.startswith("svm") for text in texts)


def test_pareto_without_a_front_has_points_only():
    table = pareto().assign(cpu_seconds_front=False, labelled_samples_front=False)
    found = data_of(draw("pareto", tables(pareto=table), LABELS))
    assert len(found) == 2 * 9 and found["label"].isna().all()


def test_reliability_has_a_panel_an_arm_and_robustness_one_a_corruption():
    assert set(data_of(drawn("reliability"))["panel"]) == {"forest (hand-crafted)", "cnn (learned)"}
    found = data_of(drawn("robustness"))
    assert set(found["panel"]) == {"motion blur", "noise"}
    assert set(found["severity"]) == {0, 1, 2}, "means over severities are no severity"
    assert found["level"].isna().all(), "a missing level stays missing"


def test_accuracy_is_sorted_and_holds_the_table():
    found = data_of(drawn("accuracy"))
    assert found["score"].is_monotonic_decreasing
    expected = curves().query("training_size == 90").set_index("arm")["score"]
    np.testing.assert_allclose(found.set_index("arm")["score"], expected[found["arm"]], rtol=1e-5)


def test_training_curves_of_networks_without_scores_are_left_out_with_the_reason():
    given = tables()
    curves = given["learning_curves"]
    given = given | {"learning_curves": curves[curves["arm"] != "cnn"]}
    given["history"] = given["history"][given["history"]["arm"] == "cnn"]
    assert "no network was scored" in json.dumps(draw("training_curves", given, LABELS))


def test_training_curves_mark_the_chosen_epoch_once_a_run():
    found = data_of(drawn("training_curves"))
    runs = found.groupby(["arm", "size", "repeat"])
    assert (runs["chosen"].count() == 1).all() and found["chosen"].max() == 17
    assert (runs["epoch"].min() == 1).all() and (runs["epoch"].max() == 60).all()
    assert "chosen: 17" in texts_of(svg_of("training_curves"))


@pytest.mark.parametrize(("arms", "folds", "repeats"), [(1, 3, 5), (20, 3, 5), (40, 1, 9)])
def test_many_training_curves_are_thinned(arms, folds, repeats):
    whole = history([f"cnn{i}" for i in range(arms)], folds, 30, repeats)
    found = fewer_points(whole, most=3000)
    assert len(found) <= 3000 and found["arm"].nunique() == arms
    assert set(found["training_size"]) == set(SIZES)
    ends = found.groupby(["arm", "training_size", "repeat", "fold"])["epoch"].agg(["min", "max"])
    assert (ends["min"] == 1).all() and (ends["max"] == 30).all()


def test_ranks_are_drawn_where_they_were_tested():
    families = ["learned", "hand-crafted", "fixed-filter"]
    table = pd.DataFrame({"family": families, "mean_rank": [1.5, 2.0, 2.5], "datasets": 8})
    table = table.assign(critical_difference=0.9, friedman_p=0.04, note="")
    found = data_of(draw_joint({"ranks": table})["ranks"])
    assert found["not_worse_until"].tolist() == [2.4, 2.9, 3.4]
    untested = table.assign(critical_difference=np.nan, note="too few data sets")
    assert "too few data sets" in draw_joint({"ranks": untested})["ranks"]["usermeta"]["missing"]
    assert "missing" in draw_joint({})["ranks"]["usermeta"]


@pytest.mark.parametrize("name", ["pareto", "training_curves"])
def test_a_chart_is_drawn_again_from_the_tables_of_a_run(tmp_path, name):
    folder = tmp_path / "belt"
    for kind in ("tables", "history", "fits"):
        (folder / kind).mkdir(parents=True)
    found = tables()
    for kind in ("history", "fits"):
        found.pop(kind).drop(columns="arm").to_parquet(folder / kind / "cnn.parquet")
    for table, rows in found.items():
        if len(rows):
            rows.to_csv(folder / "tables" / f"{table}.csv", index=False)
    figures = tmp_path / "exports" / "belt" / "figures"
    figures.mkdir(parents=True)
    (figures / LABELS_FILE).write_text(json.dumps({"title": "Belt"}))
    out = tmp_path / "again.svg"
    main(["belt", name, "--out", str(out), "--results", str(tmp_path)])
    assert out.read_bytes() == svg_of(name)
    with pytest.raises(CraftbenchError, match="expected a name that ends in .svg"):
        main(["belt", name, "--out", "again.pdf"])
    with pytest.raises(CraftbenchError, match="no tables"):
        main(["other", name, "--out", str(out), "--results", str(tmp_path)])


def test_a_file_may_show_another_choice_than_the_first():
    spec = chosen(draw("learning_curves", tables(), LABELS), {"part": "training"})
    assert next(one for one in spec["params"] if one["name"] == "part")["value"] == "training"
    assert exported(spec)[".svg"] != svg_of("learning_curves")
    spec = chosen(draw("training_curves", tables(), LABELS), {"size": "30"})
    assert next(one for one in spec["params"] if one["name"] == "size")["value"] == 30
    with pytest.raises(CraftbenchError, match="expected one of test, training"):
        chosen(drawn("learning_curves"), {"part": "validation"})
    with pytest.raises(CraftbenchError, match="the chart has no such choice; it has none"):
        chosen(drawn("answer"), {"part": "test"})


def test_long_names_are_short_and_differ():
    long = "Rhythm, landmarks, morphology, wavelets and many more features + "
    names = {"a": long + "random forest", "b": long + "gradient boosting", "c": "SVM"}
    short = short_names(names | {"d": "x" * 99, "e": "x" * 98})
    assert short["a"].endswith("random forest") and short["b"].endswith("boosting")
    assert short["c"] == "SVM" and short["d"] == "d" and short["e"] == "e"
    assert all(len(name) <= 44 for name in short.values())


def test_ticks_of_a_logarithmic_axis_are_round():
    assert log_ticks(0.04, 11) == [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10]
    assert log_ticks(0.04, 5000) == [0.1, 1, 10, 100, 1000]
    assert log_ticks(3, 4) == [3, 4], "the ends, where no round number is between"
