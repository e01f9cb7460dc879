from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from skimage.io import imsave

from craftbench.datasets.depth_folder.belt import fit_belt, heights_above
from craftbench.datasets.depth_folder.files import UnusableImageError, read_depth
from craftbench.datasets.depth_folder.source import DepthFolderSource
from craftbench.errors import CraftbenchError
from craftbench.protocol.prepare import prepare
from craftbench.protocol.splits import HoldOut

FOCAL, CAMERA_MM = 120.0, 1400.0


def belt_with_box(
    tilt_deg: float = 0.0, height_mm: float = 80.0, noise_mm: float = 0.0, seed: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Distances (96, 128) of a tilted belt with a patch that is `height_mm` above it, and where."""
    v, u = np.indices((96, 128))
    rays = np.stack([(u - 63.5) / FOCAL, (v - 47.5) / FOCAL, np.ones((96, 128))], axis=-1)
    tilt = np.radians(tilt_deg)
    normal = np.array([np.sin(tilt), 0.3 * np.sin(tilt), 0])
    normal[2] = np.sqrt(1 - normal @ normal)
    box = (abs(u - 80) < 12) & (abs(v - 40) < 9)
    distance = (CAMERA_MM - height_mm * box) / (rays @ normal)
    noise = np.random.default_rng(seed).normal(0, noise_mm, distance.shape) if noise_mm else 0
    return distance + noise, box


@pytest.mark.parametrize("tilt", [0, 5, 20])
def test_height_is_perpendicular_to_the_belt_whatever_the_tilt(tilt):
    distance, box = belt_with_box(tilt)
    plane = fit_belt(distance, 3.0, FOCAL)
    heights = heights_above(distance, plane)
    assert plane.camera_mm == pytest.approx(CAMERA_MM, rel=1e-6)
    assert np.allclose(heights[box], 80, atol=1e-6)
    assert np.allclose(heights[~box], 0, atol=1e-6)


def test_without_a_focal_length_the_error_is_the_cosine_of_the_tilt():
    distance, box = belt_with_box(10)
    heights = heights_above(distance, fit_belt(distance, 3.0))
    cosine = np.sqrt(1 - np.sin(np.radians(10)) ** 2 * 1.09)
    assert np.allclose(heights[box], 80 / cosine, rtol=1e-6)


def test_plane_withstands_noise_gaps_and_clutter():
    distance, box = belt_with_box(6, noise_mm=1.5)
    rng = np.random.default_rng(1)
    distance[rng.random(distance.shape) < 0.3] = np.nan
    clutter = rng.random(distance.shape) < 0.2
    distance[clutter] -= rng.uniform(20, 400, clutter.sum())
    heights = heights_above(distance, fit_belt(distance, 4.0, FOCAL))
    assert np.nanmedian(heights[box & ~clutter]) == pytest.approx(80, abs=0.5)
    assert np.nanmedian(heights[~box & ~clutter]) == pytest.approx(0, abs=0.3)
    assert np.isnan(heights).mean() == pytest.approx(0.3, abs=0.03)


def test_empty_frame_and_plane_agree_where_the_belt_is_plane():
    empty, _ = belt_with_box(6, height_mm=0, noise_mm=0.3, seed=1)
    distance, box = belt_with_box(6, noise_mm=0.3, seed=2)
    plane = fit_belt(empty, 3.0, FOCAL)
    by_frame = heights_above(distance, plane, empty)
    by_plane = heights_above(distance, fit_belt(distance, 3.0, FOCAL))
    assert np.std(by_frame - by_plane) == pytest.approx(0.3, rel=0.1)
    assert np.mean((by_frame - by_plane)[box]) == pytest.approx(0, abs=0.1)


def test_empty_frame_takes_out_what_is_not_plane():
    v, u = np.indices((96, 128))
    sag = 8 * np.sin(u / 15)
    empty, _ = belt_with_box(0, height_mm=0)
    distance, box = belt_with_box(0)
    plane = fit_belt(empty + sag, 5.0, FOCAL)
    heights = heights_above(distance + sag, plane, empty + sag)
    assert np.allclose(heights[box], 80, atol=0.5)


def test_no_plane_is_told():
    rubble = np.random.default_rng(0).uniform(300, 1400, (96, 128))
    with pytest.raises(UnusableImageError, match="lie on one plane"):
        fit_belt(rubble, 1.0)


@pytest.mark.parametrize(
    ("number", "crop"), [(0, np.s_[130:440, 170:450]), (1, np.s_[140:430, 180:460])]
)
def test_real_frames_plane_and_empty_tote_agree_within_what_the_tote_is_not_plane(
    real_data, number, crop
):
    folder = real_data / "depth-samples"
    image, empty = (
        0.1 * read_depth(folder / f"parallel_{what}-{number}.depth.png")[crop]
        for what in ("input", "background")
    )
    belt = fit_belt(empty, 5.0, 475.0)
    unevenness = np.nanstd(heights_above(empty, belt))
    by_frame = heights_above(image, belt, empty)
    by_plane = heights_above(image, fit_belt(image, 5.0, 475.0))
    difference = by_plane - by_frame
    items = by_frame > 15
    assert items.sum() > 1000
    assert abs(np.nanmedian(difference)) < unevenness
    assert abs(np.nanmedian(difference[items])) < 2 * unevenness
    assert np.nanstd(difference[~items]) < 1.5 * unevenness
    assert unevenness < 6


def png(path: Path, image: np.ndarray) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    imsave(path, image, check_contrast=False)
    return path


def heights(seed: int = 0) -> np.ndarray:
    image = np.zeros((24, 32), np.uint16)
    rows, columns = np.random.default_rng(seed).integers(6, 12, 2)
    image[5 : 5 + rows, 8 : 8 + columns] = 1234 + seed
    return image


@pytest.fixture
def folder(tmp_path) -> Path:
    for i in range(6):
        name = "ENVELOPE" if i % 2 else "PARCEL"
        png(tmp_path / name / f"batch{i // 2}_{i}.png", heights(i))
    return tmp_path


CLASSES = ["ENVELOPE", "PARCEL"]


def source(**keys) -> DepthFolderSource:
    given = {"kind": "depth_folder", "unit_mm": 0.1, "measures": "height", "pixel_mm": 5.0} | keys
    return DepthFolderSource.model_validate(given)


def test_16_bits_stay_16_bits(folder):
    samples = source(folder=folder).load(CLASSES)
    assert samples.values.dtype == np.uint16
    assert {int(image.max()) for image in samples.values} == {1234 + i for i in range(6)}
    assert samples.table["label"].value_counts().to_dict() == {"ENVELOPE": 3, "PARCEL": 3}
    assert (samples.table["height_unit_mm"] == 0.1).all()
    assert (samples.table["pixel_mm"] == 5).all()


@pytest.mark.parametrize("ending", ["tif", "npy"])
def test_other_formats_give_the_same_heights(ending, tmp_path):
    for name in CLASSES:
        path = tmp_path / name / f"a.{ending}"
        if ending == "tif":
            png(path, heights())
        else:
            path.parent.mkdir()
            metres = heights().astype(np.float32) / 10_000
            np.save(path, np.where(metres == 0, np.nan, metres))
    unit = 0.1 if ending == "tif" else 1000
    samples = source(folder=tmp_path, unit_mm=unit).load(CLASSES)
    assert np.array_equal(samples.values[0], heights())


def test_distances_become_heights_with_the_footprint_of_the_belt(tmp_path):
    distance, box = belt_with_box(3)
    for name in CLASSES:
        png(tmp_path / name / "a.png", np.round(distance * 10).astype(np.uint16))
    keys = {"measures": "distance", "belt": {"kind": "plane"}, "focal_px": FOCAL, "pixel_mm": None}
    samples = source(folder=tmp_path, **keys).load(CLASSES)
    assert np.allclose(samples.values[0][box], 800, atol=2)
    assert (samples.values[0][~box] == 0).all()
    assert samples.table["pixel_mm"][0] == pytest.approx(CAMERA_MM / FOCAL, rel=1e-3)


def test_crop_does_not_move_the_principal_point(tmp_path):
    distance, box = belt_with_box(20)
    for name in CLASSES:
        png(tmp_path / name / "a.png", np.round(distance * 10).astype(np.uint16))
    crop = {"top": 10, "left": 50, "height": 60, "width": 70}
    keys = {"measures": "distance", "belt": {"kind": "plane"}, "focal_px": FOCAL, "crop": crop}
    samples = source(folder=tmp_path, **keys).load(CLASSES)
    inside = box[10:70, 50:120]
    assert np.allclose(samples.values[0][inside], 800, atol=3)


def test_groups_come_from_the_file_name_and_stay_whole(folder):
    samples = prepare(
        source(folder=folder, group_pattern=r"(?P<group>batch\d+)_"),
        CLASSES,
        HoldOut(kind="hold_out", share=0.34),
        seed=0,
    )
    assert set(samples.table["group"]) == {"batch0", "batch1", "batch2"}
    assert samples.table.groupby("group")["role"].nunique().max() == 1


def test_csv_names_files_labels_and_groups(folder):
    files = sorted(folder.rglob("*.png"))
    rows = {
        "file": [file.relative_to(folder) for file in files],
        "label": [file.parent.name for file in files],
        "group": ["a", "b"] * 3,
    }
    pd.DataFrame(rows).to_csv(folder / "labels.csv", index=False)
    samples = source(labels=folder / "labels.csv").load(CLASSES)
    assert len(samples.table) == 6
    assert samples.table["group"].tolist() == ["a", "b"] * 3


def colour(path):
    png(path, np.zeros((24, 32, 3), np.uint8))


def eight_bit(path):
    png(path, heights().astype(np.uint8))


def empty(path):
    png(path, np.zeros((24, 32), np.uint16))


def other_shape(path):
    png(path, np.ones((20, 20), np.uint16))


def broken(path):
    path.write_bytes(b"no image")


def too_high(path):
    png(path, heights() * 50)


@pytest.mark.parametrize(
    ("write", "reason"),
    [
        (colour, "colour"),
        (eight_bit, "expected 16-bit or floating-point depth, found uint8"),
        (empty, "no pixel has a measurement"),
        (other_shape, "20 × 20 pixels, expected 24 × 32"),
        (broken, "cannot be read"),
        (too_high, "6.2 m above the belt; expected less than 5 m, check unit_mm"),
    ],
)
def test_image_at_fault_is_listed_and_the_others_go_on(write, reason, folder):
    write(folder / "PARCEL" / "wrong.png")
    samples = source(folder=folder).load(CLASSES)
    assert len(samples.table) == 6
    assert len(samples.rejected) == 1
    assert samples.rejected["source"][0].endswith("PARCEL/wrong.png")
    assert reason in samples.rejected["reason"][0]


@pytest.mark.parametrize("value", [-1.0, np.inf])
def test_impossible_float_is_listed(value, folder):
    image = heights().astype(np.float32)
    image[0, 0] = value
    np.save(folder / "PARCEL" / "wrong.npy", image)
    samples = source(folder=folder).load(CLASSES)
    assert "negative or infinite" in samples.rejected["reason"][0]


def test_pickled_array_is_not_opened(folder):
    np.save(folder / "PARCEL" / "wrong.npy", np.array([{"a": 1}]), allow_pickle=True)
    samples = source(folder=folder).load(CLASSES)
    assert "cannot be read" in samples.rejected["reason"][0]


def test_nothing_usable_quotes_the_commonest_reason(tmp_path):
    for name in CLASSES:
        eight_bit(png(tmp_path / name / "a.png", heights()))
    with pytest.raises(CraftbenchError, match="none of 2 depth images.*found uint8"):
        source(folder=tmp_path).load(CLASSES)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("file,label\nmissing.png,PARCEL\n", "names .*missing.png, which does not exist"),
        (
            "name,label\na.png,PARCEL\n",
            "expected a column file in the first line, found name, label",
        ),
        ("file,label\nlabels.csv,PARCEL\nlabels.csv,PARCEL\n", "labels.csv twice"),
        ("file,label\n,PARCEL\n", "line 2 lacks its file or its label"),
    ],
)
def test_wrong_csv_is_told(content, message, tmp_path):
    (tmp_path / "labels.csv").write_text(content)
    with pytest.raises(CraftbenchError, match=message):
        source(labels=tmp_path / "labels.csv").load(CLASSES)


def test_missing_frame_of_the_empty_belt_is_told(folder):
    belt = {"kind": "frame", "file": str(folder / "empty.png")}
    with pytest.raises(CraftbenchError, match="empty.png: there is no such file"):
        source(folder=folder, measures="distance", belt=belt).load(CLASSES)


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({}, "either `folder` or `labels`"),
        ({"folder": "a", "labels": "b"}, "either `folder` or `labels`"),
        ({"folder": "a", "measures": "distance"}, "`belt` is required with"),
        ({"folder": "a", "belt": {"kind": "plane"}}, "`belt` is required with"),
        ({"folder": "a", "pixel_mm": None}, "expected `pixel_mm`"),
        ({"folder": "a", "group_pattern": "batch"}, "expected a part"),
        ({"folder": "a", "group_pattern": "(?P<group"}, "not a regular expression"),
    ],
)
def test_keys_that_do_not_go_together_are_told(keys, message):
    with pytest.raises(ValueError, match=message):
        source(**keys)
