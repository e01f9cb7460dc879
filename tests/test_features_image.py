import numpy as np
import pytest

from features import FEATURE_SETS
from features.image import GEOMETRY_COLUMNS, geometry, hog


def rectangle(rows: slice, columns: slice, size: int = 28) -> np.ndarray:
    image = np.zeros((1, size, size), np.uint8)
    image[0, rows, columns] = 200
    return image


def test_geometry_of_a_rectangle():
    found = geometry(rectangle(slice(5, 15), slice(8, 28))).iloc[0]
    assert found["area"] == 200
    assert found["extent"] == 1
    assert found["solidity"] == 1
    assert found["euler_number"] == 1
    assert found["centroid_row"] == pytest.approx(9.5 / 27)
    assert found["intensity_mean"] == 200
    assert found["intensity_std"] == 0


def test_hole_lowers_the_euler_number():
    image = rectangle(slice(5, 20), slice(5, 20))
    image[0, 10:12, 10:12] = 0
    assert geometry(image)["euler_number"].iloc[0] == 0


def test_moving_an_object_moves_its_centre_only():
    images = [rectangle(slice(4, 10), slice(s, s + 12)) for s in (3, 11)]
    here, there = geometry(np.concatenate(images)).to_numpy()
    moved = np.array(list(GEOMETRY_COLUMNS))[~np.isclose(here, there)]
    assert list(moved) == ["centroid_column"]


def test_image_with_nothing_on_it_is_nan():
    images = np.concatenate(
        [np.full((1, 28, 28), 7, np.uint8), rectangle(slice(3, 9), slice(3, 9))]
    )
    found = geometry(images)
    assert found.iloc[0].isna().all()
    assert found.iloc[1].notna().all()


def test_hog_of_a_flat_image_is_zero_inside_and_ignores_brightness():
    digit = rectangle(slice(5, 22), slice(10, 14)).astype(float)
    assert np.allclose(hog(digit), hog(0.5 * digit), atol=1e-4)
    assert not np.allclose(hog(digit), hog(digit.transpose(0, 2, 1)), atol=0.1)


def test_hog_sees_an_object_that_fills_the_image():
    assert hog(np.full((1, 28, 28), 100.0)).to_numpy().max() > 0.1


@pytest.mark.parametrize("shape", [(2, 8, 8), (2, 28, 28), (2, 40, 60), (2, 32, 32, 3)])
@pytest.mark.parametrize("name", ["hog", "geometry"])
def test_every_column_is_described(name, shape):
    images = np.random.default_rng(0).integers(0, 255, shape).astype(np.uint8)
    feature_set = FEATURE_SETS[name]
    found = feature_set.compute(images)
    assert len(found) == 2
    assert found.notna().all(axis=None)
    described = feature_set.describe(list(found.columns))
    assert all(feature.unit and feature.description for feature in described.values())


def test_undescribed_column_is_refused():
    with pytest.raises(KeyError, match="'colour' has no unit"):
        FEATURE_SETS["geometry"].describe(["colour"])


@pytest.mark.parametrize("shape", [(28, 28), (2, 5, 28), (1, 2, 28, 28, 3)])
def test_other_shapes_are_refused(shape):
    with pytest.raises(ValueError, match="expected images of shape"):
        hog(np.zeros(shape))
