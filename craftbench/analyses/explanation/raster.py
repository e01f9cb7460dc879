"""Arrays as pictures inside an SVG."""

import base64
import io

import numpy as np
from markupsafe import Markup
from matplotlib import colormaps
from PIL import Image

from craftbench.analyses.explanation.svg import element

NOT_MEASURED = (217, 217, 217)
COLOURS = 64
"""Different colours of a scale: more would not be told apart, and take space."""
SMOOTH_FROM = 64
"""Pixels of the shorter side from which a picture is interpolated when it is enlarged."""


def colour_table(scale: str) -> np.ndarray:
    """`COLOURS` colours of a scale of Matplotlib, (n, 3) uint8."""
    colours = colormaps[scale](np.linspace(0, 1, COLOURS))
    return np.round(255 * colours[:, :3]).astype(np.uint8)


def levels(values: np.ndarray, low: float, high: float) -> np.ndarray:
    """Place of each value in a `colour_table` from `low` to `high`, uint8; NaN is the lowest."""
    share = (np.nan_to_num(values, nan=low) - low) / ((high - low) or 1.0)
    return np.round((COLOURS - 1) * np.clip(share, 0, 1)).astype(np.uint8)


def scaled_picture(
    values: np.ndarray, low: float, high: float, scale: str, missing: np.ndarray | None = None
) -> bytes:
    """PNG of an array (H, W) in the colours of a scale; missing pixels are grey."""
    placed = levels(values, low, high)
    table = np.concatenate([colour_table(scale), [NOT_MEASURED]])
    if missing is not None:
        placed[missing] = COLOURS
    image = Image.fromarray(placed, "P") if placed.size else Image.new("P", (1, 1))
    image.putpalette(table.astype(np.uint8).tobytes())
    return _png(image)


def veil(shares: np.ndarray, scale: str) -> bytes:
    """PNG (H, W) of shares from 0 to 1 in the colours of a scale, transparent where they are 0."""
    placed = levels(shares, 0, 1)
    opacity = np.round(200 * np.sqrt(placed / (COLOURS - 1))).astype(np.uint8)
    return _png(Image.fromarray(np.dstack([colour_table(scale)[placed], opacity]), "RGBA"))


def photograph(image: np.ndarray) -> bytes:
    """PNG of an image (H, W), or of (H, W, C); of other than three channels the first, in grey.

    Values from 0 to their maximum become 0 to 255; negative minima are black.
    """
    shown = np.nan_to_num(np.asarray(image, float))
    shown = shown[..., 0] if shown.ndim == 3 and shown.shape[-1] != 3 else shown
    low = min(float(shown.min(initial=0)), 0.0)
    span = float(shown.max(initial=0)) - low or 1.0
    scaled = np.round(255 * (shown - low) / span).astype(np.uint8)
    picture = Image.fromarray(scaled)
    return _png(picture.quantize(COLOURS) if picture.mode == "RGB" else picture)


def picture(
    png: bytes, x: float, y: float, width: float, height: float, pixels: tuple[int, ...]
) -> Markup:
    """The element that shows a PNG of `pixels` (rows, columns) at a place of the drawing."""
    uri = "data:image/png;base64," + base64.b64encode(png).decode("ascii")
    sharp = "drawn-smooth" if min(pixels[:2]) >= SMOOTH_FROM else "drawn-pixels"
    return element(
        "image",
        class_=sharp,
        href=uri,
        x=x,
        y=y,
        width=width,
        height=height,
        preserveAspectRatio="none",
    )


def _png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, format="PNG", optimize=True)
    return file.getvalue()
