"""Source `idx`: images and labels in the gzipped IDX format of MNIST and its successors."""

import gzip
import hashlib
import zlib
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
from pydantic import Field

from craftbench.datasets.download import find_or_download
from craftbench.datasets.samples import Samples
from craftbench.datasets.source import SampleSource
from craftbench.errors import CraftbenchError
from craftbench.settings import Settings

UNSIGNED_BYTE = 8


class IdxFile(Settings):
    """One published file."""

    name: str = Field(description="File name, in the folder of the source.")
    sha256: str = Field(
        pattern="^[0-9a-f]{64}$", description="SHA-256 of its content, that is after gunzip."
    )


class IdxPart(Settings):
    """Images and their labels."""

    images: IdxFile = Field(description="IDX file of images.")
    labels: IdxFile = Field(description="IDX file of labels, one byte per image.")


class IdxSource(SampleSource):
    """Two parts in IDX format, split by the publisher; label i is the i-th class of the card."""

    kind: Literal["idx"] = Field(description="Gzipped IDX files.")
    folder: str = Field(description="Folder below CRAFTBENCH_DATA or downloads/.")
    url: str = Field(description="Address of the publisher's folder, ending in a slash.")
    pool: IdxPart = Field(description="The part that may be trained on.")
    test: IdxPart = Field(description="The part that is only tested on.")

    def load(self, classes: list[str], threads: int = 1) -> Samples:
        parts = [self._load_part(role, classes) for role in ("pool", "test")]
        return Samples(
            np.concatenate([images for images, _ in parts]),
            pd.concat([table for _, table in parts], ignore_index=True),
        )

    def _load_part(self, role: Literal["pool", "test"], classes: list[str]):
        part: IdxPart = getattr(self, role)
        images, labels = (
            read_idx(find_or_download(f"{self.folder}/{f.name}", self.url + f.name), f.sha256)
            for f in (part.images, part.labels)
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
        content = gzip.decompress(path.read_bytes())
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise CraftbenchError(
            f"{path}: not a complete gzip file: {error}; download it again"
        ) from None
    found_sha256 = hashlib.sha256(content).hexdigest()
    if sha256 is not None and found_sha256 != sha256:
        raise CraftbenchError(
            f"{path}: the content has SHA-256 {found_sha256}, expected {sha256}; this is not the "
            "published file. Delete it, so that it is downloaded again"
        )
    if len(content) < 4 or content[:3] != bytes((0, 0, UNSIGNED_BYTE)):
        raise CraftbenchError(
            f"{path}: starts with {content[:4].hex()}, expected 000008xx, an IDX file of bytes"
        )
    dimensions = content[3]
    shape = tuple(np.frombuffer(content, ">i4", dimensions, offset=4).tolist())
    expected, found = int(np.prod(shape)), len(content) - 4 - 4 * dimensions
    if expected != found:
        raise CraftbenchError(
            f"{path}: the header says {shape}, which is {expected} bytes, found {found}; "
            "download it again"
        )
    return np.frombuffer(content, np.uint8, offset=4 + 4 * dimensions).reshape(shape)
