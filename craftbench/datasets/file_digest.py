"""A digest of files by their content, which reads a file again only if it may have changed."""

import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path


class DigestCache:
    """Digests of files, kept in a JSON file; a missing or damaged one is empty.

    A digest is reused while size, times of change and place of the file on its disk are the same.
    Replacing a file, with another modification time or the old one, changes one of them.

    Parameters
    ----------
    file : Path
        Where the digests are kept; written by `save`.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        try:
            self._known = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            self._known = {}
        if not isinstance(self._known, dict):
            self._known = {}
        self._used: dict[str, list] = {}

    def of(self, path: str) -> str:
        """Hexadecimal BLAKE2b of a file's content; empty if it is not there."""
        try:
            found = os.stat(path)  # noqa: PTH116 - of many thousands of files
            state = [found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino]
            known = self._known.get(path)
            fresh = isinstance(known, list) and known[:-1] == state
            digest = known[-1] if fresh else _digest(path)
        except OSError:
            return ""
        self._used[path] = [*state, digest]
        return digest

    def save(self) -> None:
        """Keep the digests of the files that were asked for, and forget others."""
        if self._used == self._known:
            return
        self.file.parent.mkdir(parents=True, exist_ok=True)
        beside = self.file.with_name(f"{self.file.name}.{os.getpid()}")
        beside.write_text(json.dumps(self._used), encoding="utf-8")
        beside.replace(self.file)


def digest_of(files: Iterable[Path], cache: DigestCache) -> str:
    """One digest of many files: of their names below their common folder, and their content.

    It does not depend on the order of the files, nor on where the folder is.
    """
    here = Path.cwd()
    paths = sorted({str(here / file) for file in files})
    if not paths:
        return "no files"
    top = len(os.path.commonpath([str(Path(paths[0]).parent), paths[-1]]))
    whole = hashlib.blake2b(digest_size=16)
    for path in paths:
        whole.update(f"{path[top:]}\0{cache.of(path)}\n".encode("utf-8", "surrogateescape"))
    return f"{len(paths)} files {whole.hexdigest()}"


def _digest(path: str) -> str:
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
