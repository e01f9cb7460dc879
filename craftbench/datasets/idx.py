"""Source `idx`: images and labels in the gzipped IDX format of MNIST and its successors."""

import gzip
import hashlib
import math
import zlib
from pathlib import Path
from typing import BinaryIO, Literal

import numpy as np
import pandas as pd
from pydantic import Field

from craftbench.datasets.download import local_files
from craftbench.datasets.published_source import PublishedSource
from craftbench.datasets.samples import Samples
from craftbench.errors import CraftbenchError
from craftbench.settings import Settings
from craftbench.settings.names import FileName

UNSIGNED_BYTE = 8
LARGEST_BYTES = 2 << 30
"""Of the content of a file, to which a gzip file of 2 MB can inflate; EMNIST has 0.6 GB."""


class IdxFile(Settings):
    """One published file."""

    name: FileName = Field(description="File name, in the folder of the source.")
    sha256: str = Field(
        pattern="^[0-9a-f]{64}$", description="SHA-256 of its content, that is after gunzip."
    )

    def fault(self, path: Path) -> str:
        """What is wrong with the file at `path`; empty if nothing is."""
        try:
            _content(path, self.sha256)
        except ValueError as error:
            return str(error)
        return ""


class IdxPart(Settings):
    """Images and their labels."""

    images: IdxFile = Field(description="IDX file of images.")
    labels: IdxFile = Field(description="IDX file of labels, one byte per image.")


class IdxSource(PublishedSource):
    """Two parts in IDX format, split by the publisher; label i is the i-th class of the card."""

    kind: Literal["idx"] = Field(description="Gzipped IDX files.")
    pool: IdxPart = Field(description="The part that may be trained on.")
    test: IdxPart = Field(description="The part that is only tested on.")

    def files(self, classes: list[str]) -> list[Path]:
        parts = (self.pool.images, self.pool.labels, self.test.images, self.test.labels)
        return local_files(f"{self.folder}/{part.name}" for part in parts)

    def load(self, classes: list[str], threads: int = 1) -> Samples:
        parts = [self._load_part(role, classes) for role in ("pool", "test")]
        return Samples(
            np.concatenate([images for images, _ in parts]),
            pd.concat([table for _, table in parts], ignore_index=True),
        )

    def _load_part(self, role: Literal["pool", "test"], classes: list[str]):
        part: IdxPart = getattr(self, role)
        images, labels = (
            read_idx(self.find(file.name, fault=file.fault), file.sha256)
            for file in (part.images, part.labels)
        )
        if len(images) != len(labels):
            raise CraftbenchError(
                f"{part.images.name} has {len(images)} images and {part.labels.name} "
                f"{len(labels)} labels, expected equal numbers; check the files named in the card"
            )
        if labels.max() >= len(classes):
            raise CraftbenchError(
                f"{part.labels.name} has label {labels.max()}, but the card names only "
                f"{len(classes)} classes; add the missing ones under `classes`"
            )
        source = [f"{part.images.name}[{i}]" for i in range(len(labels))]
        return images, pd.DataFrame(
            {"label": np.array(classes)[labels], "source": source, "role": role}
        )


def read_idx(path: Path, sha256: str | None = None) -> np.ndarray:
    """Array of a gzipped IDX file of unsigned bytes.

    Parameters
    ----------
    path : Path
        The gzipped file.
    sha256 : str or None
        Expected SHA-256 of the content, not of the gzip file: mirrors compress the same content
        differently.

    Raises
    ------
    CraftbenchError
        If the file is not gzip, is not an IDX file of bytes, has another length than its header
        gives, or another checksum.

    References
    ----------
    Y. LeCun, C. Cortes, C. Burges: The MNIST database of handwritten digits ("the IDX file
    format"): two zero bytes, type, number of dimensions, the dimensions as big-endian 32-bit
    integers, the data.
    """
    try:
        return _content(path, sha256)
    except ValueError as error:
        raise CraftbenchError(f"{path}: {error}; download it again") from None


def _content(path: Path, sha256: str | None) -> np.ndarray:
    """The array; raises ValueError, without the path. Reads no more than the header declares."""
    try:
        with gzip.open(path) as file:
            shape = _shape(file.read(4), file)
            expected = math.prod(shape)
            if expected > LARGEST_BYTES:
                raise ValueError(
                    f"the header says {shape}, which is {expected:,} bytes; expected at most "
                    f"{LARGEST_BYTES:,}"
                )
            content = file.read(expected + 1)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise ValueError(f"not a complete gzip file: {error}") from None
    if len(content) != expected:
        found = f"{len(content)}" if len(content) < expected else "more"
        raise ValueError(f"the header says {shape}, which is {expected} bytes, found {found}")
    header = bytes((0, 0, UNSIGNED_BYTE, len(shape))) + np.array(shape, ">u4").tobytes()
    found_sha256 = hashlib.sha256(header + content).hexdigest()
    if sha256 is not None and found_sha256 != sha256:
        raise ValueError(
            f"the content has SHA-256 {found_sha256}, expected {sha256}; this is not the published "
            "file"
        )
    return np.frombuffer(content, np.uint8).reshape(shape)


def _shape(beginning: bytes, file: BinaryIO | gzip.GzipFile) -> tuple[int, ...]:
    """The dimensions in the header, after its first four bytes."""
    if len(beginning) < 4 or beginning[:3] != bytes((0, 0, UNSIGNED_BYTE)):
        raise ValueError(f"starts with {beginning.hex()}, expected 000008xx, an IDX file of bytes")
    sizes = file.read(4 * beginning[3])
    if len(sizes) < 4 * beginning[3] or not sizes:
        raise ValueError("ends within its header")
    return tuple(np.frombuffer(sizes, ">u4").tolist())
