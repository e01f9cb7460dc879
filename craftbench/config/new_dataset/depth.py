"""Settings of a folder of depth images."""

from pathlib import Path

import numpy as np

from craftbench.config.new_dataset.finding import Finding
from craftbench.config.new_dataset.given import Given
from craftbench.datasets.depth_folder.files import ENDINGS, UnusableImageError, read_depth

EMPTY = ("empty", "belt", "background", "reference")
FOCAL_SHARE = 0.9
"""Focal length over the width of the image: 58° from side to side, as many depth cameras have."""
FARTHEST_MM = 20_000.0
UNITS_MM = (1000.0, 1.0, 0.1)
"""Metres, millimetres and tenths: the first in which a scene is not too far away is taken."""


def looks_like_depth(folder: Path, parts: dict[str, list[Path]]) -> bool:
    """Whether a frame of the empty belt is beside the class folders, or the files are arrays."""
    first = next(iter(parts.values()))[0]
    if first.suffix.lower() not in ENDINGS:
        return False
    return _empty_frame(folder) is not None or first.suffix.lower() == ".npy"


def find_depth(given: Given, classes: list[str]) -> Finding:
    """Depth images in class folders; the camera's numbers are guesses to be checked."""
    folder = given.source
    files = [path for path in sorted((folder / classes[0]).iterdir()) if path.suffix in ENDINGS]
    counts = _first_image(files)
    median = float(np.nanmedian(counts))
    unit = next((one for one in UNITS_MM if median * one <= FARTHEST_MM), UNITS_MM[-1])
    empty = _empty_frame(folder)
    belt = {"kind": "frame", "file": str(empty)} if empty else {"kind": "plane", "tolerance_mm": 3}
    source = {
        "kind": "depth_folder",
        "folder": str(folder),
        "unit_mm": int(unit) if unit >= 1 else unit,
        "measures": "distance",
        "belt": belt,
        "focal_px": round(FOCAL_SHARE * counts.shape[1]),
    }
    found = Finding(source, classes)
    found.inferred.append(
        "depth images; the empty belt is " + (f"the frame {empty.name}" if empty else "a plane")
    )
    found.unknown = {
        "unit_mm": "CHECK: mm per count: 1 for millimetres, 0.1 for tenths, 1000 for metres",
        "measures": "CHECK: distance from the camera, or height above the belt",
        "focal_px": "CHECK: a guess from the width; from your camera's data sheet",
    }
    found.unsure.append(
        f"unit_mm {source['unit_mm']}, focal_px {source['focal_px']} and `measures: distance` are "
        "guesses: correct them in the card, lengths and heights depend on them"
    )
    if given.group_pattern:
        source["group_pattern"] = given.group_pattern
    else:
        found.unsure.append(
            "images of one batch or day must be in one group: --group-pattern reads it from names"
        )
    return found


def _first_image(files: list[Path]) -> np.ndarray:
    for path in files:
        try:
            return read_depth(path)
        except UnusableImageError:
            continue
    return np.full((1, 1), np.nan)


def _empty_frame(folder: Path) -> Path | None:
    return next(
        (
            path
            for path in sorted(folder.iterdir())
            if path.suffix.lower() in ENDINGS and path.stem.lower().startswith(EMPTY)
        ),
        None,
    )
