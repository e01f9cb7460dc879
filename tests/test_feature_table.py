"""A table of features computed elsewhere: alone, and beside pictures."""

import made_files
import numpy as np
import pandas as pd
import pytest

from craftbench.config.cards import Card
from craftbench.datasets.registry import parse_source
from craftbench.datasets.samples import Samples
from craftbench.datasets.table_features import FeatureTable, with_table
from craftbench.errors import CraftbenchError
from craftbench.protocol.duplicates import nearest
from craftbench.protocol.prepare import prepare
from craftbench.protocol.splits import HoldOut
from craftbench.runs.extraction import extract
from craftbench.settings import validate
from features import FEATURE_SETS

SPLIT = HoldOut(kind="hold_out")
COLUMNS = {"label": "diagnosis", "group": "patient"}


def alone(path, **settings):
    return parse_source({"kind": "feature_table", "file": str(path), "columns": COLUMNS} | settings)


def card(source, arms, views=None):
    content = {"title": "x", "source": source, "classes": ["ill", "well"], "training_sizes": [4]}
    content |= {"arms": arms} | ({"views": views} if views else {})
    return validate(content, Card, "x.yaml")


def test_rows_are_samples_and_gaps_stay_gaps(tmp_path):
    source = alone(made_files.features(tmp_path), id="id")
    samples = prepare(source, ["ill", "well"], SPLIT, seed=0)
    features, _ = extract("table", samples.values, samples.table)
    assert list(features) == ["sample", "area", "perimeter"]
    assert np.isnan(features["perimeter"][3]) and features["perimeter"].isna().sum() == 1
    assert samples.table["source"][3] == "measured.csv[s3]"
    np.testing.assert_array_equal(samples.values[:, 0], features["area"])


def test_units_are_read_from_the_names():
    found = FEATURE_SETS["table"].describe(["area [mm²]", "ratio"])
    assert found["area [mm²]"].unit == "mm²"
    assert found["ratio"].unit == ""


def test_new_rows_are_read_without_labels(tmp_path):
    path = made_files.features(tmp_path)
    source = alone(path, id="id")
    pd.read_csv(path).drop(columns=["diagnosis", "patient", "id"]).to_csv(
        tmp_path / "new.csv", index=False
    )
    new = source.read_new(tmp_path / "new.csv", {}, (2,))
    assert new.values.shape == (60, 2)
    assert {"table:area", "table:perimeter"} <= set(new.table)
    (tmp_path / "less.csv").write_text("area\n1\n")
    with pytest.raises(CraftbenchError, match=r"1 columns of features \(area\), but .* on 2; give"):
        source.read_new(tmp_path / "less.csv", {}, (2,))


def picture_table(folder, names):
    frame = pd.DataFrame({"picture": names, "length": range(len(names)), "label": "x"})
    frame.to_csv(folder / "measured.csv", index=False)
    return {"file": str(folder / "measured.csv"), "id": "picture", "without": ["label"]}


@pytest.mark.parametrize("spelling", ["whole", "name", "stem"])
def test_a_table_beside_pictures_is_joined_by_their_names(spelling, tmp_path):
    files = sorted(made_files.pictures(tmp_path / "p").rglob("*.png"))
    names = {
        "whole": [file.relative_to(tmp_path / "p").as_posix() for file in files],
        "name": [file.name for file in files],
        "stem": [file.stem for file in files],
    }[spelling]
    if spelling != "whole":  # the same names in both class folders would be ambiguous
        for file in (tmp_path / "p" / "dog").iterdir():
            file.rename(file.with_name("d" + file.name))
        names = [("d" if "/dog/" in str(f) else "") + n for f, n in zip(files, names, strict=True)]
    given = picture_table(tmp_path, names)
    settings = {"kind": "image_folder", "folder": str(tmp_path / "p"), "features": given}
    samples = prepare(parse_source(settings), ["cat", "dog"], SPLIT, seed=0)
    assert samples.table["table:length"].tolist() == list(range(24))
    assert samples.values.shape == (24, 24, 24)


