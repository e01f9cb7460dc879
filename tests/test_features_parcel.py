"""The lecture's features of height images, on rendered boxes and against scikit-image and SciPy."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from rendered_boxes import ANGLES, PIXEL_MM, box, noisy_scenes, one
from scipy import stats
from skimage.measure import perimeter
from skimage.morphology import convex_hull_image

from features.convex_hull import convex_hulls, points_in_hulls
from features.feature import Feature
from features.parcel import COLUMNS, SHAPE_COLUMNS, extract, extract_shape
from features.perimeter import perimeters

SOME_MASKS = arrays(bool, st.tuples(st.integers(1, 5), st.integers(2, 9), st.integers(2, 9)))


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


def test_a_single_pixel_is_a_square():
    image = np.zeros((10, 10))
    image[3, 4] = 50.0
    features = one(image)
    assert features["side_long"] == features["side_short"] == PIXEL_MM
    assert features["area"] == PIXEL_MM**2
