import numpy as np
import pandas as pd
import pytest

from craftbench.datasets.views import ImageView, SignalView, show, shown_shape
from craftbench.errors import CraftbenchError


def view(side: int, method: str) -> ImageView:
    return ImageView(kind="image", height=side, width=side, method=method)


TABLE = pd.DataFrame()
IMAGES = np.random.default_rng(0).integers(0, 255, (5, 28, 28)).astype(np.uint8)


def test_padding_keeps_the_pixels_and_adds_zeros():
    shown = show(IMAGES, view(32, "pad"), TABLE)
    assert shown.shape == (5, 32, 32, 1)
    assert np.array_equal(shown[:, 2:30, 2:30, 0], IMAGES)
    assert shown.sum() == IMAGES.sum()


def test_resizing_does_not_mix_samples():
    together = show(IMAGES, view(16, "resize"), TABLE)
    alone = show(IMAGES[2:3], view(16, "resize"), TABLE)
    assert np.allclose(together[2], alone[0], atol=1e-3)


def test_resizing_keeps_the_mean_grey_value():
    assert show(IMAGES, view(14, "resize"), TABLE).mean() == pytest.approx(IMAGES.mean(), rel=0.02)
    flat = np.full((1, 8, 8), 7, np.uint8)
    assert np.allclose(show(flat, view(32, "resize"), TABLE), 7)


