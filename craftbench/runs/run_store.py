"""Finished runs on disk, so that an interrupted job goes on where it stopped."""

import hashlib
import json
import shutil
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

LIBRARIES = ("numpy", "scipy", "scikit-learn", "keras", "tensorflow")


def fingerprint(settings: Any, files: Iterable[Path]) -> str:
    """What a run follows from: settings, content of data and source files, library versions."""
    digest = hashlib.sha256(json.dumps(settings, sort_keys=True, default=str).encode())
    for library in LIBRARIES:
        digest.update(f"{library} {version(library)}".encode())
    for path in files:
        with Path(path).open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:16]


class RunStore:
    """A folder with one subfolder a finished run; other fingerprints' runs are removed.

    Parameters
    ----------
    folder : Path
        Of one arm of one data set.
    key : str
        The `fingerprint` of its runs.
    """

    def __init__(self, folder: Path, key: str) -> None:
        self.folder = folder / key
        if folder.is_dir():
            for other in folder.iterdir():
                if other.name != key:
                    shutil.rmtree(other)
        self.folder.mkdir(parents=True, exist_ok=True)
        for unfinished in self.folder.glob("*.part"):
            shutil.rmtree(unfinished)

    def path(self, size: int, repeat: int) -> Path:
        """Folder of a finished run."""
        return self.folder / f"{size}-{repeat}"

    def has(self, size: int, repeat: int) -> bool:
        """Whether the run is finished."""
        return self.path(size, repeat).is_dir()

    def begin(self, size: int, repeat: int) -> Path:
        """An empty folder to write a run to."""
        part = self.folder / f"{size}-{repeat}.part"
        part.mkdir()
        return part

    def finish(self, size: int, repeat: int) -> None:
        """Make the run count: a rename, which happens wholly or not at all."""
        (self.folder / f"{size}-{repeat}.part").rename(self.path(size, repeat))
