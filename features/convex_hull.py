"""Convex hulls of many binary images at once."""

import numpy as np


def convex_hulls(masks: np.ndarray) -> np.ndarray:
    """Corners of the convex hull of each image's pixel centres.

    Parameters
    ----------
    masks : (n, H, W) bool array
        At least one true pixel in every image.

    Returns
    -------
    (n, k, 2) int array
        Row and column of the corners, in order around the hull. An image with fewer than k corners
        repeats some of them: sides of length 0.

    Notes
    -----
    Only the first and last pixel of a row can be a corner. Starting in the first row, the next
    corner is the pixel in the direction that turns least inwards, and the farthest of several:
    Jarvis' gift wrapping, one step for all images at once.

    References
    ----------
    R. A. Jarvis: On the identification of the convex hull of a finite set of points in the plane.
    Information Processing Letters 2 (1973) 18-21.
    """
    n, _, columns = masks.shape
    occupied = masks.any(axis=2)
    first = np.where(occupied, masks.argmax(axis=2), np.inf)
    last = np.where(occupied, columns - 1 - masks[:, :, ::-1].argmax(axis=2), -np.inf)
    corner_rows = _wrap(np.concatenate([first, -last]))
    left, right = corner_rows[:n], corner_rows[n:, ::-1]
    corners = np.empty((n, 2 * left.shape[1], 2), dtype=np.int64)
    corners[:, :, 0] = np.concatenate([left, right], axis=1)
    corners[:, : left.shape[1], 1] = np.take_along_axis(first, left, axis=1)
    corners[:, left.shape[1] :, 1] = np.take_along_axis(last, right, axis=1)
    return corners


def points_in_hulls(corners: np.ndarray) -> np.ndarray:
    """Number of pixel centres inside each hull or on its outline.

    Parameters
    ----------
    corners : (n, k, 2) int array
        From `convex_hulls`.

    Returns
    -------
    (n,) float array
        ``A + B / 2 + 1`` with the area A of the hull and the number B of pixel centres on its
        outline.

    References
    ----------
    G. Pick: Geometrisches zur Zahlenlehre. Sitzungsberichte des Lotos (Prag) 19 (1899) 311-319.
    """
    sides = np.roll(corners, -1, axis=1) - corners
    cross = corners[..., 0] * sides[..., 1] - corners[..., 1] * sides[..., 0]
    area = np.abs(cross.sum(axis=1)) / 2
    outline = np.gcd(sides[..., 0], sides[..., 1]).sum(axis=1)
    return area + outline / 2 + 1


def _wrap(column: np.ndarray) -> np.ndarray:
    """Rows of the corners of the lower hull of points (row, column), infinite where no point."""
    n, rows = column.shape
    row = np.arange(rows)
    present = np.isfinite(column)
    corner = present.argmax(axis=1)
    end = rows - 1 - present[:, ::-1].argmax(axis=1)
    corners = [corner]
    unfinished = np.flatnonzero(corner < end)
    while unfinished.size:
        at = corner[unfinished, None]
        distance = row - at
        slope = np.full((len(at), rows), np.inf)
        ahead = column[unfinished]
        np.divide(
            ahead - np.take_along_axis(ahead, at, axis=1), distance, out=slope, where=distance > 0
        )
        # equal ratios of whole numbers are equal floats: a straight side is one step, not many
        corner = corner.copy()
        corner[unfinished] = rows - 1 - slope[:, ::-1].argmin(axis=1)
        corners.append(corner)
        unfinished = unfinished[corner[unfinished] < end[unfinished]]
    return np.stack(corners, axis=1)
