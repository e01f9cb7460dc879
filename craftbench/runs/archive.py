"""Stored models are ZIP archives: checked before anything of them is unpacked."""

import zipfile
from pathlib import Path

from craftbench.errors import CraftbenchError

MOST_TIMES = 20
"""How many times larger the content may be than the file; training stores it uncompressed."""
ALWAYS = 2**20


def check_archive(path: Path) -> None:
    """Raise CraftbenchError for a file that cannot be read, is cut short, or would unpack to much.

    Parameters
    ----------
    path : Path
        ``.keras`` or ``.skops``.
    """
    what = (
        f"not a {'network in Keras' if path.suffix == '.keras' else 'classifier in skops'} format"
    )
    try:
        size = path.stat().st_size
        if not size:
            raise CraftbenchError(f"{path}: {what}: the file is empty; copy it again")
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
    except OSError as error:
        raise CraftbenchError(f"{path}: cannot be read: {error.strerror}") from None
    except Exception as error:  # a damaged archive may raise any kind of error
        raise CraftbenchError(
            f"{path}: {what}: the file is cut short or damaged ({error}); copy it again"
        ) from None
    if unpacked > MOST_TIMES * size + ALWAYS:
        raise CraftbenchError(
            f"{path}: {size:,} bytes that would unpack to {unpacked:,}; training stores models "
            "uncompressed, so this is not its file. Expected a model that craftbench trained"
        )
