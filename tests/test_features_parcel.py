"""Properties of the parcel features, on rendered boxes and against scikit-image and SciPy."""

import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats
from skimage.measure import euler_number, perimeter
from skimage.morphology import convex_hull_image

from features import measured_pixels
from features.convex_hull import convex_hulls, points_in_hulls
from features.feature import Feature
from features.parcel import COLUMNS, SHAPE_COLUMNS, extract, extract_shape
from features.perimeter import perimeters

PIXEL_MM = 5.0
ANGLES = np.radians([0, 1, 7, 20, 30, 45, 60, 72, 90, 133, 179])
SOME_MASKS = arrays(bool, st.tuples(st.integers(1, 5), st.integers(2, 9), st.integers(2, 9)))


def box(long_mm, short_mm, angle=0.0, height=100.0, pixel_mm=PIXEL_MM, pixels=128, missing=np.nan):
    """Height image of a flat box in the middle; `height` may be a function of its own axes."""
    row, column = (np.mgrid[:pixels, :pixels] - (pixels - 1) / 2) * pixel_mm
    u = column * np.cos(angle) + row * np.sin(angle)
    v = row * np.cos(angle) - column * np.sin(angle)
    inside = (np.abs(u) < long_mm / 2) & (np.abs(v) < short_mm / 2)
    return np.where(inside, height(u, v) if callable(height) else height, missing)


def noisy_scenes(n=6, seed=0):
    rng = np.random.default_rng(seed)
    scenes = np.stack([box(*rng.uniform(60, 400, 2), rng.uniform(0, 3)) for _ in range(n)])
    scenes += rng.normal(0, 2, scenes.shape)
    scenes[rng.random(scenes.shape) < 0.2] = np.nan
    return scenes


def one(image, pixel_mm=PIXEL_MM):
    return extract(image[None], pixel_mm).iloc[0]


def one_shape(image, pixel_mm=PIXEL_MM):
    return extract_shape(image[None], pixel_mm).iloc[0]


@pytest.mark.parametrize(
    ("function", "columns"), [(extract, COLUMNS), (extract_shape, SHAPE_COLUMNS)]
)
def test_every_column_is_described(function, columns):
    table = function(noisy_scenes(2), PIXEL_MM)
    assert list(table.columns) == list(columns)
    assert all(isinstance(feature, Feature) and all(feature) for feature in columns.values())


@pytest.mark.parametrize("columns", [COLUMNS, SHAPE_COLUMNS])
def test_the_page_gives_every_column_with_its_unit(columns):
    page = (Path(__file__).parents[1] / "docs" / "parcel-features.md").read_text(encoding="utf-8")
    rows = [line.split(" | ") for line in page.splitlines() if line.startswith("| `")]
    unit_on_page = {name: row[1] for row in rows for name in row[0].strip("| `").split("`, `")}
    assert {n: unit_on_page.get(n) for n in columns} == {n: f.unit for n, f in columns.items()}


# --- sides, diagonals, area, perimeter


@pytest.mark.parametrize("angle", ANGLES)
def test_sides_and_diagonals_of_a_box_at_any_rotation(angle):
    features = one(box(400, 300, angle))
    assert features["side_long"] == pytest.approx(400, abs=2 * PIXEL_MM)
    assert features["side_short"] == pytest.approx(300, abs=2 * PIXEL_MM)
    for name in ("diagonal", "diagonal_long", "diagonal_short"):
        assert features[name] == pytest.approx(500, abs=2 * PIXEL_MM)
    assert features["diagonal_ratio"] > 0.98


def test_a_box_along_the_rows_is_measured_exactly():
    features = one(box(400, 300))
    assert (features["side_long"], features["side_short"], features["diagonal"]) == (400, 300, 500)


@pytest.mark.parametrize("angle", ANGLES)
def test_a_missing_corner_shortens_one_diagonal(angle):
    def without_corner(u, v):
        return np.where((u > 50) & (v > 0), np.nan, 100.0)

    features = one(box(400, 300, angle, without_corner))
    assert features["diagonal_long"] == pytest.approx(500, abs=2 * PIXEL_MM)
    # the farthest points left along that diagonal, (50, 150) and (200, 0), lie at 130 and 160 mm
    assert features["diagonal_short"] == pytest.approx(250 + 160, abs=2 * PIXEL_MM)


