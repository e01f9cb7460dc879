import numpy as np
import pytest

from craftbench.datasets.views import ImageView, SignalView, show
from craftbench.errors import CraftbenchError


def view(side: int, method: str) -> ImageView:
    return ImageView(kind="image", height=side, width=side, method=method)


IMAGES = np.random.default_rng(0).integers(0, 255, (5, 28, 28)).astype(np.uint8)


def test_padding_keeps_the_pixels_and_adds_zeros():
    shown = show(IMAGES, view(32, "pad"))
    assert shown.shape == (5, 32, 32, 1)
    assert np.array_equal(shown[:, 2:30, 2:30, 0], IMAGES)
    assert shown.sum() == IMAGES.sum()


def test_resizing_does_not_mix_samples():
    together = show(IMAGES, view(16, "resize"))
    alone = show(IMAGES[2:3], view(16, "resize"))
    assert np.allclose(together[2], alone[0], atol=1e-3)


def test_resizing_keeps_the_mean_grey_value():
    assert show(IMAGES, view(14, "resize")).mean() == pytest.approx(IMAGES.mean(), rel=0.02)
    flat = np.full((1, 8, 8), 7, np.uint8)
    assert np.allclose(show(flat, view(32, "resize")), 7)


def test_colour_images_keep_their_channels():
    colour = np.stack([IMAGES, 2 * (IMAGES // 4), 0 * IMAGES], axis=-1)
    shown = show(colour, view(32, "pad"))
    assert np.array_equal(shown[:, 2:30, 2:30], colour)


def test_signals_are_shown_as_they_are():
    signals = np.random.default_rng(0).normal(size=(4, 280, 2))
    assert np.allclose(show(signals, SignalView(kind="signal")), signals)


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
        show(values, chosen)


def test_mask_channel_tells_what_was_measured():
    heights = np.zeros((2, 32, 32), np.uint16)
    heights[0, 4:9, 4:9] = 120
    shown = show(heights, ImageView(kind="image", height=32, width=32, mask=True))
    assert shown.shape == (2, 32, 32, 2)
    assert np.array_equal(shown[..., 1], heights > 0)
    assert np.array_equal(shown[..., 0], heights)
