"""One size, number type and colour for all pictures."""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

LUMA = np.array([0.299, 0.587, 0.114], np.float32)
"""Weights of red, green and blue in grey values, ITU-R BT.601."""


class Form(NamedTuple):
    """Rows, columns and number type of a picture."""

    height: int
    width: int
    dtype: str

    def __str__(self) -> str:
        return f"{self.height} × {self.width} pixels of {self.dtype}"


def commonest_form(
    forms: Mapping[str, Form], size: tuple[int, int] | None = None
) -> tuple[Form, dict[str, Form]]:
    """The commonest form of pictures, and the forms of those that have another one.

    With a `size` (height, width), the commonest form is in that size.
    """
    usual = Counter(forms.values()).most_common(1)[0][0]
    if size is not None:
        usual = usual._replace(height=size[0], width=size[1])
    return usual, {name: form for name, form in forms.items() if form != usual}


def coloured(picture: np.ndarray) -> np.ndarray:
    """A grey picture (H, W) with its values in three channels; one in colour as it is."""
    return picture if picture.ndim == 3 else np.repeat(picture[..., None], 3, axis=-1)


def grey(picture: np.ndarray) -> np.ndarray:
    """The luma (H, W) of a picture in colour; a grey one as it is."""
    return picture if picture.ndim == 2 else np.rint(picture @ LUMA).astype(picture.dtype)
