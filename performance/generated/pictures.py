"""Folders of pictures and of depth images."""

import zlib
from pathlib import Path

import numpy as np
from hypothesis import strategies as st

from performance.generated.words import damaged
from performance.generated.written import check_samples, written


def png(values: np.ndarray) -> bytes:
    """An array of uint8 or uint16, (H, W) or (H, W, 3 or 4), as a PNG file."""
    depth = values.dtype.itemsize * 8
    colour = {2: 0, 3: 2, 4: 6}[values.ndim if values.ndim == 2 else values.shape[2]]
    big = values.astype(values.dtype.newbyteorder(">"))
    lines = b"".join(b"\0" + line.tobytes() for line in big)
    head = values.shape[1].to_bytes(4, "big") + values.shape[0].to_bytes(4, "big")
    head += bytes([depth, colour, 0, 0, 0])
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(lines)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")
        for name, body in parts
    )


@st.composite
def drawn_folders(draw: st.DrawFn, kinds: tuple[type, ...] = (np.uint8, np.uint8, np.uint16)):
    """Files of a folder with class folders A and B, by their path."""
    files: dict[str, bytes] = {}
    usual = draw(st.sampled_from([(8, 8), (5, 9), (1, 1)]))
    if draw(st.integers(0, 3)):
        shades = np.arange(1, 1 + np.prod(usual)).reshape(usual)
        files = {f"{c}/whole.png": png((shades + i).astype(kinds[0])) for i, c in enumerate("AB")}
    for _ in range(draw(st.integers(1, 8))):
        shape = usual if draw(st.integers(0, 4)) else draw(st.sampled_from([(8, 7), (3, 3)]))
        channels = draw(st.sampled_from([(), (), (), (), (3,), (4,)]))
        kind = draw(st.sampled_from(kinds))
        content = png(np.full((*shape, *channels), draw(st.integers(0, 255)), kind))
        if draw(st.integers(0, 4)) == 0:
            content = damaged(draw, content)
        place = draw(st.sampled_from(["A", "B", "A", "B", "C", "A/inner", "", "a"]))
        name = draw(st.sampled_from(["p", "q", "é ü", "Thumbs", ".DS_Store", "r", "s", "t"]))
        ending = draw(st.sampled_from([".png", ".png", ".PNG", ".jpg", ".txt", ".db", ""]))
        files[f"{place}/{name}{ending}".lstrip("/")] = content
    return files


def read_pictures(files: dict[str, bytes], folder: Path) -> None:
    """Every file is used or named."""
    from craftbench.datasets.image_folder.source import ImageFolderSource

    source = ImageFolderSource(
        kind="image_folder", folder=str(written(files, folder)), odd_files="reject"
    )
    samples = source.load(["A", "B"])
    check_samples(samples, ["A", "B"])
    told = " ".join([*samples.table["source"], *samples.rejected["source"]])
    for name in files:
        hidden = Path(name).name.startswith(".") or Path(name).name.lower() == "thumbs.db"
        assert hidden or any(part in told for part in (name, *map(str, Path(name).parents))), name


def read_depth(files: dict[str, bytes], folder: Path) -> None:
    """As heights above a belt."""
    from craftbench.datasets.depth_folder.source import DepthFolderSource

    source = DepthFolderSource(
        kind="depth_folder",
        folder=written(files, folder),
        unit_mm=1.0,
        measures="height",
        pixel_mm=2.0,
    )
    check_samples(source.load(["A", "B"]), ["A", "B"])
