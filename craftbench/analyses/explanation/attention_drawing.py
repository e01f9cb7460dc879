"""What a network looked at, drawn over one sample."""

import numpy as np
from markupsafe import Markup

from craftbench.analyses.explanation.attention import CAPTIONS, NOTHING, UNITS, Attention
from craftbench.analyses.explanation.colour_scale import colour_scale, flat_scale
from craftbench.analyses.explanation.explained_sample import Drawn
from craftbench.analyses.explanation.plain_drawing import (
    HEIGHT,
    LEFT,
    TOP,
    draw_signal,
    picture_size,
    place_of_time,
)
from craftbench.analyses.explanation.raster import photograph, picture, veil
from craftbench.analyses.explanation.svg import drawing, text
from craftbench.datasets.views import ImageView, SignalView

SCALE, SIGNAL_SCALE = "inferno", "Oranges"
SCALE_ROW = 20.0


def draw_attention(
    found: Attention,
    place: int,
    sample: np.ndarray,
    view: ImageView | SignalView | None,
    class_name: str,
    rate: float | None = None,
) -> Drawn:
    """The map of one sample over it, with a colour scale; or the words why there is none.

    Parameters
    ----------
    found : Attention
        Of several samples.
    place : int
        Of this one among them.
    sample : array
        As it is stored; of a signal, the part that the network sees.
    view : ImageView, SignalView or None
        Of the network.
    class_name : str
        Predicted class.
    rate : float, optional
        Samples per second of a signal.
    """
    if found.maps is None:
        return Drawn(Markup(""), _sentence(found.note))
    one = _on_sample(np.asarray(found.maps[place], float), sample.shape, view)
    caption = CAPTIONS[found.method].format(name=class_name)
    if not np.isfinite(one).all() or one.max() <= 0:
        return Drawn(
            _without(sample, one.ndim == 1, rate), _sentence(f"{NOTHING} for {class_name}")
        )
    unit = UNITS[found.method]
    if one.ndim == 1:
        return Drawn(_signal(sample, one, unit, rate), caption)
    return Drawn(_image(sample, one, unit), caption)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."


def _without(sample: np.ndarray, signal: bool, rate: float | None) -> Markup:
    if signal:
        return draw_signal(sample, rate=rate)
    high, wide = picture_size(sample.shape)
    words = text(12, 24, NOTHING, kind="halo")
    shown = picture(photograph(sample), 4, 4, wide, high, sample.shape)
    return drawing(wide + 8, high + 8, NOTHING, [shown, words])


def _on_sample(one: np.ndarray, shape: tuple[int, ...], view) -> np.ndarray:
    """The part of a map that lies on the sample: a padded view has a border around it."""
    if not isinstance(view, ImageView) or view.method != "pad":
        return one
    border = [(own - inner) // 2 for own, inner in zip(one.shape, shape[:2], strict=True)]
    return one[border[0] : border[0] + shape[0], border[1] : border[1] + shape[1]]


def _image(sample: np.ndarray, one: np.ndarray, unit: str) -> Markup:
    high, wide = picture_size(sample.shape)
    top = 22.0
    most = float(one.max())
    grey = sample if sample.ndim == 2 else sample.mean(axis=-1)
    parts = [
        picture(photograph(grey), 4, top, wide, high, sample.shape),
        picture(veil(one / most, SCALE), 4, top, wide, high, (64, 64)),
        *colour_scale(wide + 14, top, high, 0.0, most, unit, SCALE),
    ]
    peak = np.unravel_index(one.argmax(), one.shape)
    where = ", ".join(
        f"{100 * (at + 0.5) / length:.0f} %" for at, length in zip(peak, one.shape, strict=True)
    )
    label = f"attention, strongest at {where} from the top and the left"
    return drawing(wide + 74, top + high + 6, label, parts)


def _signal(sample: np.ndarray, one: np.ndarray, unit: str, rate: float | None) -> Markup:
    """The signal before the map, and a colour scale below."""
    left, right = (float(place_of_time(end, 1)) for end in (0, 1))
    most = float(one.max())
    behind = [
        picture(veil(one[None] / most, SIGNAL_SCALE), left, TOP, right - left, HEIGHT, (1, 1)),
        *flat_scale(LEFT, TOP + HEIGHT + 24, 90.0, most, unit, SIGNAL_SCALE),
    ]
    return draw_signal(sample, behind, SCALE_ROW, rate)
