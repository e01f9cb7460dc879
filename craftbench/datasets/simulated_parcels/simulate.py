"""Scenes of a sorting belt: items, settled by physics and seen by a depth camera."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from craftbench.datasets.random_stream import random_stream
from craftbench.datasets.simulated_parcels.arrangement import HOLD_PAIR, Pose, hold_one
from craftbench.datasets.simulated_parcels.batch import SCENE, Batch, draw_batch
from craftbench.datasets.simulated_parcels.camera import Camera
from craftbench.datasets.simulated_parcels.items import Item, draw_envelope, draw_parcel
from craftbench.datasets.simulated_parcels.photograph import photograph
from craftbench.datasets.simulated_parcels.scene import Belt, place, settle
from craftbench.datasets.simulated_parcels.settings import RESOLUTION, ParcelSettings
from craftbench.datasets.simulated_parcels.table import item_rows, item_table

_MARGIN_PX = 1.0


@dataclass(frozen=True)
class Scenes:
    """Simulated scenes, sample by sample.

    Attributes
    ----------
    heights : (n, 96, 96) array of uint16
        Height above the calibrated belt in units of 0.1 mm; 0 = no measurement, or belt.
    distances : (n, 96, 96) array of uint16
        Raw distance along the optical axis in units of 0.1 mm; 0 = no measurement.
    label : (n,) array of str
        ``ENVELOPE``, ``PARCEL`` or ``DOUBLE``.
    batch : (n,) array of int
        Batch of the scene: the group.
    pixel_mm : (n,) array
        Footprint of a pixel on the belt.
    masks : (n, 96, 96) array of uint8
        0 = belt, 1 = first item, 2 = second item, at the pixels' centres, without noise.
    items : DataFrame
        One row per item: ``scene, item, kind, material, arrangement, length_mm, width_mm,
        thickness_mm``, position of the bottom's centre ``x_mm, y_mm, z_mm``, quaternion ``qw, qx,
        qy, qz``, bounding box of the mask in pixels ``left, top, right, bottom`` (inclusive, <NA>
        for a hidden item) and ``visible_px``.
    redrawn : dict
        Number of rejected draws by reason: ``unsettled``, ``out_of_view``, ``apart``,
        ``invisible``.
    """

    heights: np.ndarray
    distances: np.ndarray
    label: np.ndarray
    batch: np.ndarray
    pixel_mm: np.ndarray
    masks: np.ndarray
    items: pd.DataFrame
    redrawn: dict[str, int]


class _Scene(NamedTuple):
    label: str
    items: list[tuple]
    heights: np.ndarray
    distances: np.ndarray
    mask: np.ndarray


def simulate(settings: ParcelSettings, seed: int, first: int, count: int) -> Scenes:
    """Simulate the scenes ``first`` to ``first + count - 1`` of a belt.

    Parameters
    ----------
    settings : ParcelSettings
    seed : int
        At least 0.
    first, count : int
        Scene i depends on the settings, ``seed`` and i only, so that any partition of the scenes
        over jobs gives the same arrays.

    Returns
    -------
    Scenes

    Raises
    ------
    ValueError
        For a negative seed or first scene, or a count below 1.
    RuntimeError
        Where no draw of a scene was acceptable; the message counts the reasons.

    Examples
    --------
    >>> scenes = simulate(ParcelSettings(), seed=1, first=0, count=2)
    >>> scenes.heights.shape
    (2, 96, 96)
    """
    if seed < 0 or first < 0 or count < 1:
        raise ValueError(
            f"expected seed >= 0, first >= 0 and count >= 1, found {seed=}, {first=}, {count=}"
        )
    redrawn: Counter[str] = Counter(unsettled=0, out_of_view=0, apart=0, invisible=0)
    numbers = np.arange(first, first + count)
    batches = numbers // settings.batches.scenes
    cameras = {int(b): draw_batch(settings, seed, int(b)) for b in np.unique(batches)}
    scenes = [
        _draw_scene(settings, seed, int(number), cameras[int(batch)], redrawn)
        for number, batch in zip(numbers, batches, strict=True)
    ]
    return Scenes(
        heights=np.stack([scene.heights for scene in scenes]),
        distances=np.stack([scene.distances for scene in scenes]),
        label=np.array([scene.label for scene in scenes]),
        batch=batches,
        pixel_mm=np.array([cameras[int(batch)].calibrated.pixel_mm for batch in batches]),
        masks=np.stack([scene.mask for scene in scenes]),
        items=item_table(row for scene in scenes for row in scene.items),
        redrawn=dict(redrawn),
    )


def _draw_scene(
    settings: ParcelSettings, seed: int, number: int, batch: Batch, redrawn: Counter[str]
) -> _Scene:
    rng = random_stream(seed, SCENE, number)
    label = _choice(settings.classes, rng)
    double = label == "DOUBLE"
    arrangement = _choice(settings.doubles.arrangements, rng) if double else "single"
    rejected: Counter[str] = Counter()
    for _ in range(settings.attempts):
        items, poses = _hold(settings, label, arrangement, rng)
        belt = place(items, poses, settings.items.density_kg_m3, settings.items.friction)
        fault = _fault(belt, batch.actual, settings)
        if fault is None:
            heights, distances, exact = photograph(belt, batch, settings, rng)
            if _all_reported(heights, exact.item, len(items), settings.fewest_pixels):
                redrawn.update(rejected)
                rows = list(item_rows(number, arrangement, belt, exact.item))
                return _Scene(label, rows, heights, distances, exact.item)
            fault = "invisible"
        rejected[fault] += 1
    raise RuntimeError(
        f"scene {number} ({label}) of seed {seed}: no acceptable draw in {settings.attempts} "
        f"attempts ({dict(rejected)}); widen camera.view_mm, or make items smaller or thicker"
    )


def _choice(shares: Mapping[Any, float], rng: np.random.Generator) -> str:
    names = sorted(shares)
    return str(rng.choice(names, p=[shares[name] for name in names]))


def _hold(
    settings: ParcelSettings, label: str, arrangement: str, rng: np.random.Generator
) -> tuple[list[Item], list[Pose]]:
    tilt = settings.drop_tilt_sd_deg
    if label == "DOUBLE":
        items = _draw_pair(settings, rng)
        poses = HOLD_PAIR[arrangement](items, settings.doubles, tilt, rng)
    else:
        draw = draw_envelope if label == "ENVELOPE" else draw_parcel
        items = [draw(settings.items, rng)]
        poses = hold_one(items[0], tilt, rng)
    shift = np.append(rng.normal(0, settings.position_sd_mm, 2), 0)
    return items, [(position + shift, rotation) for position, rotation in poses]


def _draw_pair(settings: ParcelSettings, rng: np.random.Generator) -> list[Item]:
    envelopes = rng.random(2) < settings.doubles.envelope_share
    pair = [
        draw_envelope(settings.items, rng) if envelope else draw_parcel(settings.items, rng)
        for envelope in envelopes
    ]
    twins = rng.random() < settings.doubles.twin_share
    return [pair[0], pair[0]] if twins else pair


def _fault(belt: Belt, camera: Camera, settings: ParcelSettings) -> str | None:
    if not settle(belt):
        return "unsettled"
    pixels = camera.project(belt.vertices_mm())
    inside = (pixels > _MARGIN_PX) & (pixels < RESOLUTION - 1 - _MARGIN_PX)
    if not inside.all():
        return "out_of_view"
    if len(belt.items) == 2 and belt.gap_mm() > settings.doubles.farthest_apart_mm:
        return "apart"
    return None


def _all_reported(heights: np.ndarray, mask: np.ndarray, items: int, fewest: int) -> bool:
    shown = np.bincount(mask.ravel(), minlength=items + 1)[1:]
    reported = np.bincount(mask[heights > 0], minlength=items + 1)[1:]
    covered = shown < fewest
    return bool(((reported >= fewest) | covered).all() and reported.max() >= fewest)
