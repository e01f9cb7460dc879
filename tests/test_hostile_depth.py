"""Depth frames as they are found in the world: each input with its outcome."""

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from skimage.io import imsave

from craftbench.datasets.depth_folder.belt import fit_belt, heights_above
from craftbench.datasets.depth_folder.files import UnusableImageError, read_depth
from craftbench.datasets.depth_folder.source import DepthFolderSource
from craftbench.errors import CraftbenchError

FOCAL, CAMERA_MM, WALL_MM = 180.0, 900.0, 4000.0
PITCHES = [60, 70, 80, 88]


def along_a_floor(pitch_deg: float, box_mm: float = 150.0) -> tuple[np.ndarray, np.ndarray]:
    """Distances (120, 160) of a camera that looks along a floor to a wall, and where a box stands.

    The pitch is the angle between the optical axis and the direction straight down. What is farther
    than the wall is not measured, nor is most of the wall.
    """
    v, u = np.indices((120, 160))
    rays = np.stack([(u - 79.5) / FOCAL, (v - 59.5) / FOCAL, np.ones((120, 160))], axis=-1)
    pitch = np.radians(pitch_deg)
    down = rays @ np.array([0, np.sin(pitch), np.cos(pitch)])
    box = (abs(u - 80) < 15) & (v > 85) & (v < 100)
    with np.errstate(divide="ignore"):
        distance = np.where(down > 0, (CAMERA_MM - box_mm * box) / down, np.inf)
    wall = (distance > WALL_MM) & (u % 7 == 0)
    distance[distance > WALL_MM] = np.nan
    distance[wall] = WALL_MM
    return distance, box


@pytest.mark.parametrize("pitch", PITCHES)
def test_heights_above_a_floor_whose_horizon_is_in_the_frame(pitch):
    distance, box = along_a_floor(pitch)
    plane = fit_belt(distance, 3.0, FOCAL)
    heights = heights_above(distance, plane)
    floor = ~box & (distance < WALL_MM)
    assert plane.camera_mm == pytest.approx(CAMERA_MM, rel=1e-3)
    assert np.nanmedian(heights[box]) == pytest.approx(150, abs=1)
    assert np.abs(heights[floor]).max() < 1
    above_horizon = np.indices(distance.shape)[0] < 59.5 - FOCAL / np.tan(np.radians(pitch)) - 1
    assert np.isnan(heights[above_horizon]).all()


def test_the_pixels_beyond_the_horizon_are_counted(tmp_path, caplog):
    distance, _ = along_a_floor(80)
    for name in "ab":
        (tmp_path / "floor").mkdir(exist_ok=True)
        np.save(tmp_path / "floor" / f"{name}.npy", distance)
    samples = source(tmp_path).load(["floor"])
    beyond = samples.table["beyond_horizon"]
    assert beyond.nunique() == 1 and 0 < beyond[0] < np.isfinite(distance).sum() / 2
    assert (
        f"2 of 2 images have measured pixels beyond the belt's horizon, {beyond[0]}" in caplog.text
    )


def test_a_horizon_needs_the_focal_length():
    distance, _ = along_a_floor(80)
    with pytest.raises(UnusableImageError, match="looks along the belt.*source.focal_px"):
        fit_belt(distance, 3.0)


def source(folder: Path, **settings) -> DepthFolderSource:
    given = {"measures": "distance", "belt": {"kind": "plane"}, "unit_mm": 1, "focal_px": FOCAL}
    return DepthFolderSource(kind="depth_folder", folder=folder, **(given | settings))


