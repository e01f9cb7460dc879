"""Finished runs on disk: an interrupted job continues, and an old setting trains nothing again."""

import hashlib
import json
import logging
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import uuid4

from craftbench.runs.code_closure import code_without_docstrings
from craftbench.runs.durable import DAMAGED, damage, publish, set_aside, write_whole

LIBRARIES = ("numpy", "scipy", "scikit-learn", "keras", "tensorflow")
FOLDER = "finished_runs"
_CURRENT = "current.txt"

log = logging.getLogger(__name__)


def fingerprint(settings: Any, files: Iterable[Path]) -> str:
    """What a run follows from: settings, data and source files, library versions.

    Data files count by their content, Python files by their code: a changed comment or docstring
    leaves the fingerprint as it is.
    """
    digest = hashlib.sha256(json.dumps(settings, sort_keys=True, default=str).encode())
    for library in LIBRARIES:
        digest.update(f"{library} {version(library)}".encode())
    for path in map(Path, files):
        digest.update(_content(path))
    return digest.hexdigest()[:16]


def _content(path: Path) -> bytes:
    if path.suffix == ".py":
        return hashlib.sha256(code_without_docstrings(path.read_text("utf-8")).encode()).digest()
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


class RunStore:
    """A folder with one subfolder for each finished run of one arm under one fingerprint.

    Finished runs of other fingerprints stay where they are until `clear_runs` deletes them. Several
    processes may write runs of one arm at the same time: each has its own names for what is not
    finished.

    Parameters
    ----------
    folder : Path
        Of one arm of one data set; it has a subfolder for each fingerprint.
    key : str
        The `fingerprint` of the runs.
    """

    def __init__(self, folder: Path, key: str) -> None:
        self.folder = folder / key
        self.folder.mkdir(parents=True, exist_ok=True)
        self._ending = f".{uuid4().hex[:8]}.part"
        write_whole(folder / _CURRENT, key)

    def path(self, size: int, repeat: int) -> Path:
        """Folder of a finished run."""
        return self.folder / f"{size}-{repeat}"

    def has(self, size: int, repeat: int) -> bool:
        """Whether the run is finished; a damaged one is set aside and said to be missing."""
        folder = self.path(size, repeat)
        if not folder.is_dir():
            return False
        if found := damage(folder):
            aside = set_aside(folder).name
            log.warning("%s is damaged: %s; set aside as %s, trained again", folder, found, aside)
            return False
        return True

    def discard(self, size: int, repeat: int) -> None:
        """Delete a finished run, so that it is done again."""
        shutil.rmtree(self.path(size, repeat))

    def delete_unfinished(self) -> None:
        """Delete what interrupted processes left; no other process should train this arm."""
        for unfinished in self.folder.glob("*.part"):
            shutil.rmtree(unfinished)

    def begin(self, size: int, repeat: int) -> Path:
        """An empty folder to write a run to."""
        part = self._part(size, repeat)
        part.mkdir()
        return part

    def finish(self, size: int, repeat: int) -> None:
        """Make the run count: on disk first, then a rename, which happens wholly or not at all.

        A process that an interrupted Snakemake left behind may have finished the same run first:
        then that one counts.
        """
        part = self._part(size, repeat)
        try:
            publish(part, self.path(size, repeat))
        except OSError:
            if not self.has(size, repeat):
                raise
            shutil.rmtree(part)

    def _part(self, size: int, repeat: int) -> Path:
        return self.folder / f"{size}-{repeat}{self._ending}"


@dataclass(frozen=True)
class OldRuns:
    """Runs of one arm under a fingerprint that is no longer in use, or a damaged run."""

    folder: Path
    runs: int
    bytes: int


def old_runs(results: Path) -> list[OldRuns]:
    """Runs below a results folder that belong to earlier settings, data or code, or are damaged."""
    found = []
    for marker in sorted(results.glob(f"*/{FOLDER}/*/{_CURRENT}")):
        current = marker.read_text()
        of_others = [one for one in marker.parent.iterdir() if one.is_dir() and one.name != current]
        damaged = list((marker.parent / current).glob(f"*{DAMAGED}*"))
        for folder in sorted([*of_others, *damaged]):
            files = [path for path in folder.rglob("*") if path.is_file()]
            size = sum(path.stat().st_size for path in files)
            found.append(OldRuns(folder, 1 if folder in damaged else _count(folder), size))
    return found


def _count(folder: Path) -> int:
    return len(list(folder.iterdir()))


def clear_runs(old: Iterable[OldRuns]) -> None:
    """Delete finished runs of earlier settings."""
    for one in old:
        shutil.rmtree(one.folder)
