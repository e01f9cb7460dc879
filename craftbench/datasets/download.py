"""Files of a publisher: from a local folder if they are there, else downloaded and checked."""

import hashlib
import logging
import os
from pathlib import Path

from craftbench.errors import CraftbenchError

DOWNLOADS = Path("downloads")
TIMEOUT_S = 60
_BLOCK = 1 << 20

log = logging.getLogger(__name__)


def sha256(path: Path) -> str:
    """Hexadecimal SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def find_or_download(file: str, url: str, expected: str | None = None) -> Path:
    """Path of `file` below ``$CRAFTBENCH_DATA`` or below ``downloads/``.

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

    Raises
    ------
    CraftbenchError
        If the file cannot be downloaded, or is not the published one.
    """
    path = _local(file)
    if path is None:
        return _download(file, url, expected)
    if expected is not None:
        _check(path, url, expected)
    return path


def find_file(file: str) -> Path | None:
    """Path of `file` below ``$CRAFTBENCH_DATA``, below ``downloads/`` or as it is written.

    None if it is in none of them.
    """
    return _local(file) or (Path(file) if Path(file).is_file() else None)


def find_folder(folder: str) -> Path:
    """Path of `folder` below ``$CRAFTBENCH_DATA``, below ``downloads/`` or as it is written.

    Raises
    ------
    CraftbenchError
        Naming the places, if it is in none of them.
    """
    places = [*(place / folder for place in data_folders()), Path(folder)]
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


def _check(path: Path, url: str, expected: str) -> None:
    algorithm, _, digest = expected.rpartition(":")
    with path.open("rb") as file:
        found = hashlib.file_digest(file, algorithm or "sha256").hexdigest()
    if found != digest:
        name = "MD5" if algorithm == "md5" else "SHA-256"
        raise CraftbenchError(
            f"{path}: {name} is {found}, expected {digest}; this is not the published "
            f"file or it is cut short. Delete it, so that it is downloaded again from {url}"
        )


def _download(file: str, url: str, expected: str | None) -> Path:
    import pooch
    from requests import RequestException

    pooch.get_logger().setLevel(logging.WARNING)
    log.info("downloading %s", url)
    target = DOWNLOADS / file
    # Without a compression that the server adds and requests would take away again.
    headers = {"Accept-Encoding": "identity"}
    downloader = pooch.HTTPDownloader(
        _LoggedProgress(file), chunk_size=_BLOCK, timeout=TIMEOUT_S, headers=headers
    )
    try:
        pooch.retrieve(url, expected, target.name, target.parent, downloader=downloader)
    except ValueError as error:
        raise CraftbenchError(
            f"{url}: this is not the published file or it is cut short, nothing was kept: {error}"
        ) from None
    except (RequestException, OSError) as error:
        raise CraftbenchError(
            f"{file} is in neither $CRAFTBENCH_DATA nor {DOWNLOADS}/, and {url} could not be "
            f"downloaded: {error}. Check the network and run the command again, or put the file "
            "there by hand and point CRAFTBENCH_DATA at the folder"
        ) from None
    return target


class _LoggedProgress:
    """A progress bar for pooch that writes every tenth of a download to the log."""

    def __init__(self, file: str) -> None:
        self.file, self.total, self._done, self._logged = file, 0, 0, 0

    def update(self, size: int) -> None:
        self._done = min(self._done + size, self.total)
        tenths = 10 * self._done // self.total if self.total else 0
        if tenths > self._logged:
            self._logged = tenths
            log.info("%s: %d of %d kB", self.file, self._done // 1024, self.total // 1024)

    def reset(self) -> None:
        self._done = 0

    def close(self) -> None:
        """Nothing to close."""
