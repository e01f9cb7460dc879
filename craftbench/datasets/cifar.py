"""Source `cifar`: the binary version of CIFAR-10, read from the publisher's archive."""

import tarfile
import zlib
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
from pydantic import Field

from craftbench.datasets.download import local_files
from craftbench.datasets.published_source import PublishedSource
from craftbench.datasets.samples import REJECTED_COLUMNS, Samples, other_class
from craftbench.errors import CraftbenchError
from craftbench.settings.names import FileName

SIDE, CHANNELS = 32, 3
RECORD = 1 + CHANNELS * SIDE * SIDE
"""Bytes of an image: its label, then its red, green and blue plane, each row by row."""
LARGEST_MEMBER, MOST_MEMBERS = 64 << 20, 30
"""Twice the bytes of a batch, and four times the members of the published archive."""
NAMES = "batches.meta.txt"
POOL = tuple(f"data_batch_{number}.bin" for number in range(1, 6))
TEST = ("test_batch.bin",)


class CifarSource(PublishedSource):
    """Colour photographs (32, 32, 3) with the publisher's split; nothing is unpacked to disk."""

    kind: Literal["cifar"] = Field(description="Binary version of CIFAR-10, one .tar.gz file.")
    archive: FileName = Field("cifar-10-binary.tar.gz", description="Name of the archive.")
    md5: str = Field(pattern="^[0-9a-f]{32}$", description="MD5 of the archive.")

    def files(self, classes: list[str]) -> list[Path]:
        return local_files([f"{self.folder}/{self.archive}"])

    def load(self, classes: list[str], threads: int = 1) -> Samples:
        """All images; labels are the names in the archive, not the order of the card's classes.

        Raises
        ------
        CraftbenchError
            Naming the archive and its member, if the archive has another checksum or layout.

        References
        ----------
        A. Krizhevsky: Learning Multiple Layers of Features from Tiny Images. Technical report,
        University of Toronto (2009); the layout is that of the publisher's "binary version".
        """
        members = self._members()
        names = np.array(members.pop(NAMES).decode().split())
        images, tables = [], []
        for name, content in members.items():
            labels, pictures = self._records(name, content, len(names))
            images.append(pictures)
            table = pd.DataFrame({"label": names[labels]})
            table["source"] = [f"{self.archive}/{name}[{i}]" for i in range(len(labels))]
            tables.append(table.assign(role="test" if name in TEST else "pool"))
        values, table = np.concatenate(images), pd.concat(tables, ignore_index=True)
        used = table["label"].isin(classes).to_numpy()
        rejected = table[~used].assign(reason=other_class(table["label"][~used]))
        return Samples(
            values if used.all() else values[used],
            table[used].reset_index(drop=True),
            rejected[REJECTED_COLUMNS].reset_index(drop=True),
        )

    def _members(self) -> dict[str, bytes]:
        """Content of the members by name without folder: batches of the pool, of the test, names.

        The archive is read once from its beginning, as gzip cannot jump.
        """
        path = self.find(self.archive, f"md5:{self.md5}")
        expected = (*POOL, *TEST, NAMES)
        found: dict[str, bytes] = {}
        try:
            with tarfile.open(path, "r|gz") as archive:
                for number, member in enumerate(archive):
                    self._check_member(path, member, number)
                    name = member.name.rpartition("/")[2]
                    file = archive.extractfile(member) if name in expected else None
                    if file is not None:
                        found[name] = file.read()
        except (tarfile.TarError, EOFError, OSError, zlib.error) as error:
            raise CraftbenchError(
                f"{path}: not a complete .tar.gz file: {error}; download it again"
            ) from None
        missing = [name for name in expected if name not in found]
        if missing:
            raise CraftbenchError(
                f"{path}: has no {', '.join(missing)}; expected the members of the binary version "
                f"({', '.join(expected)}). Correct source.archive in the card"
            )
        return {name: found[name] for name in expected}

    def _check_member(self, path: Path, member: tarfile.TarInfo, number: int) -> None:
        """Raises CraftbenchError for an archive that inflates to far more than CIFAR-10."""
        if member.size > LARGEST_MEMBER or number >= MOST_MEMBERS:
            raise CraftbenchError(
                f"{path}: the member {member.name!r:.80} (number {number + 1}) has {member.size:,} "
                f"bytes; expected at most {MOST_MEMBERS} members of {LARGEST_MEMBER:,} bytes. This "
                "is not the published archive"
            )

    def _records(self, name: str, content: bytes, classes: int) -> tuple[np.ndarray, np.ndarray]:
        """Labels (n,) and images (n, 32, 32, 3) of one batch."""
        if not content or len(content) % RECORD:
            raise CraftbenchError(
                f"{self.archive}/{name}: {len(content)} bytes, expected a multiple of {RECORD} "
                "(a label, and three planes of 32 × 32 bytes); use the binary version for C "
                "programs, not the one for Python or Matlab"
            )
        records = np.frombuffer(content, np.uint8).reshape(-1, RECORD)
        labels = records[:, 0]
        if labels.max() >= classes:
            raise CraftbenchError(
                f"{self.archive}/{name}: label {labels.max()} in image {labels.argmax()}, but "
                f"{NAMES} names {classes} classes; the batch is not of CIFAR-10 (CIFAR-100 has two "
                "labels an image)"
            )
        planes = records[:, 1:].reshape(-1, CHANNELS, SIDE, SIDE)
        return labels, np.ascontiguousarray(planes.transpose(0, 2, 3, 1))
