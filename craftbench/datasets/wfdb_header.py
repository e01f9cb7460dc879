"""Headers of WFDB records: the leads with their units, and the files that belong to a record."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from craftbench.errors import CraftbenchError

MILLIVOLTS = {"mV": 1.0, "mv": 1.0, "uV": 1e-3, "uv": 1e-3, "V": 1e3, "v": 1e3, "nV": 1e-6}
"""Millivolts in each unit of a header; a micro sign of any kind is read as `u`."""
LOWEST_HZ, HIGHEST_HZ = 10, 100_000
MICRO = re.compile("[\u00b5\u03bc]")
NO_FILE = "~"


@dataclass(frozen=True)
class RecordHeader:
    """Content of a header that is needed to choose leads.

    Parameters
    ----------
    rate : float
        Samples per second.
    leads : list of str
        Name of each signal; ``signal 0``, ``signal 1`` … for those without a description.
    units : list of str
        Unit of each signal, as the header spells it.
    files : list of str
        Signal files that the header names.
    segments : list of str
        Records that a multi-segment record consists of; empty for an ordinary one.
    """

    rate: float
    leads: list[str]
    units: list[str]
    files: list[str]
    segments: list[str]


def read_header(path: Path) -> RecordHeader:
    """Read the header of a record.

    Parameters
    ----------
    path : Path
        Of the record's files, without an extension. The headers of all segments must be beside it.

    Raises
    ------
    CraftbenchError
        Naming the record, if its header cannot be read or has no possible sampling rate.
    """
    import wfdb

    name, file = path.name, path.with_name(path.name + ".hea")
    if not file.is_file():
        raise CraftbenchError(f"{file}: there is no such file; a record needs its header")
    try:
        read = wfdb.rdheader(str(path))
        units = _units(file.read_bytes())
    except Exception as error:  # a broken header fails wherever it is broken
        raise CraftbenchError(
            f"record {name}: {name}.hea is not a WFDB header ({error}); download it again"
        ) from None
    rate = read.fs or 0
    if not LOWEST_HZ <= rate <= HIGHEST_HZ:
        raise CraftbenchError(
            f"record {name}: {name}.hea gives a sampling rate of {rate:.9g} Hz, expected a "
            f"positive one from {LOWEST_HZ} to {HIGHEST_HZ} Hz; correct the header or leave the "
            "record out of the card"
        )
    segments = _segments(name, read)
    if segments:
        first = read_header(path.with_name(segments[0]))
        return RecordHeader(float(rate), first.leads, first.units, [], segments)
    names = read.sig_name or []
    leads = [given or f"signal {place}" for place, given in enumerate(names)]
    if not leads:
        raise CraftbenchError(f"record {name} has no signal; leave it out of the card")
    files = list(dict.fromkeys(read.file_name))
    return RecordHeader(float(rate), leads, units[: len(leads)], files, [])


def record_files(name: str, find: Callable[[str], Path]) -> list[Path]:
    """Header and signal files of a record, its header first.

    Parameters
    ----------
    name : str
        Of the record.
    find : callable
        From the name of a file to its path; raises CraftbenchError for one that is missing.
    """
    import wfdb

    header = find(f"{name}.hea")
    try:
        read = wfdb.rdheader(str(header.with_suffix("")))
        segments = _segments(header.stem, read)
    except CraftbenchError:
        raise
    except Exception as error:  # a broken header fails wherever it is broken
        raise CraftbenchError(
            f"record {name}: {name}.hea is not a WFDB header ({error}); download it again"
        ) from None
    beside = name[: name.rfind("/") + 1]
    if segments:
        inner = [record_files(beside + segment, find) for segment in segments]
        return [header, *(file for files in inner for file in files)]
    files = list(dict.fromkeys(getattr(read, "file_name", None) or []))
    if NO_FILE in files:
        if not read.sig_len:
            return [header]
        files.remove(NO_FILE)
    try:
        return [header, *(find(beside + file) for file in files)]
    except CraftbenchError as error:
        raise CraftbenchError(f"record {name}: a file that {name}.hea names: {error}") from None


def millivolts(record: str, lead: str, unit: str) -> float:
    """Millivolts in a unit; raises CraftbenchError if it is none of voltage."""
    try:
        return MILLIVOLTS[MICRO.sub("u", unit)]
    except KeyError:
        raise CraftbenchError(
            f"record {record}: lead {lead} is in {unit}, expected mV, uV or V; "
            "leave the record out of the card"
        ) from None


def _segments(name: str, read: object) -> list[str]:
    segments = [one for one in getattr(read, "seg_name", None) or [] if one != NO_FILE]
    if name in segments:
        raise CraftbenchError(f"record {name}: {name}.hea names itself as a segment")
    return list(dict.fromkeys(segments))


def _units(content: bytes) -> list[str]:
    """Unit of each signal: what follows the slash in the third field of its line; mV if absent.

    The library that reads the header leaves out what is not ASCII, so that µV would become V.
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    gains = [(line.split() + [""] * 3)[2] for line in lines[1:]]
    return [gain.partition("/")[2] or "mV" for gain in gains]
