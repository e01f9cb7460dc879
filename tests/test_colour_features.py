import numpy as np
import pytest

from features import FEATURE_SETS
from features.colour_histogram import colour_histogram
from features.image import geometry, hog


def plain(colour: tuple[int, int, int], side: int = 16) -> np.ndarray:
    return np.full((1, side, side, 3), colour, np.uint8)


def test_pure_red_has_one_bin_of_each_histogram():
    found = colour_histogram(plain((255, 0, 0))).iloc[0]
    for name, full in (("hue", 0), ("saturation", 3), ("value", 5)):
        shares = found.filter(regex=f"^colour_{name}_2_1_").to_numpy()
        np.testing.assert_allclose(shares, np.eye(len(shares))[full], atol=1e-6)
    assert found["colour_mean_red_green_0_0"] == pytest.approx(0.5)
    assert found["colour_mean_intensity_0_0"] == pytest.approx(1 / 3)
    np.testing.assert_allclose(found.filter(regex="_(sd|skewness)_"), 0, atol=1e-4)


def test_hues_beside_red_on_both_sides_are_in_its_bin():
    for colour in ((255, 40, 0), (255, 0, 40)):
        assert colour_histogram(plain(colour))["colour_hue_0_0_0"].iloc[0] > 0.9


def test_grey_image_has_no_hue_and_no_opponent_colour():
    found = colour_histogram(plain((90, 90, 90))).iloc[0]
    assert (found.filter(like="hue") == 0).all()
    assert (found.filter(regex="mean_(red_green|yellow_blue)") == 0).all()


def test_a_cell_sees_its_own_pixels_only():
    image = plain((255, 0, 0))
    image[:, :, 8:] = (0, 0, 255)
    found = colour_histogram(image).iloc[0]
    assert found["colour_hue_0_0_0"] == found["colour_hue_3_3_8"] == 1
    assert found["colour_hue_0_0_8"] == found["colour_hue_3_3_0"] == 0


def test_histograms_sum_to_one_and_floats_are_as_integers():
    images = np.random.default_rng(0).integers(0, 256, (3, 33, 30, 3)).astype(np.uint8)
    found = colour_histogram(images)
    for name in ("saturation", "value"):
        shares = found.filter(like=f"colour_{name}").to_numpy().reshape(3, 16, -1)
        np.testing.assert_allclose(shares.sum(axis=-1), 1, rtol=1e-5)
    np.testing.assert_allclose(colour_histogram(images / 255), found, atol=1e-3)


def test_moments_are_those_of_the_pixels_of_a_cell():
    images = np.random.default_rng(0).integers(0, 256, (2, 16, 16, 3)).astype(np.uint8)
    cell = images[1, 4:8, 12:].astype(float).mean(axis=-1) / 255
    found = colour_histogram(images).iloc[1]
    assert found["colour_mean_intensity_1_3"] == pytest.approx(cell.mean(), rel=1e-5)
    assert found["colour_sd_intensity_1_3"] == pytest.approx(cell.std(), rel=1e-5)
    third = np.mean((cell - cell.mean()) ** 3)
    assert found["colour_skewness_intensity_1_3"] == pytest.approx(np.cbrt(third), rel=1e-4)


@pytest.mark.parametrize("shape", [(2, 16, 16), (2, 16, 16, 1), (2, 16, 16, 4)])
def test_images_without_three_channels_are_refused(shape):
    with pytest.raises(ValueError, match="needs colour.*choose other features"):
        colour_histogram(np.zeros(shape, np.uint8))


def test_floats_above_one_are_refused():
    with pytest.raises(ValueError, match="floats from 0 to 1"):
        colour_histogram(np.full((1, 16, 16, 3), 200.0))


def test_every_column_is_described():
    feature_set = FEATURE_SETS["colour_histogram"]
    names = list(colour_histogram(plain((3, 2, 1))).columns)
    assert len(set(names)) == len(feature_set.describe(names)) == 16 * (12 + 4 + 6 + 9)


def test_hog_of_equal_channels_is_that_of_the_grey_image():
    grey = np.random.default_rng(0).integers(0, 256, (2, 28, 28)).astype(np.uint8)
    coloured = np.repeat(grey[..., None], 3, axis=-1)
    np.testing.assert_allclose(hog(coloured), hog(grey), atol=1e-6)


def test_hog_sees_an_edge_between_colours_of_equal_grey_value_and_geometry_does_not():
    image = plain((200, 50, 50), 28)
    image[:, :, 14:] = (50, 200, 50)
    grey, inner = image.mean(axis=-1), r"^hog_[2-4]_[2-4]_"
    assert hog(image).filter(regex=inner).to_numpy().max() > 0.1
    assert hog(grey).filter(regex=inner).to_numpy().max() < 1e-6
    assert geometry(image).isna().all(axis=None)
