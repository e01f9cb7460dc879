"""Colour of each part of an image: histograms of hue, saturation and value, and moments."""

import numpy as np
import pandas as pd
from skimage.color import rgb2hsv

from features.feature import Feature
from features.image_arrays import cell_histograms, cell_of_pixel, check_images, chunks

CELLS_A_SIDE = 4
BINS = {"hue": 12, "saturation": 4, "value": 6}
CHANNELS = ("red_green", "yellow_blue", "intensity")

COLOUR_COLUMNS = {
    "colour_hue_*": Feature(
        "1", "mean saturation of a cell (row, column) in a bin of hue, from red over green"
    ),
    "colour_saturation_*": Feature("1", "share of a cell (row, column) in a bin of saturation"),
    "colour_value_*": Feature("1", "share of a cell (row, column) in a bin of the HSV value"),
    "colour_mean_*": Feature("1", "mean of an opponent channel in a cell; 1 is the full range"),
    "colour_sd_*": Feature("1", "standard deviation of an opponent channel in a cell"),
    "colour_skewness_*": Feature("1", "cube root of the third central moment of that channel"),
}


def colour_histogram(images: np.ndarray) -> pd.DataFrame:
    """Histograms of hue, saturation and value, and colour moments, in a grid of 4 × 4 cells.

    Parameters
    ----------
    images : (n, H, W, 3) array
        Red, green and blue; integers over their whole range, or floats from 0 to 1.

    Returns
    -------
    DataFrame
        n rows; ``colour_{hue, saturation, value}_{row}_{column}_{bin}`` (12, 4 and 6 bins) and
        ``colour_{mean, sd, skewness}_{channel}_{row}_{column}``.

    Raises
    ------
    ValueError
        For images without three channels, smaller than 6 × 6 pixels, or floats outside [0, 1].

    Notes
    -----
    A pixel counts in its bin of hue by its saturation, because a grey pixel has no hue: the bins of
    a grey cell are 0, those of a pure red one are 1 and 0. The first bin of hue is centred on red.
    The moments are those of the opponent channels (R − G) / 2, (R + G − 2B) / 4 and
    (R + G + B) / 3.

    References
    ----------
    M. Stricker, M. Orengo: Similarity of color images. Proc. SPIE 2420 (1995) 381-392 (moments).

    K. van de Sande, T. Gevers, C. Snoek: Evaluating color descriptors for object and scene
    recognition. IEEE Trans. PAMI 32 (2010) 1582-1596 (opponent channels, hue by saturation).
    """
    if images.ndim != 4 or images.shape[-1] != 3:
        raise ValueError(
            f"needs colour: expected images of shape (n, H, W, 3), red, green and blue, found an "
            f"array of shape {images.shape}; grey images have no colour, choose other features"
        )
    check_images(images)
    cell = cell_of_pixel(images.shape[1:3], CELLS_A_SIDE)
    parts = []
    for part in chunks(images):
        colours = _from_zero_to_one(np.asarray(images[part]))
        parts.append(np.concatenate([_histograms(colours, cell), _moments(colours, cell)], axis=1))
    return pd.DataFrame(np.concatenate(parts).astype(np.float32), columns=_names())


def _names() -> list[str]:
    cells = [f"{r}_{c}" for r, c in np.ndindex(CELLS_A_SIDE, CELLS_A_SIDE)]
    bins = [f"colour_{n}_{cell}_{b}" for n, k in BINS.items() for cell in cells for b in range(k)]
    moments = ("mean", "sd", "skewness")
    return bins + [f"colour_{m}_{c}_{cell}" for c in CHANNELS for m in moments for cell in cells]


def _from_zero_to_one(colours: np.ndarray) -> np.ndarray:
    if colours.dtype.kind in "iu":
        return colours / np.iinfo(colours.dtype).max
    if colours.size and not (colours.min() >= 0 and colours.max() <= 1):
        raise ValueError(
            f"expected colours as floats from 0 to 1, or as integers, found values from "
            f"{colours.min():g} to {colours.max():g}; divide them by their highest possible value"
        )
    return colours.astype(np.float64)


def _histograms(colours: np.ndarray, cell: np.ndarray) -> np.ndarray:
    pixels = np.bincount(cell.ravel())[:, None]
    hsv = rgb2hsv(colours)
    found = []
    for channel, (name, count) in enumerate(BINS.items()):
        values = hsv[..., channel] * count
        # The first bin of hue reaches from -15° to 15°, so that pure red is in its middle.
        bins = np.floor(values + 0.5) % count if name == "hue" else np.minimum(values, count - 1)
        weights = hsv[..., 1] if name == "hue" else None
        totals = cell_histograms(bins.astype(np.intp), cell, (CELLS_A_SIDE**2, count), weights)
        found.append((totals / pixels).reshape(len(colours), CELLS_A_SIDE**2 * count))
    return np.concatenate(found, axis=1)


def _moments(colours: np.ndarray, cell: np.ndarray) -> np.ndarray:
    red, green, blue = np.moveaxis(colours, -1, 0)
    order = np.argsort(cell, axis=None, kind="stable")
    pixels = np.bincount(cell.ravel())
    first = np.cumsum(pixels) - pixels
    found = []
    for channel in ((red - green) / 2, (red + green - 2 * blue) / 4, (red + green + blue) / 3):
        values = channel.reshape(len(channel), cell.size)[:, order]
        mean = np.add.reduceat(values, first, axis=1) / pixels
        away = values - np.repeat(mean, pixels, axis=1)
        second, third = (np.add.reduceat(away**k, first, axis=1) / pixels for k in (2, 3))
        found += [mean, np.sqrt(second), np.cbrt(third)]
    return np.concatenate(found, axis=1)
