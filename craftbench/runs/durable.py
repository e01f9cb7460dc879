"""Folders that are on disk as a whole: synchronised before they count, verified before use.

A rename happens wholly or not at all, but after a power failure a renamed file may be empty unless
its content was synchronised before. Checksums find that, and any other damage.
"""

import hashlib
import json
import os
from pathlib import Path
from uuid import uuid4

MANIFEST = "checksums.json"
"""In a folder: SHA-256 of each of its other files."""
DAMAGED = ".damaged-"
"""Before the number of a folder that was set aside."""


def publish(part: Path, folder: Path) -> None:
    """Write the checksums of a folder, synchronise it with the disk, and give it its final name.

    Parameters
    ----------
    part : Path
        A folder whose files are complete, without subfolders.
    folder : Path
        Its final name, in the same parent; does not exist yet.
    """
    files = sorted(part.iterdir())
    found = {file.name: _checksum(file) for file in files}
    (part / MANIFEST).write_text(json.dumps(found, indent=1), encoding="utf-8")
    for path in (*files, part / MANIFEST, part):
        _synchronise(path)
    part.rename(folder)
    _synchronise(folder.parent)


def write_whole(file: Path, text: str) -> None:
    """Write a small file so that it has its old content or the new one, whatever happens.

    Several processes may write it at the same time.
    """
    part = file.with_name(f"{file.name}.{uuid4().hex[:8]}.part")
    part.write_text(text, encoding="utf-8")
    _synchronise(part)
    part.replace(file)


def damage(folder: Path) -> str:
    """What is wrong with a published folder, in words; empty where every file is as written."""
    try:
        expected = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        for name, checksum in expected.items():
            if not (folder / name).is_file():
                return f"{name} is missing"
            if _checksum(folder / name) != checksum:
                size = (folder / name).stat().st_size
                return f"{name} ({size} bytes) is not as it was written"
    except (OSError, ValueError, AttributeError) as error:
        return f"{MANIFEST} cannot be read ({type(error).__name__})"
    return ""


def set_aside(folder: Path) -> Path:
    """Rename a damaged folder to ``{name}.damaged-{number}``, and return its new place."""
    number = 1
    while (aside := folder.with_name(f"{folder.name}{DAMAGED}{number}")).exists():
        number += 1
    return folder.rename(aside)


def _checksum(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _synchronise(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
