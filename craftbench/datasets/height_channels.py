"""Height images as the channels that a network is shown, from means over blocks of pixels.

Heights span two decades, from an envelope of 2 mm to a parcel of 400 mm, and standardised heights
leave the envelope no contrast: hence their logarithm and their clipped value. A pixel without a
measurement has the count 0, which is no height: it takes no part in any mean or maximum.
"""

from collections.abc import Callable, Sequence
from typing import Literal, get_args

import numpy as np

Channel = Literal["log_mean", "log_max", "clipped", "measured", "steepness", "normals"]
CHANNELS: tuple[Channel, ...] = get_args(Channel)


def needed_columns(names: Sequence[Channel]) -> list[str]:
    """Columns of the table of samples that the channels are computed with."""
    slopes = {"steepness", "normals"} & set(names)
    return ["height_unit_mm", *(["pixel_mm"] if slopes else [])] if names else []


def number_of_channels(names: Sequence[Channel]) -> int:
    """Maps that the channels give: `normals` gives two, the others one."""
    return sum(2 if name == "normals" else 1 for name in names)


def height_channels(
    counts: np.ndarray,
    unit_mm: np.ndarray,
    pixel_mm: np.ndarray | None,
    names: Sequence[Channel],
    size: tuple[int, int],
    clip_mm: float,
) -> np.ndarray:
    """Channels of height images, computed from blocks of pixels.

    Parameters
    ----------
    counts : (n, H, W) array
        Heights in units of `unit_mm`; 0 where nothing was measured.
    unit_mm : (n,) array
        Millimetres per count.
    pixel_mm : (n,) array or None
        Side of a pixel on the ground; needed for `steepness` and `normals`.
    names : sequence of {"log_mean", "log_max", "clipped", "measured", "steepness", "normals"}
        In the order of the channels. With h̄ and h⁺ the mean and the largest height of the measured
        pixels of a block: ln(1 + h̄ / mm), ln(1 + h⁺ / mm), min(h̄, `clip_mm`), the share of measured
        pixels, the length √(x² + y²) of the horizontal part of the surface normal of h̄, and its
        x and y components. A turned image has the same steepness, but other components.
    size : (height, width)
        Of the channels; H and W are multiples of it.
    clip_mm : float
        Upper bound of `clipped`.

    Returns
    -------
    (n, height, width, channels) float32 array
        Blocks without any measured pixel are 0 in all channels.

    Raises
    ------
    ValueError
        If the images cannot be cut into equal blocks.
    """
    blocks = _blocks(counts, size)
    count = (blocks != 0).sum(axis=(2, 4))
    unit = np.asarray(unit_mm, np.float32)[:, None, None]
    mean = blocks.sum(axis=(2, 4), dtype=np.float32) / np.maximum(count, 1) * unit

    def normals() -> tuple[np.ndarray, np.ndarray]:
        side = np.asarray(pixel_mm, np.float32)[:, None, None]
        return surface_normals(mean, count > 0, (side * blocks.shape[2], side * blocks.shape[4]))

    channels: dict[str, Callable[[], Sequence[np.ndarray]]] = {
        "log_mean": lambda: [np.log1p(np.maximum(mean, 0))],
        "log_max": lambda: [np.log1p(np.maximum(blocks.max(axis=(2, 4)) * unit, 0))],
        "clipped": lambda: [np.minimum(mean, clip_mm)],
        "measured": lambda: [count / (blocks.shape[2] * blocks.shape[4])],
        "steepness": lambda: [np.hypot(*normals())],
        "normals": normals,
    }
    made = [channel for name in names for channel in channels[name]()]
    return np.stack(made, axis=-1).astype(np.float32)


def surface_normals(
    heights_mm: np.ndarray, measured: np.ndarray, sides_mm: tuple[np.ndarray, np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """The x and y components of the unit normal of each block.

    With the slopes p = ∂h/∂x and q = ∂h/∂y from central differences, the normal is
    (−p, −q, 1) / √(1 + p² + q²). A slope that needs a block without a measurement is 0.

    Parameters
    ----------
    heights_mm, measured : (n, height, width) arrays
        Height of each block, and whether it has one.
    sides_mm : two (n, 1, 1) arrays
        Height and width of a block.
    """
    down, across = (
        _slope(heights_mm, measured, axis) / side
        for axis, side in zip((1, 2), sides_mm, strict=True)
    )
    length = np.sqrt(1 + down**2 + across**2)
    return -across / length, -down / length


def _slope(heights: np.ndarray, measured: np.ndarray, axis: int) -> np.ndarray:
    """Central difference along an axis, per block; 0 at the border and beside gaps."""
    h, known = (np.moveaxis(array, axis, -1) for array in (heights, measured))
    slope = np.zeros_like(h)
    both = known[..., 2:] & known[..., :-2] & known[..., 1:-1]
    slope[..., 1:-1] = np.where(both, (h[..., 2:] - h[..., :-2]) / 2, 0)
    return np.moveaxis(slope, -1, axis)


def _blocks(counts: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """(n, height, rows of a block, width, columns of a block)."""
    n, rows, columns = counts.shape
    height, width = size
    if rows % height or columns % width:
        raise ValueError(
            f"images of {rows} × {columns} pixels cannot be cut into {height} × {width} equal "
            "blocks; choose divisors of their sides as height and width of the view"
        )
    return counts.reshape(n, height, rows // height, width, columns // width)
