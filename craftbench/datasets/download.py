"""Files of a publisher: from a local folder where they are, else by download with a checksum."""

import hashlib
import logging
import os
import urllib.error
import urllib.request
from pathlib import Path

from craftbench.errors import CraftbenchError

DOWNLOADS = Path("downloads")
_BLOCK = 1 << 20

log = logging.getLogger(__name__)


def sha256(path: Path) -> str:
    """Hexadecimal SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def find_or_download(file: str, url: str, expected_sha256: str | None = None) -> Path:
    """Path of `file`, a path below ``$CRAFTBENCH_DATA`` or below ``downloads/``.

    Parameters
    ----------
    file : str
        Such as ``mitdb/100.dat``; looked for in both folders before anything is downloaded.
    url : str
        Where the publisher keeps it.
    expected_sha256 : str or None
        Checked whenever it is given, for local files too. None is for files that carry their own
        check, such as the publisher's list of checksums.

    Raises
    ------
    CraftbenchError
        If the file cannot be had, or is not the published one.
    """
    path = _local(file) or _download(file, url)
    if expected_sha256 is not None and (found := sha256(path)) != expected_sha256:
        raise CraftbenchError(
            f"{path}: SHA-256 is {found}, expected {expected_sha256}; this is not the published "
            f"file or it is cut short. Delete it, so that it is fetched again from {url}"
        )
    return path


def _local(file: str) -> Path | None:
    folders = [Path(os.environ["CRAFTBENCH_DATA"])] if os.environ.get("CRAFTBENCH_DATA") else []
    return next((f / file for f in [*folders, DOWNLOADS] if (f / file).is_file()), None)


def _download(file: str, url: str) -> Path:
    target = DOWNLOADS / file
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    log.info("downloading %s", url)
    try:
        with urllib.request.urlopen(url, timeout=60) as response, part.open("wb") as sink:
            size = int(response.headers.get("Content-Length") or 0)
            done, shown = 0, 0
            while block := response.read(_BLOCK):
                sink.write(block)
                done += len(block)
                if size and done * 10 // size > shown:
                    shown = done * 10 // size
                    log.info("%s: %d of %d kB", file, done // 1024, size // 1024)
        if size and done != size:
            raise CraftbenchError(
                f"{url}: the download stopped after {done} of {size} bytes; run the command again"
            )
        part.replace(target)
    except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
        raise CraftbenchError(
            f"{file} is in neither $CRAFTBENCH_DATA nor {DOWNLOADS}/, and {url} could not be "
            f"fetched: {error}. Check the network, or put the file there by hand and point "
            "CRAFTBENCH_DATA at the folder"
        ) from None
    finally:
        part.unlink(missing_ok=True)
    return target