def test_colour_images_keep_their_channels():
    colour = np.stack([IMAGES, 2 * (IMAGES // 4), 0 * IMAGES], axis=-1)
    shown = show(colour, view(32, "pad"), TABLE)
    assert np.array_equal(shown[:, 2:30, 2:30], colour)


def test_signals_are_shown_as_they_are():
    signals = np.random.default_rng(0).normal(size=(4, 280, 2))
    assert np.allclose(show(signals, SignalView(kind="signal"), TABLE), signals)


BEATS = np.random.default_rng(1).normal(size=(4, 200, 2)).astype(np.float32)
BEAT_TABLE = pd.DataFrame(
    {
        "sampling_rate_hz": 100.0,
        "window_before_s": 0.8,
        "qrs_height_1_mv": [2.0, 2, 4, 4],
        "qrs_height_2_mv": [1.0, 1, 0.5, 0.5],
    }
)


def test_part_around_the_r_peak_and_first_leads_are_shown():
    part = SignalView(kind="signal", seconds=(0.3, 0.5), length=80, leads=1)
    assert np.array_equal(show(BEATS, part, BEAT_TABLE), BEATS[:, 50:130, :1])
    slow = SignalView(kind="signal", seconds=(0.3, 0.5), length=40)
    assert np.allclose(show(np.ones_like(BEATS), slow, BEAT_TABLE), 1, atol=0.01)


def test_record_scaling_undoes_the_gain_and_the_offset_of_a_record():
    scaled = SignalView(kind="signal", scaling="record")
    shown = show(BEATS, scaled, BEAT_TABLE)
    assert np.allclose(np.median(shown, axis=1), 0, atol=1e-6)
    assert np.allclose(np.ptp(shown, axis=1)[2], np.ptp(BEATS, axis=1)[2] / [4, 0.5])
    heights = ["qrs_height_1_mv", "qrs_height_2_mv"]
    weak = BEAT_TABLE.assign(**{name: BEAT_TABLE[name] * 0.2 for name in heights})
    assert np.allclose(show(0.2 * BEATS + 7, scaled, weak), shown, atol=1e-4)


@pytest.mark.parametrize(
    ("settings", "table", "message"),
    [
        ({"leads": 3}, BEAT_TABLE, "shows 3 leads, the samples have 2"),
        ({"seconds": (0.9, 0.1), "length": 50}, BEAT_TABLE, "have 0.8 s and 1.2 s"),
        ({"seconds": (0.1, 0.1), "length": 9}, TABLE, "needs the column sampling_rate_hz"),
        ({"scaling": "record"}, TABLE, "needs the column qrs_height_1_mv"),
    ],
)
def test_signals_that_a_view_cannot_show_are_told(settings, table, message):
    with pytest.raises(CraftbenchError, match=message):
        show(BEATS, SignalView(kind="signal", **settings), table)
    with pytest.raises(ValueError, match="needs `length`"):
        SignalView(kind="signal", seconds=(0.1, 0.1))


@pytest.mark.parametrize(
    ("values", "chosen", "message"),
    [
        (IMAGES, view(16, "pad"), "28 × 28 pixels cannot be padded to 16 × 16"),
        (np.zeros((5, 7)), view(16, "resize"), "expects images"),
        (np.zeros((5, 7, 7, 1)), SignalView(kind="signal"), "expects signals"),
    ],
)
def test_wrong_shapes_are_told(values, chosen, message):
    with pytest.raises(CraftbenchError, match=message):
        show(values, chosen, TABLE)


def test_mask_channel_tells_what_was_measured():
    heights = np.zeros((2, 32, 32), np.uint16)
    heights[0, 4:9, 4:9] = 120
    shown = show(heights, ImageView(kind="image", height=32, width=32, mask=True), TABLE)
    assert shown.shape == (2, 32, 32, 2)
    assert np.array_equal(shown[..., 1], heights > 0)
    assert np.array_equal(shown[..., 0], heights)


CHANNELS = ["log_mean", "log_max", "clipped", "measured", "steepness", "normals"]


def blocks_of(heights: np.ndarray, side: int, channels: list[str], **table) -> np.ndarray:
    given = pd.DataFrame({"height_unit_mm": [0.1], "pixel_mm": [10.0]} | table)
    chosen = ImageView(kind="image", height=side, width=side, method="block", channels=channels)
    return show(heights, chosen, given)


def test_channels_of_a_height_image_are_means_over_measured_pixels():
    heights = np.array([[[100, 0, 900, 900], [0, 300, 0, 0], [0, 0, 20, 20], [0, 0, 20, 20]]])
    shown = blocks_of(heights.astype(np.uint16), 2, CHANNELS[:4])[0]
    mean, largest = np.array([[20, 90], [0, 2]]), np.array([[30, 90], [0, 2]])
    assert np.allclose(shown[..., 0], np.log1p(mean))
    assert np.allclose(shown[..., 1], np.log1p(largest))
    assert np.allclose(shown[..., 2], np.minimum(mean, 50))
    assert np.allclose(shown[..., 3], [[0.5, 0.5], [0, 1]])


def test_gaps_do_not_change_means_and_the_unit_does_not_change_heights():
    rng = np.random.default_rng(0)
    flat = np.full((1, 12, 12), 400, np.uint16)
    holed = np.where(rng.random(flat.shape) < 0.3, 0, flat)
    whole, gaps = blocks_of(flat, 4, CHANNELS), blocks_of(holed, 4, CHANNELS)
    assert np.allclose(whole[..., :3], gaps[..., :3])
    assert np.allclose(gaps[..., 3], (holed > 0).reshape(4, 3, 4, 3).mean(axis=(1, 3)))
    other = blocks_of(flat // 4, 4, CHANNELS, height_unit_mm=[0.4])
    assert np.allclose(whole, other)


def test_normals_lean_against_the_slope_and_stop_at_gaps():
    ramp = np.broadcast_to(np.arange(1, 9) * 100, (1, 8, 8)).astype(np.uint16)
    normals = blocks_of(ramp, 8, ["normals"])[0]
    assert np.allclose(normals[1:-1, 1:-1, 0], -np.sqrt(0.5))
    assert np.allclose(normals[..., 1], 0)
    turned = blocks_of(ramp.transpose(0, 2, 1), 8, ["normals"])[0]
    assert np.allclose(turned, normals.transpose(1, 0, 2)[..., ::-1])
    assert np.allclose(blocks_of(ramp, 8, ["steepness"])[0, ..., 0], np.hypot(*normals.T).T)
    gap = ramp.copy()
    gap[0, 4, 4] = 0
    beside = blocks_of(gap, 8, ["normals"])[0, 4, :, 0]
    assert np.allclose(beside[3:6], 0) and np.allclose(beside[[1, 2, 6]], -np.sqrt(0.5))


@pytest.mark.parametrize(
    ("values", "chosen"),
    [
        (IMAGES, view(32, "pad")),
        (IMAGES[..., None].repeat(3, axis=-1), view(16, "resize")),
        (IMAGES, ImageView(kind="image", height=14, width=28, mask=True)),
        (
            IMAGES,
            ImageView(kind="image", height=14, width=7, method="block", channels=CHANNELS),
        ),
        (np.ones((5, 280, 2)), SignalView(kind="signal")),
        (np.ones((5, 280, 2)), SignalView(kind="signal", length=100)),
        (np.ones((5, 280, 2)), SignalView(kind="signal", length=9, leads=1, seconds=(0.1, 0.2))),
    ],
)
def test_shape_of_a_view_is_known_without_samples(values, chosen):
    table = pd.DataFrame({"height_unit_mm": [0.1] * 5, "pixel_mm": [10.0] * 5})
    table = table.assign(sampling_rate_hz=100.0, window_before_s=0.5)
    assert shown_shape(values.shape[1:], chosen) == show(values, chosen, table).shape[1:]


def test_channels_that_cannot_be_computed_are_told():
    heights = np.ones((1, 10, 10), np.uint16)
    with pytest.raises(CraftbenchError, match="10 × 10 pixels cannot be cut into 4 × 4"):
        blocks_of(heights, 4, ["log_mean"])
    blocks = ImageView(kind="image", height=5, width=5, method="block", channels=["log_mean"])
    with pytest.raises(CraftbenchError, match="need the column height_unit_mm"):
        show(heights, blocks, TABLE)
    with pytest.raises(ValueError, match="go together"):
        ImageView(kind="image", height=5, width=5, channels=["log_mean"])
    with pytest.raises(ValueError, match="add the channel `measured`"):
        ImageView(kind="image", height=5, width=5, method="block", channels=["log_mean"], mask=True)
