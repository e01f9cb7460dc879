"""Steps in height inside an object's outline."""

import numpy as np

from features.measured_pixels import MeasuredPixels

STEP_MM = 10.0


def edge_steps(pixels: MeasuredPixels) -> dict[str, np.ndarray]:
    """Length and mean height of the steps between neighbouring measured pixels.

    Parameters
    ----------
    pixels : MeasuredPixels

    Returns
    -------
    dict of (m,) arrays
        ``edge_step_length`` [mm], ``edge_step_height`` [mm] (NaN without a step).

    Notes
    -----
    A step lies between two measured pixels that share an edge and differ by more than 10 mm, which
    is more than 4 σ of the difference of two pixels at a depth noise of σ = 1.6 mm. Its length is
    the side of a pixel, so a step at 45° to the rows counts √2 times its length. A slope of more
    than 10 mm per pixel also counts as a step. A step next to missing pixels is not detected.
    """
    count = np.zeros(len(pixels.count))
    total = np.zeros(len(pixels.count))
    images, masks = pixels.images, pixels.masks
    for before, after in (
        (np.s_[:, :, :-1], np.s_[:, :, 1:]),
        (np.s_[:, :-1], np.s_[:, 1:]),
    ):
        difference = np.abs(images[after] - images[before])
        step = (difference > STEP_MM) & masks[before] & masks[after]
        count += step.sum(axis=(1, 2))
        total += difference.sum(axis=(1, 2), where=step, dtype=np.float64)
    height = np.full(len(count), np.nan)
    np.divide(total, count, out=height, where=count > 0)
    return {"edge_step_length": count * pixels.pixel_mm, "edge_step_height": height}