def test_lengths_scale_with_the_pixel_and_area_with_its_square():
    scenes = noisy_scenes()
    small, large = extract(scenes, 2.0), extract(scenes, 6.0)
    lengths = [n for n, f in COLUMNS.items() if f.unit == "mm" and "height" not in n]
    np.testing.assert_allclose(large[lengths], 3 * small[lengths])
    np.testing.assert_allclose(large["area"], 9 * small["area"])
    heights = [n for n in COLUMNS if "height" in n]
    pd.testing.assert_frame_equal(large[heights], small[heights])


@pytest.mark.parametrize("scale", [0.5, 1.7])
def test_area_scales_with_the_square_of_the_item(scale):
    area = one(box(300, 200, 0.3))["area"]
    assert one(box(300 * scale, 200 * scale, 0.3))["area"] == pytest.approx(
        area * scale**2, rel=0.03
    )


def test_each_sample_has_its_own_pixel():
    scenes = noisy_scenes(3)
    sides = np.array([2.0, 5.0, 9.0])
    together = extract(scenes, sides)
    for i, side in enumerate(sides):
        np.testing.assert_allclose(together.iloc[i], one(scenes[i], side))


def test_area_and_perimeter_equal_scikit_image():
    scenes = noisy_scenes()
    features = extract(scenes, 1.0)
    masks = np.isfinite(scenes)
    np.testing.assert_array_equal(features["area"], masks.sum(axis=(1, 2)))
    np.testing.assert_allclose(features["perimeter"], [perimeter(m, 4) for m in masks], rtol=1e-12)


@settings(max_examples=50, deadline=None)
@given(SOME_MASKS)
def test_perimeter_of_any_mask_equals_scikit_image(masks):
    np.testing.assert_allclose(perimeters(masks), [perimeter(m, 4) for m in masks], rtol=1e-12)


@settings(max_examples=50, deadline=None)
@given(SOME_MASKS)
def test_hull_of_any_mask_holds_the_pixels_scikit_image_finds(masks):
    masks[:, 0, :2] = masks[:, 1, 0] = True  # scikit-image needs more than one line of pixels
    expected = [convex_hull_image(m, offset_coordinates=False).sum() for m in masks]
    np.testing.assert_array_equal(points_in_hulls(convex_hulls(masks)), expected)


# --- heights


@pytest.mark.parametrize(("scale", "base"), [(1, 0), (1e-3, 40), (1e-3, 4900), (10, 500)])
def test_height_statistics_equal_scipy(scale, base):
    scenes = base + scale * noisy_scenes()
    features = extract(scenes, PIXEL_MM)
    for i, scene in enumerate(scenes):
        heights = scene[np.isfinite(scene)]
        row = features.iloc[i]
        assert row["average_height"] == pytest.approx(heights.mean())
        assert row["height_sd"] == pytest.approx(heights.std())
        assert row["height_skewness"] == pytest.approx(stats.skew(heights))
        for percent in (5, 25, 50, 75, 95):
            expected = np.quantile(heights, percent / 100)
            assert row[f"height_q{percent:02d}"] == pytest.approx(expected)


def test_missing_pixels_are_not_zeros():
    whole = box(300, 200, 0.4, height=lambda u, v: 100 + 0.1 * u)
    holed = whole.copy()
    holed[np.random.default_rng(0).random(whole.shape) < 0.3] = np.nan
    for name in COLUMNS:
        if name.startswith(("average", "height_q", "height_sd", "height_entropy")):
            assert one(holed)[name] == pytest.approx(one(whole)[name], rel=0.05)


@pytest.mark.parametrize("function", [extract, extract_shape])
def test_nan_and_zero_both_mean_no_measurement(function):
    scenes = noisy_scenes()
    as_zero = np.where(np.isnan(scenes), 0, scenes)
    mixed = np.where(np.arange(128) % 2, scenes, as_zero)
    for coded in (as_zero, mixed):
        pd.testing.assert_frame_equal(function(coded, PIXEL_MM), function(scenes, PIXEL_MM))


@pytest.mark.parametrize("function", [extract, extract_shape])
def test_more_belt_around_the_item_changes_only_coverage(function):
    scenes = noisy_scenes()
    wider = np.pad(scenes, ((0, 0), (16, 4), (0, 9)), constant_values=np.nan)
    narrow, wide = function(scenes, PIXEL_MM), function(wider, PIXEL_MM)
    if function is extract:
        ratio = scenes[0].size / wider[0].size
        np.testing.assert_allclose(wide.pop("coverage"), narrow.pop("coverage") * ratio)
    np.testing.assert_allclose(wide, narrow, rtol=1e-9)


@pytest.mark.parametrize("function", [extract, extract_shape])
def test_quarter_turns_change_nothing(function):
    scenes = noisy_scenes()
    turned = np.rot90(scenes, axes=(1, 2))
    np.testing.assert_allclose(function(turned, PIXEL_MM), function(scenes, PIXEL_MM), rtol=1e-9)


