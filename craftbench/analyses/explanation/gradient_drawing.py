"""What histograms of oriented gradients measure, drawn on one image."""

import numpy as np
from markupsafe import Markup

from craftbench.analyses.explanation.raster import photograph, picture
from craftbench.analyses.explanation.svg import drawing, element, line, path, text
from features.image import BLOCK, CELLS_A_SIDE, ORIENTATIONS, hog

SIDE = 240.0
LEFT, TOP, LEGEND = 4.0, 4.0, 34.0
STRENGTHS = (0.1, 0.25, 0.45, 0.7)
"""Shares of an image's strongest edge, from which a line is drawn fainter to stronger."""


def cell_side(shape: tuple[int, ...]) -> int:
    """Side in pixels of the cells of `features.image.hog`, for images of a shape (H, W, …)."""
    return max(2, round(min(shape[:2]) / CELLS_A_SIDE))


def cell_orientations(image: np.ndarray) -> np.ndarray:
    """Share of gradient energy by cell and orientation, mean over the blocks of a cell.

    Parameters
    ----------
    image : (H, W) or (H, W, C) array
        At least 6 × 6 pixels.

    Returns
    -------
    (rows, columns, orientations) array
        One row and one column of cells lie outside the image on each side, as in
        `features.image.hog`.
    """
    side = cell_side(image.shape)
    rows, columns = (length // side + 2 for length in image.shape[:2])
    blocks = (rows - BLOCK + 1, columns - BLOCK + 1, BLOCK, BLOCK, ORIENTATIONS)
    values = hog(image[None]).to_numpy().reshape(blocks)
    total, count = np.zeros((rows, columns, ORIENTATIONS)), np.zeros((rows, columns, 1))
    for i, j in np.ndindex(BLOCK, BLOCK):
        part = slice(i, i + blocks[0]), slice(j, j + blocks[1])
        total[part] += values[:, :, i, j]
        count[part] += 1
    return total / count


def draw_gradients(image: np.ndarray) -> Markup:
    """The image with its cells, and in each a line along its edges, as long as they are strong."""
    side, found = cell_side(image.shape), cell_orientations(image)
    rows, columns = found.shape[:2]
    framed = (rows * side, columns * side)
    zoom = SIDE / max(framed)
    high, wide = image.shape[0] * zoom, image.shape[1] * zoom
    cell = side * zoom
    x, y = LEFT + cell, TOP + cell
    bottom, right = TOP + rows * cell, LEFT + columns * cell
    parts = [picture(photograph(image), x, y, wide, high, image.shape)]
    parts += [line(LEFT, TOP + i * cell, right, TOP + i * cell, "cell") for i in range(rows + 1)]
    parts += [
        line(LEFT + j * cell, TOP, LEFT + j * cell, bottom, "cell") for j in range(columns + 1)
    ]
    parts += _lines(found, cell)
    parts += [
        text(LEFT, bottom + 14, f"{rows} × {columns} cells of {side} × {side} pixels"),
        text(LEFT, bottom + 29, "lines: edges, longer if stronger"),
    ]
    label = f"gradients in {rows} × {columns} cells of {side} × {side} pixels"
    return drawing(LEFT + SIDE + 4, bottom + LEGEND, label, parts)


def _lines(found: np.ndarray, cell: float) -> list[Markup]:
    """One path for each strength, so that many lines take little space."""
    strongest = found.max() or 1.0
    angle = np.pi * (np.arange(ORIENTATIONS) + 0.5) / ORIENTATIONS
    # Edges are at right angles to gradients, whose angle counts from the columns to the rows.
    along = np.stack([-np.sin(angle), np.cos(angle)], axis=1)
    limits = [*STRENGTHS, np.inf]
    parts = []
    for level in range(len(STRENGTHS)):
        share = found / strongest
        chosen = np.argwhere((share >= limits[level]) & (share < limits[level + 1]))
        drawn = ""
        for row, column, orientation in chosen:
            middle = np.array([LEFT + (column + 0.5) * cell, TOP + (row + 0.5) * cell])
            reach = 0.48 * cell * share[row, column, orientation] * along[orientation]
            drawn += path(np.stack([middle - reach, middle + reach]))
        if drawn:
            parts.append(element("path", class_=f"drawn-edge{level}", d=drawn))
    return parts
