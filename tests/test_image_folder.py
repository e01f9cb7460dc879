"""Pictures in class folders: what is read, what is left out, and how pictures are converted."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from craftbench.config.cards import read_card
from craftbench.datasets.image_folder.picture import UnusablePictureError, read_picture
from craftbench.datasets.image_folder.source import ImageFolderSource
from craftbench.datasets.samples import Samples
from craftbench.errors import CraftbenchError
from craftbench.protocol.prepare import prepare
from craftbench.protocol.splits import HoldOut

GREY = np.arange(48, dtype=np.uint8).reshape(6, 8)
COLOUR = np.stack([GREY, GREY + 60, GREY + 120], axis=-1)


def save(path: Path, pixels: np.ndarray = GREY, **options) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path, **options)


def load(folder: Path, classes: tuple[str, ...] = ("cat", "dog"), **settings) -> Samples:
    source = ImageFolderSource(kind="image_folder", folder=str(folder), **settings)
    return source.load(list(classes))


@pytest.fixture
def folder(tmp_path) -> Path:
    """Two grey pictures of a class."""
    for name in ("cat/1.png", "cat/2.png", "dog/1.png", "dog/2.png"):
        save(tmp_path / name, GREY + (name[0] == "d"))
    return tmp_path


def test_class_folders_give_the_labels(folder):
    samples = load(folder)
    assert samples.values.shape == (4, 6, 8) and samples.values.dtype == np.uint8
    assert samples.table["label"].tolist() == ["cat", "cat", "dog", "dog"]
    assert samples.table["source"].tolist() == ["cat/1.png", "cat/2.png", "dog/1.png", "dog/2.png"]
    assert list(samples.table) == ["source", "label"]
    np.testing.assert_array_equal(samples.values[3], GREY + 1)


def test_folders_train_and_test_give_the_roles(folder, tmp_path_factory):
    root = tmp_path_factory.mktemp("published")
    for part in ("train", "test"):
        (root / part).symlink_to(folder)
    save(root / "extra" / "x.png")
    samples = load(root)
    assert samples.table["role"].value_counts().to_dict() == {"pool": 4, "test": 4}
    assert samples.table["source"][0] == "train/cat/1.png"
    assert samples.rejected.to_numpy().tolist() == [
        ["extra/", "is neither train nor test (1 file)"]
    ]


def test_classes_may_be_called_train_and_test(tmp_path):
    save(tmp_path / "train" / "1.png")
    save(tmp_path / "test" / "1.png")
    samples = load(tmp_path, ("train", "test"))
    assert samples.table["label"].tolist() == ["train", "test"]
    assert "role" not in samples.table


def test_broken_files_are_rejected_with_their_reason(folder):
    save(folder / "cat" / "3.png", np.random.default_rng(0).integers(0, 255, (64, 64), np.uint8))
    content = (folder / "cat" / "3.png").read_bytes()
    (folder / "cat" / "3.png").write_bytes(content[: len(content) // 2])
    (folder / "cat" / "4.png").write_bytes(b"")
    Image.new("L", (8, 6)).save(
        folder / "cat" / "5.gif", save_all=True, append_images=[Image.new("L", (8, 6), 9)]
    )
    rejected = load(folder).rejected.set_index("source")["reason"]
    assert len(rejected) == 3
    assert rejected["cat/3.png"].startswith("cannot be read: ")
    assert str(folder) not in rejected["cat/4.png"]
    assert rejected["cat/5.gif"].startswith("2 frames")


def test_other_sizes_are_an_error_or_rejected(folder):
    save(folder / "dog" / "3.png", GREY[:5])
    save(folder / "dog" / "4.png", GREY.astype(np.uint16))
    expected = (
        r"4 of 6 pictures have 6 × 8 pixels of uint8.*dog/3\.png \(5 × 8 pixels of uint8\), "
        r"dog/4\.png \(6 × 8 pixels of uint16\).*odd_files: reject"
    )
    with pytest.raises(CraftbenchError, match=expected):
        load(folder)
    samples = load(folder, odd_files="reject")
    assert len(samples.values) == 4
    assert samples.rejected["source"].tolist() == ["dog/3.png", "dog/4.png"]
    assert samples.rejected["reason"][0].endswith("most pictures have 6 × 8 pixels of uint8")


def test_one_colour_picture_keeps_colours_and_is_named(folder, caplog):
    save(folder / "dog" / "3.png", COLOUR)
    with caplog.at_level("INFO"):
        samples = load(folder)
    assert "1 of 5 pictures are in colour (the first: dog/3.png); all are stored in colour" in (
        caplog.text
    )
    assert samples.values.shape == (5, 6, 8, 3)
    np.testing.assert_array_equal(samples.values[4], COLOUR)
    np.testing.assert_array_equal(samples.values[0], np.stack([GREY] * 3, axis=-1))
    grey = load(folder, colour="grey").values
    assert grey.shape == (5, 6, 8)
    assert abs(grey[4] - (COLOUR @ [0.299, 0.587, 0.114])).max() <= 0.51
    assert load(folder, colour="rgb").values.shape == (5, 6, 8, 3)


def test_colours_without_any_are_grey(tmp_path):
    save(tmp_path / "x.png", np.stack([GREY] * 3, axis=-1))
    np.testing.assert_array_equal(read_picture(tmp_path / "x.png"), GREY)


def test_rotation_of_the_camera_is_applied(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: show the picture turned by 90° clockwise
    save(tmp_path / "x.png", GREY, exif=exif)
    np.testing.assert_array_equal(read_picture(tmp_path / "x.png"), np.rot90(GREY, -1))


def test_sixteen_bits_are_kept(tmp_path):
    values = (GREY.astype(np.uint16) * 1000)[::-1]
    for ending in ("png", "tif"):
        save(tmp_path / f"x.{ending}", values)
        found = read_picture(tmp_path / f"x.{ending}")
        assert found.dtype == np.uint16
        np.testing.assert_array_equal(found, values)


def test_sixteen_bit_colours_are_refused_rather_than_reduced(tmp_path):
    from skimage.io import imsave

    imsave(tmp_path / "x.tif", COLOUR.astype(np.uint16) * 200, check_contrast=False)
    with pytest.raises(UnusablePictureError, match="colours or alpha of 16 bits"):
        read_picture(tmp_path / "x.tif")


def test_floats_are_kept_and_gaps_refused(tmp_path):
    values = GREY.astype(np.float32) / 7
    save(tmp_path / "x.tif", values)
    np.testing.assert_array_equal(read_picture(tmp_path / "x.tif"), values)
    values[2, 2] = np.nan
    save(tmp_path / "x.tif", values)
    with pytest.raises(UnusablePictureError, match="NaN"):
        read_picture(tmp_path / "x.tif")


def test_transparent_pixels_are_laid_over_white(tmp_path):
    alpha = np.zeros_like(GREY)
    alpha[:3] = 255
    save(tmp_path / "x.png", np.dstack([COLOUR, alpha]))
    found = read_picture(tmp_path / "x.png")
    np.testing.assert_array_equal(found[:3], COLOUR[:3])
    assert (found[3:] == 255).all()
    save(tmp_path / "y.png", np.dstack([GREY, alpha]))
    np.testing.assert_array_equal(read_picture(tmp_path / "y.png")[:3], GREY[:3])


def test_palettes_black_and_white_and_cmyk_are_resolved(tmp_path):
    four = np.repeat(np.repeat(COLOUR[::3, ::4], 3, axis=0), 4, axis=1)
    Image.fromarray(four).quantize(4).save(tmp_path / "p.png")
    assert abs(read_picture(tmp_path / "p.png").astype(int) - four).max() <= 2
    Image.fromarray(GREY > 20).save(tmp_path / "b.png")
    np.testing.assert_array_equal(read_picture(tmp_path / "b.png"), 255 * (GREY > 20))
    Image.fromarray(COLOUR).convert("CMYK").save(tmp_path / "c.tif")
    assert abs(read_picture(tmp_path / "c.tif").astype(int) - COLOUR).max() <= 1


def test_exact_copies_are_warned_about(folder, caplog):
    save(folder / "dog" / "2.png", GREY + 9)
    load(folder)
    expected = "1 of 4 pictures are exact copies of others (the first: cat/2.png and cat/1.png)"
    assert expected in caplog.text and "delete them" in caplog.text
    caplog.clear()
    for number, part in enumerate(("train", "test")):
        save(folder / part / "cat" / "1.png", GREY)
        save(folder / part / "dog" / "1.png", GREY + 1 + number)
    load(folder)
    assert "test/cat/1.png and train/cat/1.png" in caplog.text
    assert "1 pictures are in both the pool and the test part" in caplog.text


def test_groups_come_from_the_path(folder):
    samples = load(folder, group_pattern=r"/(?P<group>1)\.png$")
    assert samples.table["group"].tolist() == ["1", "1"]
    assert samples.rejected["reason"].tolist() == ["its path does not match group_pattern"] * 2
    with pytest.raises(ValueError, match=r"expected a part \(\?P<group>"):
        load(folder, group_pattern="1")


def test_missing_folders_and_unusable_classes_are_told(folder, monkeypatch):
    monkeypatch.setenv("CRAFTBENCH_DATA", "/published")
    with pytest.raises(CraftbenchError, match="/published/nowhere, downloads/nowhere, nowhere;"):
        load(Path("nowhere"))
    (folder / "fox").mkdir()
    (folder / "fox" / "1.png").write_bytes(b"x")
    with pytest.raises(CraftbenchError, match="none of 1 pictures can be used.*cannot be read"):
        load(folder, ("fox",))


def test_new_pictures_are_read_as_in_training(folder):
    source = ImageFolderSource(kind="image_folder", folder=str(folder))
    grey = source.read_new(folder / "cat" / "1.png", {}, (6, 8))
    np.testing.assert_array_equal(grey.values, GREY[None])
    assert source.read_new(folder / "cat" / "1.png", {}, (6, 8, 3)).values.shape == (1, 6, 8, 3)
    save(folder / "new.png", COLOUR)
    assert source.read_new(folder / "new.png", {}, (6, 8, 3)).values.shape == (1, 6, 8, 3)
    with pytest.raises(CraftbenchError, match=r"new\.png: a picture in colour"):
        source.read_new(folder / "new.png", {}, (6, 8))
    in_grey = source.model_copy(update={"colour": "grey"})
    assert in_grey.read_new(folder / "new.png", {}, (6, 8)).values.shape == (1, 6, 8)
    with pytest.raises(CraftbenchError, match=r"nothing\.png: there is no such file"):
        source.read_new(folder / "nothing.png", {}, (6, 8))


def test_threads_do_not_change_the_samples(folder):
    source = ImageFolderSource(kind="image_folder", folder=str(folder))
    one, three = (
        prepare(source, ["cat", "dog"], HoldOut(kind="hold_out", share=0.5), 0, n) for n in (1, 3)
    )
    np.testing.assert_array_equal(one.values, three.values)
    assert one.table.equals(three.table)


def test_cifar_jpegs_are_the_shipped_ones(real_data):
    card = read_card(Path("config/datasets/cifar10_jpeg.yaml"))
    samples = prepare(card.source, card.classes, card.split, seed=0, threads=2)
    assert samples.values.shape == (12000, 32, 32, 3) and samples.values.dtype == np.uint8
    counts = samples.table.groupby(["role", "label"]).size()
    assert counts["pool"].to_dict() == dict.fromkeys(card.classes, 1000)
    assert counts["test"].to_dict() == dict.fromkeys(card.classes, 200)
    assert not len(samples.rejected)
    assert card.natural_images
