"""The items of the scenes as a table."""

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd

from craftbench.datasets.simulated_parcels.scene import Belt

ITEM_COLUMNS = (
    ["scene", "item", "kind", "material", "arrangement", "length_mm", "width_mm", "thickness_mm"]
    + ["x_mm", "y_mm", "z_mm", "qw", "qx", "qy", "qz"]
    + ["left", "top", "right", "bottom", "visible_px"]
)


def item_rows(number: int, arrangement: str, belt: Belt, mask: np.ndarray) -> Iterator[tuple]:
    """Describe every item of a scene.

    Parameters
    ----------
    number : int
        Of the scene.
    arrangement : str
    belt : Belt
    mask : (H, W) array of int
        0 for the belt, 1 for the first item.

    Yields
    ------
    tuple
        One per item, in the order of `ITEM_COLUMNS`: sizes in mm, position of the centre of the
        bottom in mm, quaternion, bounding box of the mask (inclusive, None for a hidden item).
    """
    poses = zip(belt.items, belt.positions_mm(), belt.quaternions(), strict=True)
    for item_number, (item, position, quaternion) in enumerate(poses, start=1):
        shown = mask == item_number
        names = (number, item_number, item.kind, item.material, arrangement)
        size = (item.length, item.width, item.thickness)
        yield (*names, *size, *position, *quaternion, *_bounding_box(shown), int(shown.sum()))


def item_table(rows: Iterable[tuple]) -> pd.DataFrame:
    """Collect the rows of `item_rows`.

    Parameters
    ----------
    rows : iterable of tuple

    Returns
    -------
    DataFrame
        With `ITEM_COLUMNS`; the bounding box is <NA> for a hidden item.
    """
    table = pd.DataFrame(rows, columns=ITEM_COLUMNS)
    return table.astype(dict.fromkeys(["left", "top", "right", "bottom"], "Int16"))


def _bounding_box(mask: np.ndarray) -> tuple[int | None, ...]:
    if not mask.any():
        return (None,) * 4
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return int(columns[0]), int(rows[0]), int(columns[-1]), int(rows[-1])
