"""Pictures of other sizes, brought to one size in a way that the card names."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image

Fit = Literal["resize", "pad", "crop"]
_ORIENTATION, _TURNED = 0x0112, (5, 6, 7, 8)
"""Tag in the EXIF data, and its values for pictures that lie on their side."""


def fitted(picture: np.ndarray, size: tuple[int, int], fit: Fit) -> np.ndarray:
    """A picture in another size; as it is if it has that size.

    Parameters
    ----------
    picture : (H, W) or (H, W, 3) array
    size : (height, width)
    fit : {"resize", "pad", "crop"}
        ``resize`` stretches both sides. ``pad`` keeps the shape of things: a picture that is larger
        is shrunk until it is inside, and the rest is 0 on all sides. ``crop`` keeps it too: the
        picture is scaled until it covers the size, and its middle is cut out.

    Returns
    -------
    array of the type of `picture`
        Shrinking averages over the pixels that become one (a triangular filter of that width).
    """
    if picture.shape[:2] == size:
        return picture
    if fit == "resize":
        return _scaled(picture, size)
    shares = [wanted / found for wanted, found in zip(size, picture.shape[:2], strict=True)]
    if fit == "pad":
        inside = _scaled(picture, _sides(picture, min(1.0, *shares), size, smallest=False))
        rest = [wanted - found for wanted, found in zip(size, inside.shape[:2], strict=True)]
        around = [(one // 2, one - one // 2) for one in rest]
        return np.pad(inside, around + [(0, 0)] * (picture.ndim - 2))
    cover = _scaled(picture, _sides(picture, max(shares), size, smallest=True))
    top, left = ((found - wanted) // 2 for wanted, found in zip(size, cover.shape[:2], strict=True))
    return np.ascontiguousarray(cover[top : top + size[0], left : left + size[1]])


def commonest_size(files: Iterable[Path]) -> tuple[int, int] | None:
    """The commonest (height, width) by the headers of picture files; None if none can be read."""
    sizes = Counter(size for file in files if (size := _upright_size(file)) is not None)
    return sizes.most_common(1)[0][0] if sizes else None


def _upright_size(file: Path) -> tuple[int, int] | None:
    try:
        with Image.open(file) as image:
            turned = image.getexif().get(_ORIENTATION) in _TURNED
            return image.size if turned else (image.size[1], image.size[0])
    except Exception:  # the reader of the whole picture says what is wrong
        return None


def _sides(
    picture: np.ndarray, share: float, size: tuple[int, int], smallest: bool
) -> tuple[int, int]:
    """Both sides times the share, at least 1 and on the right side of `size`."""
    bound = max if smallest else min
    height, width = (
        max(1, bound(wanted, round(found * share)))
        for wanted, found in zip(size, picture.shape[:2], strict=True)
    )
    return height, width


def _scaled(picture: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    if picture.shape[:2] == size:
        return picture
    height, width = size
    if picture.dtype == np.uint8:
        image = Image.fromarray(picture)
        return np.asarray(image.resize((width, height), Image.Resampling.BILINEAR))
    channels = [picture] if picture.ndim == 2 else list(np.moveaxis(picture, -1, 0))
    scaled = [
        np.asarray(
            Image.fromarray(one.astype(np.float32)).resize(
                (width, height), Image.Resampling.BILINEAR
            )
        )
        for one in channels
    ]
    whole = scaled[0] if picture.ndim == 2 else np.stack(scaled, axis=-1)
    return np.rint(whole).astype(picture.dtype) if picture.dtype.kind == "u" else whole
