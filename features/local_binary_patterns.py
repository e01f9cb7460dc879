"""Histograms of local binary patterns: the texture of each part of an image."""

import numpy as np
import pandas as pd

from features.feature import Feature
from features.image_arrays import (
    cell_histograms,
    cell_of_pixel,
    check_images,
    chunks,
    grey_values,
)

CELLS_A_SIDE = 4
NEIGHBOURS = {1: 8, 2: 16, 3: 24}
TOLERANCE = 1e-5

LBP_COLUMNS = {
    "lbp_u2_*": Feature(
        "1", "share of the pixels of a cell (row, column) with a uniform pattern of 8 neighbours"
    ),
    "lbp_riu2_*": Feature(
        "1",
        "share of the pixels of a cell (row, column) with a rotation-invariant uniform pattern at "
        "a radius in pixels",
    ),
}


def local_binary_patterns(images: np.ndarray) -> pd.DataFrame:
    """Histograms of uniform local binary patterns in a grid of 4 × 4 cells.

    Parameters
    ----------
    images : (n, H, W) or (n, H, W, C) array
        Grey values of any range; channels are averaged: the patterns do not see colour.

    Returns
    -------
    DataFrame
        n rows; ``lbp_u2_{row}_{column}_{bin}`` (59 bins) and
        ``lbp_riu2_{radius}_{row}_{column}_{bin}`` (10, 18 and 26 bins at the radii of 1, 2 and 3
        pixels). Each histogram sums to 1.

    Raises
    ------
    ValueError
        For an array of another shape or images smaller than 6 × 6 pixels.

    Notes
    -----
    Bit p of a pixel's pattern is 1 if the grey value on its circle of radius R, at the angle
    2πp / P, is at least its own; values between pixels are bilinear, the image is mirrored at its
    border. A pattern is uniform if the bits change at most twice around the circle. ``u2`` has one
    bin for each of the 58 uniform patterns of P = 8, R = 1, and one for all others. ``riu2`` counts
    the ones of a uniform pattern, so that a turned texture has the same histogram, and has one bin
    for all others. Both ignore any increasing change of brightness. Differences below 1e-5 of the
    image's range count as 0, so that rounding decides no bit.

    References
    ----------
    T. Ojala, M. Pietikäinen, T. Mäenpää: Multiresolution gray-scale and rotation invariant texture
    classification with local binary patterns. IEEE Trans. PAMI 24 (2002) 971-987.

    T. Ahonen, A. Hadid, M. Pietikäinen: Face description with local binary patterns. IEEE Trans.
    PAMI 28 (2006) 2037-2041 (histograms of a grid of cells).
    """
    check_images(images)
    cell = cell_of_pixel(images.shape[1:3], CELLS_A_SIDE)
    parts = [_histograms(grey_values(np.asarray(images[part])), cell) for part in chunks(images)]
    return pd.DataFrame(np.concatenate(parts), columns=_names())


def _names() -> list[str]:
    cells = [f"{r}_{c}" for r, c in np.ndindex(CELLS_A_SIDE, CELLS_A_SIDE)]
    u2 = [f"lbp_u2_{cell}_{b}" for cell in cells for b in range(U2_BINS)]
    return u2 + [
        f"lbp_riu2_{radius}_{cell}_{b}"
        for radius, neighbours in NEIGHBOURS.items()
        for cell in cells
        for b in range(neighbours + 2)
    ]


def _histograms(grey: np.ndarray, cell: np.ndarray) -> np.ndarray:
    grey = grey.astype(np.float32)
    found = []
    for radius, neighbours in NEIGHBOURS.items():
        bits = _bits(grey, radius, neighbours)
        if radius == 1:
            pattern = np.tensordot(2 ** np.arange(neighbours), bits, axes=1)
            found.append(_shares(_U2_BIN[pattern], cell, U2_BINS))
        ones = bits.sum(axis=0, dtype=np.intp)
        rough = _changes(bits) > 2
        found.append(_shares(np.where(rough, neighbours + 1, ones), cell, neighbours + 2))
    return np.concatenate(found, axis=1)


def _shares(bins: np.ndarray, cell: np.ndarray, count: int) -> np.ndarray:
    histograms = cell_histograms(bins, cell, (CELLS_A_SIDE**2, count))
    shares = histograms / np.bincount(cell.ravel())[:, None]
    return shares.reshape(len(bins), CELLS_A_SIDE**2 * count).astype(np.float32)


def _bits(grey: np.ndarray, radius: int, neighbours: int) -> np.ndarray:
    """Bits (P, n, H, W) of the patterns."""
    _, height, width = grey.shape
    wide = np.pad(grey, [(0, 0), (radius, radius), (radius, radius)], mode="reflect")
    least = -TOLERANCE * np.ptp(grey, axis=(1, 2))[:, None, None]
    bits = np.empty((neighbours, *grey.shape), bool)
    for p in range(neighbours):
        angle = 2 * np.pi * p / neighbours
        down, right = np.round([-radius * np.sin(angle), radius * np.cos(angle)], 9)
        difference = np.zeros_like(grey)
        for row, row_share in _beside(down):
            for column, share in _beside(right):
                shifted = wide[:, radius + row :, radius + column :][:, :height, :width]
                difference += np.float32(row_share * share) * (shifted - grey)
        bits[p] = difference >= least
    return bits


def _beside(place: float) -> list[tuple[int, float]]:
    """The whole numbers beside a place, with their weights in linear interpolation."""
    below = int(np.floor(place))
    return [(k, w) for k, w in ((below, below + 1 - place), (below + 1, place - below)) if w > 0]


def _changes(bits: np.ndarray) -> np.ndarray:
    """How often the bits change around the circle, which is the first axis."""
    return sum(bits[p] != bits[p - 1] for p in range(len(bits))).astype(np.intp)  # type: ignore


def _u2_bins() -> np.ndarray:
    """Bin of each pattern of 8 bits: the uniform ones in order of their number, then the rest."""
    uniform = _changes((np.arange(256) >> np.arange(8)[:, None]) & 1) <= 2
    return np.where(uniform, uniform.cumsum() - 1, uniform.sum())


_U2_BIN = _u2_bins()
U2_BINS = int(_U2_BIN.max()) + 1
