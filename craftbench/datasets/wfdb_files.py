"""Files of a WFDB record as its header names them, read as text without the library."""

from collections.abc import Callable
from pathlib import Path


def named_files(header: str, find: Callable[[str], Path | None]) -> list[str]:
    """A header, the files that its lines name, and those of its segments.

    Parameters
    ----------
    header : str
        Name such as ``100.hea``, below the folder of the data set.
    find : callable
        From such a name to the path of the file; None if there is none.

    Returns
    -------
    list of str
        Names of ordinary files that exist.
    """
    found: list[str] = []
    waiting = [header]
    while waiting:
        name = waiting.pop()
        path = None if name in found or ".." in name else find(name)
        # A header may name a pipe or a device: reading it would never end.
        if path is None or not path.is_file():
            continue
        found.append(name)
        if name.endswith(".hea"):
            folder = name[: name.rfind("/") + 1]
            lines = path.read_text(encoding="latin-1").splitlines()
            words = [line.split()[0] for line in lines if line.strip() and line[0] != "#"]
            waiting += [folder + word + ending for word in words for ending in ("", ".hea")]
    return found
