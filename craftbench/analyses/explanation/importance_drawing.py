"""How much each cell of gradients is worth, drawn on the average image."""

import base64

import numpy as np
from markupsafe import Markup

from craftbench.analyses.explanation.colour_scale import colour_scale
from craftbench.analyses.explanation.gradient_drawing import cell_side
from craftbench.analyses.explanation.raster import picture, veil
from craftbench.analyses.explanation.shown_samples import AverageImage
from craftbench.analyses.explanation.svg import drawing, element, line, text

SIDE, LEFT, TOP, SCALE = 240.0, 4.0, 22.0, "inferno"


def draw_importance(average: AverageImage, drops: np.ndarray) -> Markup:
    """The cells in colours over the mean image of the pool.

    Parameters
    ----------
    average : AverageImage
    drops : (rows, columns) array
        Accuracy that is lost if the gradients of a cell are shuffled. One row and one column lie
        outside the image on each side, as in `features.image.hog`. What is lost by chance only,
        negative drops, is drawn as 0.
    """
    rows, columns = drops.shape
    cell = SIDE / max(rows, columns)
    wide, high = columns * cell, rows * cell
    zoom = cell / cell_side(tuple(average.shape))
    lost = np.clip(np.nan_to_num(drops), 0, None)
    most = float(lost.max())
    image = picture(
        base64.b64decode(average.png),
        LEFT + cell,
        TOP + cell,
        average.shape[1] * zoom,
        average.shape[0] * zoom,
        tuple(average.shape),
    )
    parts = [image]
    if most > 0:
        parts.append(picture(veil(lost / most, SCALE), LEFT, TOP, wide, high, (1, 1)))
        parts += colour_scale(LEFT + wide + 10, TOP, high, 0, 100 * most, "points lost", SCALE)
    else:
        parts.append(text(LEFT + 8, TOP + 20, "no cell costs accuracy", kind="halo"))
    right, bottom = LEFT + wide, TOP + high
    y, x = TOP + cell * np.arange(rows + 1), LEFT + cell * np.arange(columns + 1)
    grid = [line(LEFT, level, right, level, "cell") for level in y]
    grid += [line(place, TOP, place, bottom, "cell") for place in x]
    best = np.unravel_index(lost.argmax(), lost.shape)
    label = (
        f"accuracy lost without each of {rows} × {columns} cells of gradients; most, "
        f"{100 * most:.1f} points, in row {best[0]}, column {best[1]}"
    )
    frame = element("g", Markup("").join(grid))
    return drawing(LEFT + wide + 86, TOP + high + 6, label, [*parts, frame])
