"""Charts of the report: what is drawn is what the tables say."""

import io
import json
import xml.etree.ElementTree as ElementTree

import numpy as np
import pandas as pd
import pytest

from craftbench.report.charts.arms import HIDDEN
from craftbench.report.charts.export import exported
from craftbench.report.charts.labels import Labels
from craftbench.report.charts.registry import CHARTS, draw
from craftbench.report.charts.spread import spread

LABELS = Labels("Belt")
ARMS = {"majority": "baseline", "forest": "hand-crafted", "svm": "hand-crafted", "cnn": "learned"}
SIZES = [10, 30, 90]
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


def tables(**other) -> dict[str, pd.DataFrame]:
    verdict = {"dataset": "belt", "training_size": 90, "arm": "cnn", "family": "learned"}
    verdict |= {"rival_arm": "forest", "rival_family": "hand-crafted"}
    found = {"learning_curves": curves(), "crossing": crossing(), "selection": pd.DataFrame()}
    return found | {"verdict": pd.DataFrame([verdict])} | other


def data_of(spec: dict) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(spec["data"]["values"]))


def texts_of(svg: bytes) -> list[str]:
    found = ElementTree.fromstring(svg)
    return ["".join(one.itertext()) for one in found.iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize("name", CHARTS)
def test_charts_are_drawn_without_a_browser_the_same_way_twice(name):
    spec = draw(name, tables(), LABELS)
    files = exported(spec)
    assert files == exported(spec)
    assert files[".png"].startswith(b"\x89PNG") and texts_of(files[".svg"])
    assert b"var(--" not in files[".svg"] + files[".vl.json"]
    assert spec["description"].startswith("Belt")


@pytest.mark.parametrize("name", CHARTS)
def test_a_table_without_rows_gives_a_sentence(name):
    empty = {key: table.iloc[:0] for key, table in tables().items()}
    spec = draw(name, empty, LABELS)
    assert "has no rows" in spec["usermeta"]["missing"]
    assert any("has no rows" in text for text in texts_of(exported(spec)[".svg"]))


def test_learning_curves_hold_the_table():
    spec = draw("learning_curves", tables(), LABELS)
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
    without = exported(draw(name, tables(), LABELS))[".svg"]
    assert not any("leads from" in text for text in texts_of(without))
    crosses = exported(draw(name, tables(crossing=crossing(at=40.0)), LABELS))[".svg"]
    assert "learned leads from 40 batches (20 to ?)" in texts_of(crosses)


def test_ticks_are_the_training_sizes_and_the_answer_has_an_arm_a_family():
    texts = texts_of(exported(draw("answer", tables(), LABELS))[".svg"])
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
    from craftbench.report.charts import arm_switches, chart_html, scripts

    spec = draw("answer", tables(), Labels("</script><b>"))
    html = chart_html("belt", "answer", spec)
    inside = html.split('id="chart-belt-answer">')[1].split("</script>")[0]
    assert json.loads(inside) == spec
    assert 'data-chart="belt:answer"' in html and "<b>" not in html
    switches = arm_switches("belt", ARMS, {"cnn": "<i>"})
    assert 'data-dataset="belt"' in switches and "<i>" not in switches
    assert switches.count(" checked") == 3, "baselines start hidden"
    assert "https://cdn" not in scripts() and scripts().count("</script>") == 3
