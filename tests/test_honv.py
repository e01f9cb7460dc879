import numpy as np
import pytest

from features import FEATURE_SETS
from features.honv import honv, honv_object

PIXEL_MM = 5.0


def plane(degrees: float, towards: float = 0.0, side: int = 24) -> np.ndarray:
    """A plane (1, H, W) that falls by `degrees` in the direction `towards`, from x to y [°]."""
    row, column = np.indices((side, side)) * PIXEL_MM
    along = column * np.cos(np.radians(towards)) + row * np.sin(np.radians(towards))
    return (500 - np.tan(np.radians(degrees)) * along)[None]


def by_bin(heights: np.ndarray, pixel_mm: float = PIXEL_MM) -> dict[str, float]:
    """Shares of the first image by bin, summed over its cells."""
    found = honv(heights, pixel_mm).iloc[0]
    return found.groupby(found.index.str.replace(r"honv_\d_\d_", "", regex=True)).sum().to_dict()


@pytest.mark.parametrize(
    ("degrees", "towards", "expected"),
    [(0, 0, "flat"), (2, 70, "flat"), (20, 0, "2_0"), (20, 90, "2_2"), (60, -90, "4_6")],
)
def test_a_tilted_plane_has_one_bin(degrees, towards, expected):
    found = by_bin(plane(degrees, towards))
    assert found[expected] == pytest.approx(1)
    assert sum(found.values()) == pytest.approx(1)


def test_a_quarter_turn_moves_the_bins_of_azimuth():
    heights = plane(30, 45)
    assert by_bin(heights)["3_1"] == pytest.approx(1)
    assert by_bin(np.rot90(heights, axes=(1, 2)))["3_7"] == pytest.approx(1)


def test_larger_pixels_make_a_flatter_surface():
    assert by_bin(plane(30), PIXEL_MM)["3_0"] == pytest.approx(1)
    assert by_bin(plane(30), 20 * PIXEL_MM)["flat"] == pytest.approx(1)


@pytest.mark.parametrize("missing", [0, np.nan])
def test_unmeasured_pixels_and_the_border_of_the_object_are_left_out(missing):
    scene = np.full((1, 60, 60), missing)
    scene[:, 7:31, 20:44] = plane(20)
    scene[:, 15, 33] = missing
    assert by_bin(scene)["2_0"] == pytest.approx(1)


def test_the_grid_moves_with_the_object():
    here, there = np.zeros((2, 1, 60, 60))
    roof = np.concatenate([plane(20, 180)[:, :, :12], plane(20)[:, :, 12:]], axis=2)
    here[:, 5:29, 3:27] = roof
    there[:, 30:54, 31:55] = roof
    np.testing.assert_allclose(honv(here, PIXEL_MM), honv(there, PIXEL_MM))


def test_nothing_measured_is_nan():
    scenes = np.zeros((3, 24, 24))
    scenes[1] = plane(0)[0]
    scenes[2, 5, 5] = 30
    found = honv(scenes, PIXEL_MM)
    assert found.iloc[[0, 2]].isna().all(axis=None)
    assert found.iloc[1].notna().all()


def test_cells_add_up_to_the_histogram_of_the_object():
    heights = np.random.default_rng(0).uniform(1, 40, (3, 20, 31))
    cells = honv(heights, PIXEL_MM).to_numpy().reshape(3, 4, -1)
    np.testing.assert_allclose(cells.sum(axis=1), honv_object(heights, PIXEL_MM))


@pytest.mark.parametrize("name", ["honv", "honv_object"])
def test_every_column_is_described(name):
    feature_set = FEATURE_SETS[name]
    names = list(feature_set.compute(plane(5), PIXEL_MM).columns)
    described = feature_set.describe(names)
    assert len(set(names)) == len(described)
    assert "bin of zenith" in described[names[-1]].description
    assert "bin of zenith" not in described[names[0]].description


def test_colour_images_are_refused():
    with pytest.raises(ValueError, match="expected one height per pixel"):
        honv(np.zeros((2, 24, 24, 3)), PIXEL_MM)
