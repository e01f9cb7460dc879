"""The measured pixels of height images, and checks of such images."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

HIGHEST_MM = 5000.0
PIXELS_AT_ONCE = 2**19


@dataclass(frozen=True)
class MeasuredPixels:
    """Measured pixels of m images, all in one array; each image has at least one.

    Parameters
    ----------
    samples : (m,) int array
        Position of each image among all samples.
    images : (m, H, W) float array
        Heights [mm]; undefined where `masks` is false.
    masks : (m, H, W) bool array
        True where a height was measured.
    pixel_mm : (m,) float array
        Side of a pixel [mm].
    heights : (k,) float array
        Heights of all measured pixels [mm], image by image.
    owner : (k,) int array
        Image, from 0 to m - 1, that each of `heights` belongs to.
    first, count : (m,) int array
        ``heights[first[i] : first[i] + count[i]]`` are the heights of image i.
    """

    samples: np.ndarray
    images: np.ndarray
    masks: np.ndarray
    pixel_mm: np.ndarray
    heights: np.ndarray
    owner: np.ndarray
    first: np.ndarray
    count: np.ndarray

    def mean(self, values: np.ndarray) -> np.ndarray:
        """Mean over each image's pixels of one value per measured pixel."""
        return np.add.reduceat(values, self.first) / self.count

    def quantiles(self, values: np.ndarray, shares: list[float]) -> np.ndarray:
        """Quantiles (q, m) of non-negative values of all measured pixels, linear between ranks."""
        rank = np.multiply.outer(shares, self.count - 1)
        below = np.floor(rank).astype(np.intp)
        above = np.minimum(below + 1, self.count - 1)
        low, high = np.empty_like(rank), np.empty_like(rank)
        # NumPy's radix sort of 16-bit integers is faster than finding ranks among floats. Values
        # are sorted by tenths first, then exactly near the ranks that are looked up. The loop is
        # needed because images have different numbers of pixels.
        tenths = np.fmin(values * 10, np.iinfo(np.uint16).max).astype(np.uint16)
        for i, (first, count) in enumerate(zip(self.first, self.count, strict=True)):
            coarse = tenths[first : first + count]
            order = coarse.argsort(kind="stable")
            coarse, ordered = coarse[order], values[first : first + count][order]
            starts = coarse.searchsorted(coarse[below[:, i]], "left")
            stops = coarse.searchsorted(coarse[above[:, i]], "right")
            for start, stop in set(zip(starts.tolist(), stops.tolist(), strict=True)):
                ordered[start:stop].sort()
            low[:, i], high[:, i] = ordered[below[:, i]], ordered[above[:, i]]
        return low + (rank - below) * (high - low)


def measured_pixels(heights_mm: np.ndarray, pixel_mm: np.ndarray) -> Iterator[MeasuredPixels]:
    """Measured pixels in chunks of about half a million pixels, to limit memory.

    Parameters
    ----------
    heights_mm : (n, H, W) array
        Heights [mm], NaN or 0 where nothing was measured. Checked by `height_images`.
    pixel_mm : (n,) array
        Side of a pixel [mm]. Checked by `pixel_sides`.

    Raises
    ------
    ValueError
        Naming the first sample with a negative or infinite height or one above 5 m.
    """
    n, rows, columns = heights_mm.shape
    step = max(1, PIXELS_AT_ONCE // max(1, rows * columns))
    for start in range(0, n, step):
        images = np.asarray(heights_mm[start : start + step])
        masks = (images != 0) & (images == images)
        count = masks.sum(axis=(1, 2))
        _check_heights(images, masks, start)
        shown = np.flatnonzero(count)
        if not shown.size:
            continue
        if shown.size < len(images):
            images, masks, count = images[shown], masks[shown], count[shown]
        yield MeasuredPixels(
            samples=start + shown,
            images=images if images.dtype.kind == "f" else images.astype(np.float64),
            masks=masks,
            pixel_mm=pixel_mm[start + shown],
            heights=images.ravel()[np.flatnonzero(masks)].astype(np.float64),
            owner=np.repeat(np.arange(len(count)), count),
            first=np.cumsum(count) - count,
            count=count,
        )


def height_images(heights_mm: np.ndarray) -> np.ndarray:
    """Heights as an array (n, H, W); raises ValueError for another shape or type."""
    heights_mm = np.asanyarray(heights_mm)
    shape = heights_mm.shape
    if heights_mm.ndim != 3:
        raise ValueError(
            f"heights_mm: expected one height per pixel, shape (n, H, W), found {shape}. "
            + _cure(shape)
        )
    kind = heights_mm.dtype
    if kind.kind in "iu" and kind.itemsize == 1:
        raise ValueError(
            f"heights_mm: expected heights in mm as float (or whole mm in 16 bits or more), found "
            f"8-bit {kind}, which holds no more than 256 heights. Save the depth images with 16 "
            "bits, convert them to mm, and pass those."
        )
    if kind.kind not in "iuf":
        raise ValueError(
            f"heights_mm: expected heights in mm as float, found {kind}. Pass real numbers, NaN or "
            "0 where nothing was measured."
        )
    return heights_mm


def pixel_sides(pixel_mm: float | np.ndarray, n: int) -> np.ndarray:
    """Pixel sides as an array (n,); raises ValueError for another shape or a side not above 0."""
    sides = np.asarray(pixel_mm, dtype=np.float64)
    if sides.shape not in ((), (n,)):
        raise ValueError(
            f"pixel_mm: expected one pixel side in mm, or one per sample, shape ({n},), found "
            f"shape {sides.shape}. Pass one number or an array as long as heights_mm."
        )
    wrong = ~((sides > 0) & np.isfinite(sides))
    if wrong.any():
        where = f"sample {int(wrong.argmax())}: " if sides.ndim else ""
        raise ValueError(
            f"pixel_mm: {where}expected a pixel side in mm, above 0 and finite, found "
            f"{sides[wrong][0]}. It is the distance on the belt between neighbouring pixels: "
            "camera distance [mm] / focal length [pixels]."
        )
    return np.broadcast_to(sides, (n,))


def _cure(shape: tuple[int, ...]) -> str:
    if len(shape) == 2:
        return "For a single image pass heights_mm[None]."
    if len(shape) == 4 and shape[-1] == 1:
        return "Drop the last axis: heights_mm[..., 0]."
    if len(shape) == 4 and shape[-1] in (2, 3, 4):
        return "These look like colour images, which hold no heights; pass the depth channel alone."
    return "Stack the height images along the first axis: np.stack(images)."


def _check_heights(images: np.ndarray, masks: np.ndarray, start: int) -> None:
    if not images.size:
        return
    wrong = masks & ~((images >= 0) & (images <= HIGHEST_MM))
    if not wrong.any():
        return
    i, row, column = np.unravel_index(wrong.argmax(), wrong.shape)
    height = images[i, row, column]
    expected = f"expected heights above the belt from 0 to {HIGHEST_MM:.0f} mm"
    if not np.isfinite(height):
        cure = "Code a pixel without measurement as NaN or 0."
    elif height < 0:
        cure = (
            "Set what lies below the belt to 0 or NaN; from a distance image, take belt distance "
            "minus distance."
        )
    else:
        cure = "Convert to mm (counts of 0.1 mm: divide by 10), and distances to heights."
    raise ValueError(
        f"heights_mm: sample {start + i}: {expected}, found {height:g} at row {row}, column "
        f"{column}. {cure}"
    )
