"""Files of a publisher: from a local folder if they are there, else downloaded and checked."""

import hashlib
import logging
import os
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from craftbench.errors import CraftbenchError

DOWNLOADS = Path("downloads")
MOST_BYTES = 4 << 30
"""Of a download; the longest published file of the shipped cards has 170 MB."""

log = logging.getLogger(__name__)


def sha256(path: Path) -> str:
    """Hexadecimal SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def find_or_download(
    file: str,
    url: str,
    expected: str | None = None,
    *,
    plain_http: bool = False,
    most_bytes: int = MOST_BYTES,
    fault: Callable[[Path], str] | None = None,
) -> Path:
    """Path of `file` below ``$CRAFTBENCH_DATA`` or below ``downloads/``.

    A download has another name until it is complete and checked. A file in ``downloads/`` that is
    not the published one is deleted, so that it does not stay for ever; one of the user's own
    folder is not touched.

    Parameters
    ----------
    file : str
        Such as ``mitdb/100.dat``; searched for in both folders before it is downloaded.
    url : str
        Address at the publisher.
    expected : str or None
        Hexadecimal SHA-256, or ``md5:`` and the MD5 where the publisher states only that. Checked
        for local files too. None is for files without a published checksum, such as the
        publisher's list of checksums.
    plain_http : bool
        Whether the address may be ``http://``.
    most_bytes : int
        Length beyond which a download is refused.
    fault : callable or None
        Says what is wrong with the content of the file at a path, or nothing: for files without a
        checksum. Asked for local files too.

    Raises
    ------
    CraftbenchError
        If the file cannot be downloaded, or is not the published one.
    """
    path = _local(file)
    if path is None:
        return _download(file, url, expected, plain_http, most_bytes, fault)
    if wrong := wrong_checksum(path, expected) or (fault(path) if fault else ""):
        raise CraftbenchError(
            f"{path}: {wrong}; this is not the published file or it is cut short. "
            + discard(path, url)
        )
    return path


def discard(path: Path, url: str) -> str:
    """Delete a wrong file if it is below ``downloads/``; says what was done or is to do."""
    if not path.is_relative_to(DOWNLOADS):
        return f"Delete it, so that it is downloaded again from {url}"
    path.unlink(missing_ok=True)
    return f"It was deleted; run the command again to download it from {url}"


def find_file(file: str) -> Path | None:
    """Path of `file` below ``$CRAFTBENCH_DATA``, below ``downloads/`` or as it is written.

    None if it is in none of them.
    """
    return _local(file) or (Path(file) if Path(file).is_file() else None)


def local_files(files: Iterable[str]) -> list[Path]:
    """Paths of those files that are below ``$CRAFTBENCH_DATA`` or below ``downloads/``."""
    return [path for file in files if (path := _local(file)) is not None]


def find_folder(folder: str) -> Path:
    """Path of `folder` below ``$CRAFTBENCH_DATA``, below ``downloads/`` or as it is written.

    One that is ``.`` or begins with ``./`` or ``../`` is meant as it is written.

    Raises
    ------
    CraftbenchError
        Naming the places, if it is in none of them.
    """
    as_written = folder.split("/")[0] in (".", "..")
    published = [] if as_written else [place / folder for place in data_folders()]
    places = [*published, Path(folder)]
    for place in places:
        if place.is_dir():
            return place
    raise CraftbenchError(
        f"source.folder: there is no folder {', '.join(map(str, places))}; correct the card, or "
        "point CRAFTBENCH_DATA at the folder that contains it"
    )


def data_folders() -> list[Path]:
    """Where published data are looked for, in this order."""
    given = os.environ.get("CRAFTBENCH_DATA")
    return [*([Path(given)] if given else []), DOWNLOADS]


def _local(file: str) -> Path | None:
    return next((f / file for f in data_folders() if (f / file).is_file()), None)


def wrong_checksum(path: Path, expected: str | None) -> str:
    """How the checksum of a file differs from the expected one; empty if it does not."""
    if expected is None:
        return ""
    algorithm, _, digest = expected.rpartition(":")
    with path.open("rb") as file:
        found = hashlib.file_digest(file, algorithm or "sha256").hexdigest()
    name = "MD5" if algorithm == "md5" else "SHA-256"
    return "" if found == digest else f"{name} is {found}, expected {digest}"


def _download(
    file: str,
    url: str,
    expected: str | None,
    plain_http: bool,
    most_bytes: int,
    fault: Callable[[Path], str] | None,
) -> Path:
    from craftbench.datasets.http_file import RefusedFileError, fetch

    log.info("downloading %s", url)
    target = DOWNLOADS / file
    part = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(".part", ".", target.parent)
        os.close(handle)
        part = Path(name)
        fetch(url, part, plain_http, most_bytes, _LoggedProgress(file))
        if wrong := wrong_checksum(part, expected) or (fault(part) if fault else ""):
            raise RefusedFileError(f"{url}: {wrong}; this is not the published file")
        part.chmod(0o644)
        part.replace(target)
    except RefusedFileError as error:
        raise CraftbenchError(f"{error}. Nothing was kept") from None
    except OSError as error:
        raise CraftbenchError(
            f"{file} is in neither $CRAFTBENCH_DATA nor {DOWNLOADS}/, and {url} could not be "
            f"downloaded: {error}. Check the network and run the command again, or put the file "
            "there by hand and point CRAFTBENCH_DATA at the folder"
        ) from None
    finally:
        if part is not None:
            part.unlink(missing_ok=True)
    return target


class _LoggedProgress:
    """Writes every tenth of a download to the log."""

    def __init__(self, file: str) -> None:
        self._file, self._logged = file, 0

    def __call__(self, done: int, total: int) -> None:
        tenths = 10 * done // total if total else 0
        if tenths > self._logged:
            self._logged = tenths
            log.info("%s: %d of %d kB", self._file, done // 1024, total // 1024)