@pytest.mark.parametrize("angle", ANGLES)
def test_heights_are_unaffected_by_rotation(angle):
    def two_levels(u, v):
        return np.where(u > 80, 60.0, 180.0)

    straight, turned = (one(box(400, 300, a, two_levels)) for a in (0.0, angle))
    assert turned["average_height"] == pytest.approx(straight["average_height"], rel=0.02)
    assert turned["height_sd"] == pytest.approx(straight["height_sd"], rel=0.02)
    assert turned["height_entropy"] == pytest.approx(straight["height_entropy"], rel=0.02)
    assert turned["height_q05"] == straight["height_q05"] == 60
    assert turned["height_levels"] == straight["height_levels"] == 2


def test_entropy_is_that_of_the_shares_of_the_levels():
    quarters = box(400, 400, height=lambda u, v: 50.0 + 60 * (u > 0) + 120 * (v > 0))
    assert one(quarters)["height_entropy"] == pytest.approx(2)
    assert one(box(400, 400))["height_entropy"] == 0


@pytest.mark.parametrize("base", [20.0, 21.3, 22.5, 300.0])
def test_entropy_and_levels_do_not_change_when_all_lies_higher(base):
    noise = np.random.default_rng(0).normal(0, 1.4, (128, 128))
    low, high = (one(box(400, 300, 0.2, h) + noise) for h in (40.0, 40.0 + base))
    assert high["height_entropy"] == pytest.approx(low["height_entropy"], abs=1e-6)
    assert high["height_levels"] == low["height_levels"] == 1
    # 93 % of the pixels lie in the bin around the median
    assert low["height_entropy"] == pytest.approx(0.45, abs=0.1)


def test_levels_are_separate_heights_not_slopes_or_stray_pixels():
    rng = np.random.default_rng(0)
    slope = box(400, 300, 0.5, height=lambda u, v: 200 + 0.3 * u + rng.normal(0, 1.4, u.shape))
    assert one(slope)["height_levels"] == 1
    steps = box(400, 300, 0.5, height=lambda u, v: 50.0 + 40 * (u > -60) + 90 * (u > 70))
    assert one(steps)["height_levels"] == 3


