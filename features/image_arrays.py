"""Checks of image arrays, their grey values, and histograms over a grid of cells."""

from collections.abc import Iterator

import numpy as np

SMALLEST_SIDE = 6
PIXELS_AT_ONCE = 2**19


def check_images(images: np.ndarray) -> None:
    """Raise ValueError unless these are images (n, H, W[, C]) of at least 6 × 6 pixels."""
    if images.ndim not in (3, 4) or min(images.shape[1:3]) < SMALLEST_SIDE:
        raise ValueError(
            f"expected images of shape (n, H, W) or (n, H, W, C) with at least 6 × 6 pixels, "
            f"found an array of shape {images.shape}; enlarge the images or choose other features"
        )


def grey_values(images: np.ndarray) -> np.ndarray:
    """Grey values (n, H, W) of checked images: the mean of the channels."""
    return images.mean(axis=-1) if images.ndim == 4 else images


def chunks(images: np.ndarray) -> Iterator[slice]:
    """Slices of the samples, of about half a million pixels each, to limit memory; at least one."""
    step = max(1, PIXELS_AT_ONCE // (images.shape[1] * images.shape[2]))
    for start in range(0, max(1, len(images)), step):
        yield slice(start, start + step)


def cell_of_pixel(shape: tuple[int, int], cells: int) -> np.ndarray:
    """Number of the cell (row · cells + column) of each pixel in a grid of cells × cells."""
    row, column = (np.arange(length) * cells // length for length in shape)
    return row[:, None] * cells + column


def cell_histograms(
    bins: np.ndarray, cell: np.ndarray, shape: tuple[int, int], weights: np.ndarray | None = None
) -> np.ndarray:
    """Histogram of every cell of every sample.

    Parameters
    ----------
    bins : (n, …) array of int
        Bin of each pixel.
    cell : array of int
        Cell of each pixel, for all samples (of the shape of one) or for each.
    shape : (cells, bins)
        Number of cells and of bins.
    weights : array or None
        Weight of each pixel, of the shape of `bins`; 1 without.

    Returns
    -------
    (n, cells, bins) float array
        Sums of the weights.
    """
    cells, count = shape
    sample = np.arange(len(bins)).reshape(-1, *[1] * (bins.ndim - 1))
    place = (sample * cells + cell) * count + bins
    flat = None if weights is None else weights.ravel()
    total = np.bincount(place.ravel(), weights=flat, minlength=len(bins) * cells * count)
    return total.reshape(len(bins), cells, count).astype(np.float64)
