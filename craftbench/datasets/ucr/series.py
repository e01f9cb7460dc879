"""Series as they stand in a file of the UCR or UEA archive."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from craftbench.errors import CraftbenchError


class SeriesFile(NamedTuple):
    """Series of one file, each (T, dimensions) with NaN for missing values, and their labels."""

    series: list[np.ndarray]
    labels: list[str]


def lines_of(path: Path, comment: str) -> Iterator[tuple[int, str]]:
    """Numbers and content of the lines that are neither empty nor a comment."""
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        for number, line in enumerate(file, 1):
            if line.strip() and not line.startswith(comment):
                yield number, line.strip()


def parse_series(path: Path, line: int, dimensions: Sequence[Sequence[str]]) -> np.ndarray:
    """One series (T, dimensions) from the values of each dimension; ``?`` is missing.

    Raises
    ------
    CraftbenchError
        Naming the line, if a value is not a number or the dimensions differ in length.
    """
    lengths = {len(values) for values in dimensions}
    if len(lengths) != 1:
        raise CraftbenchError(
            f"{path}: line {line} has dimensions of {', '.join(map(str, sorted(lengths)))} values, "
            "expected equal numbers; the dimensions of a series must be sampled together"
        )
    known = [["nan" if value.strip() == "?" else value for value in own] for own in dimensions]
    try:
        return np.array(known, dtype=np.float64).T
    except ValueError as error:
        raise CraftbenchError(
            f"{path}: line {line}: {error}, expected numbers and ? for missing values; is the file "
            "cut short? Copy it again"
        ) from None


def label_name(text: str) -> str:
    """A class label; whole numbers are written alike in all formats: ``1.0e+00`` is ``1``."""
    text = text.strip().strip("'\"")
    try:
        number = float(text)
    except ValueError:
        return text
    return str(int(number)) if number.is_integer() else text
