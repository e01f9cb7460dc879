import numpy as np
import pytest
from skimage.feature import graycomatrix, local_binary_pattern

from features import FEATURE_SETS
from features.cooccurrence import ANGLES, DISTANCES, _levels, cooccurrence, cooccurrence_shares
from features.daisy import daisy
from features.local_binary_patterns import NEIGHBOURS, _bits, _changes, local_binary_patterns


@pytest.fixture
def images() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 200, (4, 32, 32)).astype(np.uint8)


def histograms(images: np.ndarray, start: str) -> np.ndarray:
    """(n, row, column, bin) of the columns that begin with `start`."""
    found = local_binary_patterns(images).filter(regex=f"^{start}_")
    return found.to_numpy().reshape(len(images), 4, 4, -1)


@pytest.mark.parametrize(("start", "bins"), [("lbp_u2", 59), ("lbp_riu2_3", 26)])
def test_each_histogram_of_patterns_sums_to_one(images, start, bins):
    found = histograms(images, start)
    assert found.shape[-1] == bins
    np.testing.assert_allclose(found.sum(axis=-1), 1, rtol=1e-5)


def test_patterns_ignore_brightness_and_contrast(images):
    plain = local_binary_patterns(images).to_numpy()
    np.testing.assert_array_equal(plain, local_binary_patterns(images + 50).to_numpy())
    np.testing.assert_array_equal(plain, local_binary_patterns(images / 255 * 0.3).to_numpy())


@pytest.mark.parametrize("radius", NEIGHBOURS)
def test_quarter_turn_moves_rotation_invariant_histograms_with_their_cells(images, radius):
    turned = histograms(np.rot90(images, axes=(1, 2)), f"lbp_riu2_{radius}")
    expected = np.rot90(histograms(images, f"lbp_riu2_{radius}"), axes=(1, 2))
    np.testing.assert_allclose(turned, expected, atol=1e-6)


@pytest.mark.parametrize("radius", NEIGHBOURS)
def test_patterns_are_those_of_scikit_image(images, radius):
    grey, neighbours = images[:1].astype(np.float32), NEIGHBOURS[radius]
    bits = _bits(grey, radius, neighbours)
    ours = np.where(_changes(bits) > 2, neighbours + 1, bits.sum(axis=0))[0]
    theirs = local_binary_pattern(images[0], neighbours, radius, "uniform")
    inner = np.s_[radius:-radius, radius:-radius]
    assert np.mean(ours[inner] == theirs[inner]) > 0.99


def test_pairs_of_levels_are_those_of_scikit_image(images):
    levels = _levels(images)
    theirs = graycomatrix(
        levels[0].astype(np.uint8), DISTANCES, ANGLES, levels=16, symmetric=True, normed=True
    )
    for i, distance in enumerate(DISTANCES):
        for j, angle in enumerate(ANGLES):
            ours = cooccurrence_shares(levels, distance, angle)[..., 0]
            np.testing.assert_allclose(ours, theirs[:, :, i, j])


def test_cooccurrence_of_a_constant_image():
    found = cooccurrence(np.full((1, 16, 16), 7, np.uint8)).iloc[0]
    mean = {name: found[f"glcm_{name}_1_mean"] for name in ("contrast", "dissimilarity", "ASM")}
    assert mean == {"contrast": 0, "dissimilarity": 0, "ASM": 1}
    assert found["glcm_homogeneity_4_mean"] == found["glcm_energy_2_mean"] == 1
    assert found.filter(like="correlation").isna().all()


def test_checkerboard_has_opposite_neighbours_and_equal_diagonals():
    board = np.indices((16, 16)).sum(axis=0)[None] % 2
    found = cooccurrence(board).iloc[0]
    assert found["glcm_contrast_1_mean"] == pytest.approx(15**2 / 2)
    assert found["glcm_contrast_1_range"] == pytest.approx(15**2)
    assert found["glcm_correlation_2_mean"] == pytest.approx(1)


def test_cooccurrence_ignores_brightness_and_contrast(images):
    brighter = cooccurrence(2.0 * images + 30)
    np.testing.assert_allclose(brighter, cooccurrence(images), atol=1e-9)


def test_daisy_ignores_brightness_and_contrast_and_has_unit_norm(images):
    found = daisy(images)
    np.testing.assert_allclose(found, daisy(3.0 * images + 20), atol=1e-5)
    norms = np.linalg.norm(found.to_numpy().reshape(len(images), 16, -1), axis=-1)
    np.testing.assert_allclose(norms, 1, rtol=1e-4)


def test_daisy_of_a_constant_image_is_zero_and_finite():
    assert (daisy(np.full((1, 16, 16), 9.0)) == 0).all(axis=None)


TEXTURE = ["local_binary_patterns", "cooccurrence", "daisy"]


@pytest.mark.parametrize("shape", [(2, 8, 8), (2, 28, 28), (2, 40, 61), (2, 32, 32, 3)])
@pytest.mark.parametrize("name", TEXTURE)
def test_every_column_is_described(name, shape):
    images = np.random.default_rng(0).integers(0, 255, shape).astype(np.uint8)
    feature_set = FEATURE_SETS[name]
    found = feature_set.compute(images)
    assert len(found) == 2 and found.columns.is_unique
    assert found.notna().all(axis=None)
    described = feature_set.describe(list(found.columns))
    assert all(feature.unit and feature.description for feature in described.values())


@pytest.mark.parametrize("name", TEXTURE)
def test_other_shapes_are_refused(name):
    with pytest.raises(ValueError, match="expected images of shape"):
        FEATURE_SETS[name].compute(np.zeros((2, 5, 28)))


@pytest.mark.parametrize("name", TEXTURE)
def test_samples_do_not_influence_each_other(name, images):
    compute = FEATURE_SETS[name].compute
    np.testing.assert_array_equal(compute(images).iloc[2], compute(images[2:3]).iloc[0])


@pytest.mark.parametrize("name", [*TEXTURE, "colour_histogram"])
def test_no_image_gives_no_row_and_all_columns(name):
    compute = FEATURE_SETS[name].compute
    none, one = compute(np.zeros((0, 9, 9, 3))), compute(np.zeros((1, 9, 9, 3)))
    assert len(none) == 0 and list(none.columns) == list(one.columns)


@pytest.mark.parametrize("name", [*TEXTURE, "colour_histogram"])
def test_chunks_make_no_difference(name, monkeypatch):
    images = np.random.default_rng(0).integers(0, 255, (5, 16, 16, 3)).astype(np.uint8)
    compute = FEATURE_SETS[name].compute
    at_once = compute(images)
    monkeypatch.setattr("features.image_arrays.PIXELS_AT_ONCE", 2 * 16 * 16)
    np.testing.assert_array_equal(compute(images), at_once)