def test_samples_of_an_array_are_named_by_their_number():
    table = pd.DataFrame({"source": ["x.npy[0]", "x.npy[1]"]})
    samples = Samples(np.zeros((2, 4, 4)), table)
    with pytest.raises(CraftbenchError, match="there is no such file; correct source.features.fi"):
        with_table(samples, FeatureTable(file="nothing.csv", id="i"))


FAULTS = [
    (["cat/none.png"], "24 of 24 samples have no row, the first: cat/person00_0.png"),
    (["a", "a"], "line 3 has 'a' again in the column picture"),
    (["a", None], "line 3 has no name in the column picture"),
]


@pytest.mark.parametrize(("names", "message"), FAULTS)
def test_rows_that_do_not_fit_are_named(names, message, tmp_path):
    made_files.pictures(tmp_path / "p")
    given = picture_table(tmp_path, names)
    settings = {"kind": "image_folder", "folder": str(tmp_path / "p"), "features": given}
    with pytest.raises(CraftbenchError, match=message):
        prepare(parse_source(settings), ["cat", "dog"], SPLIT, seed=0)


@pytest.mark.parametrize(
    ("cell", "settings", "message"),
    [
        (("area", "large"), {}, "line 2 has 'large' in the column area, expected a number"),
        (("area", "inf"), {}, "line 2 has an infinite value in the column area"),
        ((), {"id": None}, "line 2 has 's0' in the column id, expected a number"),
        ((), {"without": ["aera"]}, "no column 'aera'; did you mean 'area'"),
        ((), {"without": ["area", "perimeter"]}, "no column of features is left"),
        (("id", "s1"), {}, "line 3 has no name of its own in the column id"),
    ],
)
def test_wrong_cells_and_settings_are_named(cell, settings, message, tmp_path):
    path = made_files.features(tmp_path)
    table = pd.read_csv(path, dtype=str)
    if cell:
        table.loc[0, cell[0]] = cell[1]
    table.to_csv(path, index=False)
    with pytest.raises(CraftbenchError, match=message):
        alone(path, **({"id": "id"} | settings)).load(["ill", "well"])


ALONE = {"kind": "feature_table", "file": "x.csv"}
FOREST = {"representation": ["table"], "model": "random_forest"}
PIXELS = {"kind": "image", "height": 32, "width": 32}
IMAGES = {"kind": "image_folder", "folder": "x"}


@pytest.mark.parametrize(
    ("source", "arms", "views", "message"),
    [
        (ALONE, {"a": FOREST}, {"pixels": PIXELS}, "views.pixels: a feature_table has rows"),
        (ALONE, {"a": FOREST | {"representation": ["hog"]}}, None, "hog is computed from samples"),
        (IMAGES, {"a": FOREST}, None, "table needs a table; name it in source.features"),
        (ALONE | {"features": {"file": "y.csv", "id": "i"}}, {"a": FOREST}, None, "join both"),
    ],
)
def test_arms_that_cannot_be_are_refused_with_the_card(source, arms, views, message):
    with pytest.raises(CraftbenchError, match=message):
        card(source, arms, views)


def test_a_hybrid_joins_the_table_to_pictures():
    source = IMAGES | {"features": {"file": "y.csv", "id": "i"}}
    arms = {"both": {"representation": ["pixels", "table"], "model": "lenet5"}, "forest": FOREST}
    found = card(source, arms, {"pixels": PIXELS})
    assert found.family("both") == "hybrid" and found.family("forest") == "hand-crafted"


def test_missing_values_do_not_hide_duplicates():
    pool = np.array([[0.0, 1.0], [5.0, np.nan], [9.0, 3.0]], np.float32)
    found = nearest(np.array([[5.0, np.nan]], np.float32), pool)
    assert found.place.tolist() == [1] and found.distance[0] == 0
