"""Items on the belt: envelopes, padded mailers and parcels, and their shape."""

from dataclasses import dataclass

import numpy as np

from craftbench.datasets.simulated_parcels.settings import ItemSettings

ENVELOPE_FORMATS_MM = {
    "C6": (162.0, 114.0),
    "C5": (229.0, 162.0),
    "B5": (250.0, 176.0),
    "C4": (324.0, 229.0),
}
"""Lengths and widths of ISO 269 envelopes; each is drawn equally often."""

_LEVELS = (0.6, 0.75, 0.9, 1.0)


@dataclass(frozen=True)
class Item:
    """One rigid item lying flat: its bounding box in mm, the thickness at its rim, its surface."""

    kind: str
    length: float
    width: float
    thickness: float
    rim: float
    fullness: float
    material: str


def draw_envelope(settings: ItemSettings, rng: np.random.Generator) -> Item:
    """Draw an envelope of a standard format, plain or padded.

    Parameters
    ----------
    settings : ItemSettings
    rng : Generator

    Returns
    -------
    Item
        Of kind ``envelope`` or ``mailer``.
    """
    length, width = list(ENVELOPE_FORMATS_MM.values())[rng.integers(len(ENVELOPE_FORMATS_MM))]
    padded = rng.random() < settings.padded_share
    if padded:
        thickness = rng.uniform(*settings.padded_thickness_mm)
    else:
        thickness = np.exp(rng.uniform(*np.log(settings.plain_thickness_mm)))
    rim = thickness * rng.uniform(*settings.envelope_rim)
    kind = "mailer" if padded else "envelope"
    return Item(kind, length, width, thickness, rim, rng.uniform(2, 5), _material(settings, rng))


def draw_parcel(settings: ItemSettings, rng: np.random.Generator) -> Item:
    """Draw a parcel; a declared share is as flat as a padded mailer.

    Parameters
    ----------
    settings : ItemSettings
    rng : Generator

    Returns
    -------
    Item
        Of kind ``parcel``, at least as long as wide.
    """
    sides = np.exp(
        [
            rng.uniform(*np.log(settings.parcel_length_mm)),
            rng.uniform(*np.log(settings.parcel_width_mm)),
        ]
    )
    low, high = settings.parcel_height_mm
    middle = min(max(settings.padded_thickness_mm[1], low), high)
    flat = rng.random() < settings.flat_parcel_share
    height = np.exp(rng.uniform(*np.log((low, middle) if flat else (middle, high))))
    rim = height * (1 - rng.uniform(*settings.parcel_bulge))
    return Item(
        "parcel", max(sides), min(sides), height, rim, rng.uniform(2, 5), _material(settings, rng)
    )


def _material(settings: ItemSettings, rng: np.random.Generator) -> str:
    names = sorted(settings.materials)
    return str(rng.choice(names, p=[settings.materials[name] for name in names]))


def vertices(item: Item) -> np.ndarray:
    """Vertices whose convex hull is the item.

    Parameters
    ----------
    item : Item

    Returns
    -------
    (v, 3) array
        In mm; the flat bottom is centred at the origin and the top rises to ``item.thickness``.

    Notes
    -----
    With ``u`` and ``v`` from -1 to 1 along length and width and ``r = max(|u|, |v|)``, the top is
    at ``rim + (thickness - rim) * min(1, (1 - r**fullness) / (1 - 0.6**fullness))``, linear
    between ``r = 0.6, 0.75, 0.9, 1``: a cushion with a flat middle, a box where rim and thickness
    are equal. This height is concave, so hull, contacts and rays share one surface.
    """
    levels = np.array(_LEVELS)
    rise = (1 - levels**item.fullness) / (1 - levels[0] ** item.fullness)
    scale = np.append(levels, 1.0)
    height = np.append(item.rim + (item.thickness - item.rim) * rise, 0.0)
    corners = np.array([[-1, -1], [-1, 1], [1, -1], [1, 1]]) * [item.length / 2, item.width / 2]
    flat = scale[:, None, None] * corners
    upright = np.broadcast_to(height[:, None, None], (*flat.shape[:2], 1))
    return np.concatenate([flat, upright], -1).reshape(-1, 3)
