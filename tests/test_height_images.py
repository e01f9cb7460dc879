"""Batches, empty images and invalid input of both feature sets of height images."""

import warnings

import numpy as np
import pandas as pd
import pytest
from rendered_boxes import PIXEL_MM, noisy_scenes

from features import measured_pixels
from features.parcel import extract, extract_shape


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
def test_an_empty_image_gives_nan_only(function, nothing):
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