def png_of_size(width: int, height: int) -> bytes:
    """A PNG that claims its size and has no pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checksum = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)

    header = struct.pack(">IIBBBBB", width, height, 16, 0, 0, 0, 0)
    parts = chunk(b"IHDR", header), chunk(b"IDAT", b""), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def stored(name: str, values: np.ndarray, size: int | None = None):
    def write(folder: Path) -> Path:
        file = folder / name
        if file.suffix == ".npy":
            np.save(file, values)
        else:
            imsave(file, values, check_contrast=False)
        file.write_bytes(file.read_bytes()[:size])
        return file

    return write


def content(name: str, data: bytes):
    def write(folder: Path) -> Path:
        (folder / name).write_bytes(data)
        return folder / name

    return write


def folder_named(name: str):
    def write(folder: Path) -> Path:
        (folder / name).mkdir()
        return folder / name

    return write


FRAME = np.random.default_rng(0).integers(500, 1500, (60, 80)).astype(np.uint16)
FRAMES = {
    "PNG cut in half": (stored("a.png", FRAME, 3000), "cannot be read: image file is truncated"),
    "PNG of nothing": (content("a.png", b""), "cannot be read: the file is empty"),
    "PNG of its first bytes": (content("a.png", b"\x89PNG\r\n\x1a\n"), "cannot be read"),
    "PNG that is a web page": (content("a.png", b"<html>404</html>"), "cannot be read"),
    "PNG of 30,000 times 30,000 pixels": (
        content("a.png", png_of_size(30_000, 30_000)),
        "cannot be read: .*pixels.*exceeds|values, expected at most",
    ),
    "PNG of 11,000 times 11,000 pixels": (
        content("a.png", png_of_size(11_000, 11_000)),
        "121,000,000 values, expected at most",
    ),
    "PNG of 8 bits": (stored("a.png", FRAME.astype(np.uint8)), "expected 16-bit.*found uint8"),
    "PNG in colour": (
        stored("a.png", np.stack([FRAME.astype(np.uint8)] * 3, -1)),
        "expected one depth per pixel.*colour",
    ),
    "PNG of zeros": (stored("a.png", FRAME * 0), "no pixel has a measurement"),
    "PNG of 65535": (stored("a.png", FRAME * 0 + 65535), "no pixel has a measurement"),
    "a folder": (folder_named("a.png"), "cannot be read: a folder"),
    "TIFF cut in half": (stored("a.tif", FRAME, 5000), "cannot be read: failed to read"),
    "TIFF of its first bytes": (stored("a.tif", FRAME, 9), "cannot be read"),
    "TIFF of two pages": (stored("a.tif", np.stack([FRAME, FRAME])), "several pages"),
    ".npy cut in half": (stored("a.npy", FRAME, 3000), "cannot be read: .*cut short"),
    ".npy of nothing": (content("a.npy", b""), "cannot be read: the file is empty"),
    ".npy of texts": (stored("a.npy", np.array([["x"]])), "cannot be read: .*expected numbers"),
    ".npy of complex numbers": (stored("a.npy", FRAME * 1j), "expected 16-bit or floating"),
    ".npy of infinities": (stored("a.npy", FRAME * np.inf), "negative or infinite"),
    ".npy of negative numbers": (stored("a.npy", FRAME * -1.0), "negative or infinite"),
    ".npy of gaps": (stored("a.npy", FRAME * np.nan), "no pixel has a measurement"),
    ".npy of no pixel": (stored("a.npy", FRAME[:0] * 1.0), "no pixel has a measurement"),
}


@pytest.mark.parametrize(("write", "reason"), FRAMES.values(), ids=FRAMES)
def test_an_odd_frame_is_unusable_and_says_why(tmp_path, write, reason):
    file = write(tmp_path)
    with pytest.raises(UnusableImageError, match=reason) as raised:
        read_depth(file)
    assert "\n" not in str(raised.value)


def test_odd_frames_are_listed_and_the_others_are_used(tmp_path):
    distance, _ = along_a_floor(70)
    (tmp_path / "x").mkdir()
    np.save(tmp_path / "x" / "0.npy", distance[:50])
    for number in range(1, 4):
        np.save(tmp_path / "x" / f"{number}.npy", distance)
    (tmp_path / "x" / "4.npy").write_bytes(b"\x93NUMPY")
    samples = source(tmp_path).load(["x"])
    assert len(samples.values) == 3
    reasons = samples.rejected.set_index(samples.rejected["source"].str[-5:])["reason"]
    assert "50 × 160 pixels, expected 120 × 160 as most images have" in reasons["0.npy"]
    assert "cannot be read" in reasons["4.npy"]


def test_further_counts_of_no_measurement(tmp_path):
    frame = np.where(FRAME < 600, 60_000, FRAME).astype(np.uint16)
    file = stored("a.png", frame)(tmp_path)
    assert np.nanmax(read_depth(file)) == 60_000
    assert np.nanmax(read_depth(file, [60_000])) < 1500
    frame[0, 0] = 65535
    assert np.isnan(read_depth(stored("b.png", frame)(tmp_path))[0, 0])
    assert read_depth(stored("c.npy", frame.astype(np.float32))(tmp_path))[0, 0] == 65535


def test_no_usable_frame_at_all_is_one_error(tmp_path):
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "a.png").write_bytes(b"")
    with pytest.raises(CraftbenchError, match="none of 1 depth images.*the file is empty"):
        source(tmp_path).load(["x"])
