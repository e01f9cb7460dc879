"""Where items are held before they are dropped."""

import numpy as np
from scipy.spatial.transform import Rotation

from craftbench.datasets.simulated_parcels.items import Item, vertices
from craftbench.datasets.simulated_parcels.settings import DoubleSettings

CLEARANCE_MM = 2.0
_LARGER_BELOW = 0.8
_STEEPEST = np.radians(60)

Pose = tuple[np.ndarray, Rotation]
"""Position of the centre of an item's bottom in mm (z up from the belt), and its rotation."""


def hold_one(item: Item, tilt_sd_deg: float, rng: np.random.Generator) -> list[Pose]:
    """Hold an item just above the belt, at any angle in its plane and slightly tilted.

    Parameters
    ----------
    item : Item
    tilt_sd_deg : float
        Standard deviation of the tilt about either horizontal axis.
    rng : Generator

    Returns
    -------
    list of Pose
        One pose over the origin; its lowest point is `CLEARANCE_MM` above the belt.
    """
    return [_above(item, np.zeros(2), _flat(rng.uniform(0, 2 * np.pi), tilt_sd_deg, rng), 0.0)]


def hold_side_by_side(
    pair: list[Item], settings: DoubleSettings, tilt_sd_deg: float, rng: np.random.Generator
) -> list[Pose]:
    """Hold two items beside each other, touching or with a gap.

    Parameters
    ----------
    pair : list of two Item
    settings : DoubleSettings
    tilt_sd_deg : float
    rng : Generator

    Returns
    -------
    list of Pose
        Two, centred over the origin. With R(k) the sum of their half extents along side k of
        either rectangle, they touch in direction d at the distance min R(k) / abs(d k).
    """
    first, second = pair
    yaw = rng.uniform(0, 2 * np.pi)
    if rng.random() < settings.aligned_share:
        direction, turn = rng.integers(2, size=2) * np.pi / 2
        slide = rng.uniform(-0.5, 0.5) * (first.width if direction == 0 else first.length)
        slide *= rng.random() < 0.5
    else:
        (direction, turn), slide = rng.uniform(0, 2 * np.pi, 2), 0.0
    gap = 0.5 if rng.random() < settings.touching_share else rng.uniform(*settings.gap_mm)
    distance = _touching_distance(first, second, direction, turn) + gap
    offset = _turned(np.array([distance, slide]), yaw + direction)
    return [
        _above(first, -offset / 2, _flat(yaw, tilt_sd_deg, rng), 0.0),
        _above(second, offset / 2, _flat(yaw + turn, tilt_sd_deg, rng), 0.0),
    ]


def hold_stacked(
    pair: list[Item], settings: DoubleSettings, tilt_sd_deg: float, rng: np.random.Generator
) -> list[Pose]:
    """Hold one item over another, mostly the smaller over the larger.

    Parameters
    ----------
    pair : list of two Item
    settings : DoubleSettings
    tilt_sd_deg : float
    rng : Generator

    Returns
    -------
    list of Pose
        In the order of the pair. An aligned pair is offset by millimetres, any other by up to
        0.35 of the lower item's sides: some slip and end up leaning.
    """
    larger = int(pair[1].length * pair[1].width > pair[0].length * pair[0].width)
    below = larger if rng.random() < _LARGER_BELOW else 1 - larger
    lower, upper = pair[below], pair[1 - below]
    yaw = rng.uniform(0, 2 * np.pi)
    if rng.random() < settings.aligned_share:
        turn, offset = 0.0, rng.normal(0, 4, 2)
    else:
        turn = rng.uniform(0, 2 * np.pi)
        offset = rng.uniform(-0.35, 0.35, 2) * [lower.length, lower.width]
    poses = [
        _above(lower, np.zeros(2), _flat(yaw, 0, rng), 0.0),
        _above(
            upper,
            _turned(offset, yaw),
            _flat(yaw + turn, tilt_sd_deg, rng),
            lower.thickness + CLEARANCE_MM,
        ),
    ]
    return poses if below == 0 else poses[::-1]


def hold_leaning(
    pair: list[Item], settings: DoubleSettings, tilt_sd_deg: float, rng: np.random.Generator
) -> list[Pose]:
    """Hold the second item with one end on the belt and the other on the first item's edge.

    Parameters
    ----------
    pair : list of two Item
    settings : DoubleSettings
        Not used: a leaning item has its own angle.
    tilt_sd_deg : float
    rng : Generator

    Returns
    -------
    list of Pose
        Two. With the edge at a share ``s`` of the second's length, its slope is
        ``arcsin(thickness / (s length))``, at most 60 degrees.
    """
    support, leaner = pair
    yaw, direction = rng.uniform(0, 2 * np.pi, 2)
    touch = rng.uniform(0.45, 0.8) * leaner.length
    slope = np.arcsin(min(support.thickness / touch, np.sin(_STEEPEST)))
    foot = _reach(support, direction - yaw) + min(
        support.thickness / np.tan(slope), leaner.length * np.cos(slope)
    )
    turn = direction + np.pi + rng.normal(0, 0.1)
    rotation = Rotation.from_euler("z", turn) * Rotation.from_euler("y", -slope)
    centre = _turned(np.array([foot, 0.0]), direction)
    centre = centre + rotation.apply([leaner.length / 2, 0, 0])[:2]
    return [
        _above(support, np.zeros(2), _flat(yaw, 0, rng), 0.0),
        _above(leaner, centre, rotation, 0.0),
    ]


HOLD_PAIR = {
    "side_by_side": hold_side_by_side,
    "leaning": hold_leaning,
    "stacked": hold_stacked,
}


def _reach(item: Item, angle: float) -> float:
    return abs(np.cos(angle)) * item.length / 2 + abs(np.sin(angle)) * item.width / 2


def _touching_distance(first: Item, second: Item, direction: float, turn: float) -> float:
    sides = np.array([0, np.pi / 2, turn, turn + np.pi / 2])
    extents = np.array([_reach(first, side) + _reach(second, side - turn) for side in sides])
    along = np.abs(np.cos(direction - sides))
    return float((extents / np.maximum(along, 1e-9)).min())


def _turned(vector: np.ndarray, angle: float) -> np.ndarray:
    cos, sin = np.cos(angle), np.sin(angle)
    return np.array([cos * vector[0] - sin * vector[1], sin * vector[0] + cos * vector[1]])


def _flat(yaw: float, tilt_sd_deg: float, rng: np.random.Generator) -> Rotation:
    tilt = np.append(rng.normal(0, np.radians(tilt_sd_deg), 2), 0)
    return Rotation.from_rotvec(tilt) * Rotation.from_euler("z", yaw)


def _above(item: Item, centre: np.ndarray, rotation: Rotation, level: float) -> Pose:
    lowest = rotation.apply(vertices(item))[:, 2].min()
    return np.append(centre, level + CLEARANCE_MM - lowest), rotation
