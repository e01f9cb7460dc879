"""Pictures that a table names, and pictures of many sizes: each input with its outcome."""

import made_files
import numpy as np
import pandas as pd
import pytest
from PIL import Image

from craftbench.datasets.image_folder.sizes import commonest_size, fitted
from craftbench.datasets.image_folder.source import ImageFolderSource
from craftbench.datasets.registry import parse_source
from craftbench.errors import CraftbenchError

COLUMNS = {"file": "path", "label": "animal", "group": "owner"}


def load(path, classes=("cat", "dog"), **settings):
    given = {"kind": "image_manifest", "file": str(path), "columns": COLUMNS} | settings
    return parse_source(given).load(list(classes))


def test_labels_and_groups_come_from_the_columns(tmp_path):
    samples = load(made_files.manifest(tmp_path))
    assert samples.values.shape == (24, 24, 24)
    assert samples.table["group"].nunique() == 12
    assert samples.table["source"][0] == "photos of pets/cat/person00_0.png"


def test_missing_files_and_other_labels_are_rejected(tmp_path):
    path = made_files.manifest(tmp_path)
    table = pd.read_csv(path)
    table.loc[0, "path"] = "nowhere/ä b.png"
    table.loc[1, "animal"] = "bird"
    table.loc[2, "owner"] = None
    table.to_csv(path, index=False)
    rejected = load(path).rejected.set_index("source")["reason"]
    assert rejected["nowhere/ä b.png"] == "there is no such file"
    assert sorted(rejected) == [
        "class bird is not among the card's classes",
        "no group",
        "there is no such file",
    ]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda table: table.assign(path=table["path"].iloc[0]), "line 3 names .* again"),
        (lambda table: table.assign(path="x/" + table["path"]), "none of 24 pictures can be used"),
        (lambda table: table.rename(columns={"path": "paht"}), "no column 'path'.*did you mean"),
        (lambda table: table.assign(owner=None), "column owner is blank"),
    ],
)
def test_wrong_tables_are_named(change, message, tmp_path):
    path = made_files.manifest(tmp_path)
    change(pd.read_csv(path)).to_csv(path, index=False)
    with pytest.raises(CraftbenchError, match=message):
        load(path)


def test_paths_may_begin_in_another_folder(tmp_path):
    path = made_files.manifest(tmp_path)
    (tmp_path / "lists").mkdir()
    path = path.rename(tmp_path / "lists" / "pets.csv")
    assert len(load(path, folder=str(tmp_path)).values) == 24


WIDE = np.zeros((40, 80), np.uint8)
WIDE[:, 30:50] = 200


def test_resizing_stretches_both_sides():
    found = fitted(WIDE, (40, 40), "resize")
    assert found.shape == (40, 40)
    assert (found[:, 18:22] > 150).all() and (found[:, :12] == 0).all()


def test_padding_keeps_the_shape_of_things():
    found = fitted(WIDE, (40, 40), "pad")
    assert found.shape == (40, 40)
    assert (found[:10] == 0).all() and (found[30:] == 0).all()
    assert (found[10:30] > 100).sum(axis=1).tolist() == [10] * 20
    larger = fitted(WIDE, (50, 100), "pad")
    np.testing.assert_array_equal(larger[5:45, 10:90], WIDE)


def test_cropping_takes_the_middle():
    np.testing.assert_array_equal(fitted(WIDE, (40, 40), "crop"), WIDE[:, 20:60])
    assert fitted(WIDE[:, :30], (40, 40), "crop").shape == (40, 40)


@pytest.mark.parametrize("fit", ["resize", "pad", "crop"])
@pytest.mark.parametrize("size", [(7, 9), (33, 5), (1, 1), (90, 100)])
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_sizes_types_and_values_hold(fit, size, dtype):
    picture = np.full((20, 31, 3), 60 if dtype == "uint8" else 60_000, dtype)
    found = fitted(picture, size, fit)
    assert found.shape == (*size, 3) and found.dtype == dtype
    assert found.max() == picture.max()
    assert fit == "pad" or found.min() == picture.min()


def pictures_of_sizes(folder):
    for label in ("cat", "dog"):
        (folder / label).mkdir()
        for i, size in enumerate([(12, 10), (12, 10), (30, 20)]):
            pixels = np.full(size, 40 + i, np.uint8)
            Image.fromarray(pixels).save(folder / label / f"{i}.PNG")
    return folder


@pytest.mark.parametrize("fit", ["resize", "pad", "crop"])
def test_pictures_of_other_sizes_are_fitted_to_most_or_to_a_size(fit, tmp_path):
    folder = pictures_of_sizes(tmp_path)
    source = ImageFolderSource(kind="image_folder", folder=str(folder), odd_files=fit)
    assert source.load(["cat", "dog"]).values.shape == (6, 12, 10)
    small = source.model_copy(update={"size": (8, 8)})
    assert small.load(["cat", "dog"], threads=2).values.shape == (6, 8, 8)
    new = small.read_new(folder / "cat" / "2.PNG", {}, (8, 8))
    np.testing.assert_array_equal(new.values[0], small.load(["cat"]).values[2])


def test_other_sizes_are_never_changed_silently(tmp_path):
    source = ImageFolderSource(kind="image_folder", folder=str(pictures_of_sizes(tmp_path)))
    with pytest.raises(CraftbenchError, match="odd_files: resize, pad or crop brings them to one"):
        source.load(["cat", "dog"])
    sized = source.model_copy(update={"size": (12, 11)})
    with pytest.raises(CraftbenchError, match="0 of 6 pictures have 12 × 11 pixels"):
        sized.load(["cat", "dog"])


def test_the_commonest_size_is_that_of_upright_pictures(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("L", (8, 6)).save(tmp_path / "x.jpg", exif=exif)
    assert commonest_size([tmp_path / "x.jpg"]) == (8, 6)
    (tmp_path / "y.jpg").write_bytes(b"")
    assert commonest_size([tmp_path / "y.jpg"]) is None