def test_stray_heights_are_no_level_and_join_none():
    image = box(400, 300, height=lambda u, v: np.where(u > 50, 200.0, 100.0))
    measured = np.flatnonzero(np.isfinite(image))
    few = measured[:: len(measured) * 2 // 100]  # every 96th pixel: 1 %
    image.flat[measured[::25]] = 400.0  # 4 %, all at one height
    image.flat[few] = np.linspace(100, 200, len(few))  # 1 %, from one level to the other
    assert one(image)["height_levels"] == 2


def test_skewness_of_equal_heights_is_undefined():
    features = one(box(200, 100, height=33.3))
    assert features["height_sd"] == 0
    assert np.isnan(features["height_skewness"])
    assert features["average_height"] == 33.3


# --- the second set


@pytest.mark.parametrize("angle", ANGLES)
def test_a_box_is_full_convex_and_in_one_part(angle):
    shape = one_shape(box(400, 300, angle, height=120.0))
    assert shape["volume"] == pytest.approx(400 * 300 * 120, rel=0.02)
    assert 0.95 < shape["rectangularity"] <= 1
    assert shape["convexity"] == 1
    assert shape["parts"] == shape["largest_part"] == 1
    assert shape["holes"] == shape["hole_area"] == shape["edge_step_length"] == 0
    assert np.isnan(shape["edge_step_height"])


def test_rectangularity_and_convexity_of_known_shapes():
    row, column = np.mgrid[:128, :128] - 63.5
    disc = np.where(np.hypot(row, column) < 50, 10.0, np.nan)
    assert one_shape(disc)["rectangularity"] == pytest.approx(np.pi / 4, rel=0.02)
    # three quarters of a square, and its hull of seven eighths
    angle = np.where((abs(row) < 50) & (abs(column) < 50) & ~((row > 0) & (column > 0)), 10.0, 0)
    assert one_shape(angle)["rectangularity"] == pytest.approx(3 / 4, rel=0.02)
    assert one_shape(angle)["convexity"] == pytest.approx(6 / 7, rel=0.02)


def test_parts_and_holes_are_counted_in_each_image():
    image = np.zeros((20, 30))
    image[2:8, 2:8] = 10.0
    image[4, 4] = image[5, 5] = 0  # two holes: gaps touching at a corner are not joined
    image[8, 8] = 10.0  # joined to the square at a corner
    image[12:15, 20:24] = 10.0
    image[0, 10:13] = image[1, 10] = image[1, 12] = 10.0  # its gap is open below
    batch = np.stack([image, np.zeros_like(image), np.full_like(image, 5.0)])
    shape = extract_shape(batch, 2.0)
    assert shape["parts"].tolist()[::2] == [3, 1]
    assert shape["holes"].tolist()[::2] == [2, 0]
    assert shape["hole_area"].tolist()[::2] == [2 * 4, 0]
    assert shape["largest_part"][0] == pytest.approx(35 / (35 + 12 + 5))


def test_parts_minus_holes_is_the_euler_number_of_scikit_image():
    scenes = noisy_scenes()
    shape = extract_shape(scenes, PIXEL_MM)
    expected = [euler_number(np.isfinite(scene), connectivity=2) for scene in scenes]
    np.testing.assert_array_equal(shape["parts"] - shape["holes"], expected)


@pytest.mark.parametrize("angle", ANGLES)
@pytest.mark.parametrize("tilt", [0.0, 5.0, 30.0])
def test_tilt_and_residual_of_a_noisy_plane(angle, tilt):
    rng = np.random.default_rng(0)
    slope = np.tan(np.radians(tilt))
    image = box(400, 300, angle, lambda u, v: 200 + slope * u + rng.normal(0, 1.5, u.shape))
    shape = one_shape(image)
    assert shape["top_tilt"] == pytest.approx(tilt, abs=0.15)
    assert shape["top_residual"] == pytest.approx(1.5, rel=0.05)


def test_flying_pixels_do_not_tilt_the_top():
    rng = np.random.default_rng(0)
    image = box(400, 300, 0.3, lambda u, v: 200 + rng.normal(0, 1.5, u.shape))
    flying = (rng.random(image.shape) < 0.5) & (np.arange(128) < 50) & np.isfinite(image)
    image[flying] = rng.uniform(150, 200, flying.sum())
    shape = one_shape(image)
    assert shape["top_tilt"] < 0.2
    assert shape["top_residual"] < 2


@pytest.mark.parametrize(("down", "right"), [(0, 1), (1, 1), (1, 3), (3, 2), (4, 1)])
def test_pixels_in_one_line_have_no_plane(down, right):
    rng = np.random.default_rng(0)
    images = np.zeros((50, 48, 48))
    for image in images:
        along = rng.choice(12, 7, replace=False)
        image[along * down, along * right] = rng.uniform(40, 60, 7)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        shape = extract_shape(images, PIXEL_MM)
    assert shape[["top_tilt", "top_residual"]].isna().all(axis=None)


def test_three_pixels_have_a_plane_without_residual():
    heights = np.random.default_rng(0).uniform(30, 60, (100, 3))
    images = np.zeros((100, 9, 9))
    images[:, [1, 1, 6], [2, 7, 3]] = heights
    shape = extract_shape(images, 1.0)
    right = (heights[:, 1] - heights[:, 0]) / 5
    down = (heights[:, 2] - heights[:, 0] - right) / 5
    np.testing.assert_allclose(shape["top_tilt"], np.degrees(np.arctan(np.hypot(right, down))))
    np.testing.assert_allclose(shape["top_residual"], 0, atol=1e-9)


def test_edge_step_has_its_length_and_height():
    shape = one_shape(box(400, 300, height=lambda u, v: np.where(u > 30, 60.0, 100.0)))
    assert shape["edge_step_length"] == 300
    assert shape["edge_step_height"] == 40
    slope = one_shape(box(400, 300, height=lambda u, v: 200 + 0.5 * u))
    assert slope["edge_step_length"] == 0


# --- batches and empty images


@pytest.mark.parametrize("function", [extract, extract_shape])
def test_a_batch_equals_its_samples_one_by_one(function, monkeypatch):
    scenes = noisy_scenes(7)
    scenes[[0, 3, 4]] = np.nan
    sides = np.linspace(2, 8, 7)
    together = function(scenes, sides)
    alone = pd.concat(
        [function(scene[None], side) for scene, side in zip(scenes, sides, strict=True)],
        ignore_index=True,
    )
    monkeypatch.setattr(measured_pixels, "PIXELS_AT_ONCE", 2 * scenes[0].size)
    in_chunks = function(scenes, sides)
    pd.testing.assert_frame_equal(together, alone)
    pd.testing.assert_frame_equal(together, in_chunks)


@pytest.mark.parametrize("function", [extract, extract_shape])
@pytest.mark.parametrize("nothing", [0.0, np.nan])
def test_an_empty_image_gives_nan_and_is_counted(function, nothing):
    scenes = noisy_scenes(4)
    scenes[2] = nothing
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        table = function(scenes, PIXEL_MM)
    assert table.loc[2].isna().all()
    assert table.drop(2).iloc[:, 0].notna().all()


@pytest.mark.parametrize("function", [extract, extract_shape])
@pytest.mark.parametrize("shape", [(0, 96, 96), (3, 0, 5)])
def test_no_images_or_no_pixels(function, shape):
    table = function(np.zeros(shape), PIXEL_MM)
    assert len(table) == shape[0]
    assert table.isna().all(axis=None)


@pytest.mark.parametrize("function", [extract, extract_shape])
@pytest.mark.parametrize("at", [np.s_[3, 4], np.s_[3, 2:9], np.s_[2:9, 4], np.s_[:, :]])
def test_the_smallest_and_fullest_images_pass_without_warning(function, at):
    image = np.zeros((1, 10, 12))
    image[0][at] = 50.0
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        table = function(image, PIXEL_MM)
    assert table.iloc[0, 0] > 0


def test_a_single_pixel_is_a_square():
    image = np.zeros((10, 10))
    image[3, 4] = 50.0
    features = one(image)
    assert features["side_long"] == features["side_short"] == PIXEL_MM
    assert features["area"] == PIXEL_MM**2


def test_whole_millimetres_in_16_bits_and_memory_maps(tmp_path):
    scenes = np.nan_to_num(np.round(noisy_scenes())).astype(np.uint16)
    np.save(tmp_path / "heights.npy", scenes)
    mapped = np.load(tmp_path / "heights.npy", mmap_mode="r")
    for function in (extract, extract_shape):
        expected = function(scenes.astype(float), PIXEL_MM)
        pd.testing.assert_frame_equal(function(mapped, PIXEL_MM), expected)


# --- bad input


@pytest.mark.parametrize("function", [extract, extract_shape])
@pytest.mark.parametrize(
    ("heights", "message"),
    [
        (np.ones((4, 9, 9, 3)), r"shape \(n, H, W\), found \(4, 9, 9, 3\).*colour.*depth channel"),
        (np.ones((4, 9, 9, 1)), r"found \(4, 9, 9, 1\).*heights_mm\[\.\.\., 0\]"),
        (np.ones((9, 9)), r"found \(9, 9\).*heights_mm\[None\]"),
        (np.ones((4, 9, 9), np.uint8), "found 8-bit uint8.*Save the depth images with 16 bits"),
        (np.ones((4, 9, 9), bool), "found bool.*real numbers"),
        (np.ones((4, 9, 9), complex), "found complex128.*real numbers"),
    ],
)
def test_arrays_that_are_no_height_images(function, heights, message):
    with pytest.raises(ValueError, match=message):
        function(heights, PIXEL_MM)


@pytest.mark.parametrize("function", [extract, extract_shape])
@pytest.mark.parametrize(
    ("height", "message"),
    [
        (-0.5, "sample 5: .*from 0 to 5000 mm, found -0.5 at row 2, column 3.*below the belt"),
        (np.inf, "sample 5: .*found inf at row 2, column 3.*NaN or 0"),
        (-np.inf, "sample 5: .*found -inf at row 2, column 3.*NaN or 0"),
        (5200.0, "sample 5: .*found 5200 at row 2, column 3.*Convert to mm"),
    ],
)
def test_impossible_heights_name_the_first_sample(function, height, message, monkeypatch):
    monkeypatch.setattr(measured_pixels, "PIXELS_AT_ONCE", 4 * 128 * 128)
    scenes = noisy_scenes(7)
    scenes[5:, 2, 3] = height
    with pytest.raises(ValueError, match=message):
        function(scenes, PIXEL_MM)


@pytest.mark.parametrize("function", [extract, extract_shape])
@pytest.mark.parametrize(
    ("pixel_mm", "message"),
    [
        (0, r"above 0 and finite, found 0\.0.*focal length"),
        (np.nan, "above 0 and finite, found nan"),
        ([1.0, 2.0, -3.0, -4.0], r"sample 2: expected .*found -3\.0"),
        ([1.0, 2.0], r"shape \(4,\), found shape \(2,\).*as long as heights_mm"),
    ],
)
def test_impossible_pixel_sides(function, pixel_mm, message):
    with pytest.raises(ValueError, match=message):
        function(np.ones((4, 9, 9)), pixel_mm)
