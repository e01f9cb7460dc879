"""Raw representations: the form in which networks get samples."""

from typing import Annotated, Literal

import numpy as np
import pandas as pd
from pydantic import Field, model_validator

from craftbench.datasets.height_channels import (
    Channel,
    height_channels,
    needed_columns,
    number_of_channels,
)
from craftbench.datasets.signal_view import SignalView, needed_by_signals, show_signals
from craftbench.errors import CraftbenchError
from craftbench.settings import Settings


class ImageView(Settings):
    """The form in which networks get images."""

    kind: Literal["image"] = Field(description="Images (H, W) or (H, W, channels).")
    height: int = Field(gt=0, le=4096, description="Rows after resizing or padding.")
    width: int = Field(gt=0, le=4096, description="Columns after resizing or padding.")
    method: Literal["resize", "pad", "block"] = Field(
        "resize",
        description="`resize` interpolates linearly (with anti-aliasing when it shrinks); `pad` "
        "keeps the pixels and adds a border of zeros; `block` computes the `channels` of height "
        "images from blocks of pixels and never interpolates across gaps.",
    )
    mask: bool = Field(
        False,
        description="Add a channel that is 1 where the image is not 0; in height images these are "
        "the measured pixels.",
    )
    channels: list[Channel] = Field(
        [],
        description="Channels of height images with `method: block`, each from the measured pixels "
        "of a block: `log_mean` and `log_max` (ln(1 + h) of the mean and the largest height h in "
        "mm), `clipped` (mean height up to `clip_mm`), `measured` (share of measured pixels), "
        "`steepness` (horizontal part of the surface normal), `normals` (its x and y). The sides "
        "of the images must be multiples of those of the view.",
    )
    clip_mm: float = Field(50, gt=0, description="Upper bound of the channel `clipped` in mm.")

    @model_validator(mode="after")
    def _channels_come_from_blocks(self):
        if bool(self.channels) != (self.method == "block"):
            raise ValueError(
                "`channels` and `method: block` go together, found the channels "
                f"{self.channels} with method {self.method}"
            )
        if self.channels and self.mask:
            raise ValueError("`mask` is not for views with channels; add the channel `measured`")
        return self


View = Annotated[ImageView | SignalView, Field(discriminator="kind")]


def show(values: np.ndarray, view: ImageView | SignalView, table: pd.DataFrame) -> np.ndarray:
    """Samples in the shape of a view, as float32, not yet standardised.

    Parameters
    ----------
    values : (n, H, W), (n, H, W, C) or (n, T, leads) array
        Stored samples.
    view : ImageView or SignalView
        From the card.
    table : DataFrame
        One row per sample; channels of height images need ``height_unit_mm``, those from slopes
        also ``pixel_mm``; parts and scaled heartbeats need the columns of
        `craftbench.datasets.windows.BeatWindow`.

    Returns
    -------
    (n, height, width, channels) or (n, T, leads) array

    Raises
    ------
    CraftbenchError
        If the samples do not have the shape that the view expects, or the table lacks a column.
    """
    if isinstance(view, SignalView):
        return show_signals(values, view, table)
    if view.channels:
        return _channels(values, view, table)
    if values.ndim not in (3, 4):
        raise _wrong_shape(values, "images (n, H, W) or (n, H, W, C)")
    images = np.asarray(values[..., None] if values.ndim == 3 else values, np.float32)
    if view.mask:
        images = np.concatenate([images, (images != 0).any(axis=-1, keepdims=True)], axis=-1)
    size = (view.height, view.width)
    if images.shape[1:3] == size:
        return images
    return _pad(images, size) if view.method == "pad" else _resize(images, size)


def shown_shape(sample: tuple[int, ...], view: ImageView | SignalView) -> tuple[int, ...]:
    """Shape of one sample after `show`, from the shape of a stored sample that suits the view."""
    if isinstance(view, SignalView):
        return (view.length or sample[0], view.leads or sample[1])
    if view.channels:
        return (view.height, view.width, number_of_channels(view.channels))
    stored = sample[2] if len(sample) == 3 else 1
    return (view.height, view.width, stored + view.mask)


def needed_by_view(view: ImageView | SignalView, sample_shape: tuple[int, ...]) -> list[str]:
    """Columns of the table of samples that `show` needs, for stored samples of a shape."""
    if isinstance(view, SignalView):
        return needed_by_signals(view, sample_shape)
    return needed_columns(view.channels)


def _channels(values: np.ndarray, view: ImageView, table: pd.DataFrame) -> np.ndarray:
    if values.ndim != 3:
        raise _wrong_shape(values, "height images (n, H, W)")
    needed = needed_columns(view.channels)
    missing = [name for name in needed if name not in table]
    if missing:
        raise CraftbenchError(
            f"channels of height images need the column {missing[0]}, which the table of samples "
            "does not have; use a source of height images or a view without channels"
        )
    unit = table["height_unit_mm"].to_numpy(np.float32)
    pixel = table["pixel_mm"].to_numpy(np.float32) if "pixel_mm" in needed else None
    size = (view.height, view.width)
    try:
        return height_channels(values, unit, pixel, view.channels, size, view.clip_mm)
    except ValueError as error:
        raise CraftbenchError(str(error)) from error


def _pad(images: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    border = [wanted - found for wanted, found in zip(size, images.shape[1:3], strict=True)]
    if min(border) < 0:
        raise CraftbenchError(
            f"images of {images.shape[1]} × {images.shape[2]} pixels cannot be padded to {size[0]} "
            f"× {size[1]}; choose a larger view or method: resize"
        )
    around = [(b // 2, b - b // 2) for b in border]
    return np.pad(images, [(0, 0), *around, (0, 0)])


def _resize(images: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    from skimage.transform import resize

    shape = (len(images), *size, images.shape[-1])
    shrinks = size[0] < images.shape[1] or size[1] < images.shape[2]
    return resize(
        images, shape, order=1, mode="edge", anti_aliasing=shrinks, preserve_range=True
    ).astype(np.float32)


def _wrong_shape(values: np.ndarray, expected: str) -> CraftbenchError:
    return CraftbenchError(
        f"the view expects {expected}, the samples have the shape {values.shape}; "
        "choose a view of the other kind"
    )
