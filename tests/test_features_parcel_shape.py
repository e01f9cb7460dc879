"""The second feature set of height images, on rendered boxes and against scikit-image."""

import warnings

import numpy as np
import pytest
from rendered_boxes import ANGLES, PIXEL_MM, box, noisy_scenes, one_shape
from skimage.measure import euler_number

from features.parcel import extract_shape


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
