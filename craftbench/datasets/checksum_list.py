"""A publisher's list of SHA-256 checksums, one line a file."""

import re
from pathlib import Path

MOST_BYTES = 10 << 20
_LINE = re.compile(r"([0-9a-f]{64})\s+\*?(\S.*)")


def read_checksums(path: Path) -> dict[str, str]:
    """Checksums by file name, as ``sha256sum`` writes them.

    Raises
    ------
    ValueError
        Naming the line that is not a checksum and a name: the file is a web page, or cut short.
    """
    text = path.read_text(encoding="utf-8", errors="replace")
    found = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        match = _LINE.fullmatch(line.rstrip())
        if match is None:
            raise ValueError(
                f"line {number} is {line[:40]!r}, expected the 64 digits of a SHA-256 and a name"
            )
        found[match[2]] = match[1]
    if not found:
        raise ValueError("no checksum in it")
    if not text.endswith("\n"):
        raise ValueError(f"the last line, of {list(found)[-1]}, has no end")
    return found


def fault_of_checksums(path: Path) -> str:
    """What is wrong with a list; empty if nothing is."""
    try:
        read_checksums(path)
    except ValueError as error:
        return str(error)
    return ""
