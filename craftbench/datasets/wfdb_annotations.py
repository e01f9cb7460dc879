"""Annotation files of WFDB records, in the MIT format."""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from craftbench.errors import CraftbenchError

SYMBOLS = (
    dict(enumerate("NLRaVFJASEj/Q~", 1))
    | {16: "|"}
    | dict(enumerate('sT*D"=pB^t+u?![]en@xf()r', 18))
)
"""Symbol of each annotation type; the types 15 and 17 stand for nothing."""
NOTE, SKIP, NUMBER, SUBTYPE, CHANNEL, AUXILIARY = 22, 59, 60, 61, 62, 63
RESOLUTION = re.compile(r"## time resolution: (\d+\.?\d*)")
DEFINITION = re.compile(r"(\d+) (\S+)")
BEGIN, END = "## annotation type definitions", "## end of definitions"


@dataclass(frozen=True)
class Annotations:
    """Annotations in the order of the file.

    Parameters
    ----------
    place : (n,) int array
        In units of 1 / `rate`, from the beginning of the record.
    symbol : list of str
        `N` for a normal beat, and so on; an empty text for a type that is not defined.
    rate : float or None
        Places per second if the file gives its own; otherwise, they are samples of the signal.
    """

    place: np.ndarray
    symbol: list[str]
    rate: float | None


def read_annotations(file: Path) -> Annotations:
    """Read an annotation file.

    Raises
    ------
    CraftbenchError
        Naming the file, if it cannot be read, is cut short or is not in the MIT format.

    Notes
    -----
    A file is a sequence of 16-bit words, lowest byte first. The upper six bits of a word are the
    type of an annotation, the lower ten its distance from the one before. Some types are no
    annotations: 59 precedes a longer distance of two words, the upper one first; 60 to 62 modify
    the annotation before; 63 is followed by so many bytes of text. A word of zeros ends the file.
    A note at place 0 may give the number of places per second, and define further types.

    References
    ----------
    G. Moody: WFDB Applications Guide, annot(5). https://www.physionet.org/physiotools/wag/annot-5.htm
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise CraftbenchError(f"{file}: cannot be read: {error.strerror or error}") from None
    if len(content) % 2:
        raise _damaged(file, f"{len(content)} bytes, but annotations are pairs of bytes")
    words = np.frombuffer(content, "<u2").tolist()
    kinds: list[int] = []
    places: list[int] = []
    notes: list[str] = []
    place, at = 0, 0
    while at < len(words) and words[at]:
        kind, distance = words[at] >> 10, words[at] & 1023
        at += 1
        if kind == SKIP:
            if at + 2 > len(words):
                break
            longer = (words[at] << 16) + words[at + 1]
            place, at = place + longer - (longer >> 31 << 32), at + 2
        elif kind == AUXILIARY:
            text = content[2 * at : 2 * at + distance].decode("utf-8", "replace")
            at += (distance + 1) // 2
            if places and places[-1] == 0 and kinds[-1] == NOTE:
                notes.append(text.rstrip("\0"))
        elif kind not in (NUMBER, SUBTYPE, CHANNEL):
            place += distance
            places.append(place)
            kinds.append(kind)
    if at >= len(words):
        raise _damaged(file, "it has no end mark")
    symbols = SYMBOLS | _defined(notes)
    found = (RESOLUTION.match(note) for note in notes)
    rate = next((float(match[1]) for match in found if match), None)
    if rate == 0:
        raise _damaged(file, "a time resolution of 0")
    return Annotations(np.array(places, np.int64), [symbols.get(kind, "") for kind in kinds], rate)


def _defined(notes: list[str]) -> dict[int, str]:
    """Symbols of the types that the notes define."""
    if BEGIN not in notes:
        return {}
    inside = notes[notes.index(BEGIN) + 1 :]
    inside = inside[: inside.index(END)] if END in inside else inside
    found = filter(None, map(DEFINITION.match, inside))
    return {int(match[1]): match[2] for match in found}


def _damaged(file: Path, found: str) -> CraftbenchError:
    return CraftbenchError(
        f"{file.name} is cut short or is not an annotation file ({found}); download it again"
    )
