"""One value of a table as text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from craftbench.report.formats import (
    ROUNDING,
    count,
    estimate,
    plain,
    probability,
    seconds,
    storage,
)
from craftbench.report.glossary.values import value_words

FAMILY_OF = {
    "arm": "family",
    "arm_a": "family_a",
    "arm_b": "family_b",
    "rival_arm": "rival_family",
}
SECONDS = ("seconds", "seconds_per_sample")
_ONE_DIGIT = {"best_epoch", "epochs", "changes_at"}
_ONE_DIGIT |= {"size_to_target", "size_to_plateau", "crossing", "crossing_extrapolated"}
_MOST_NAMED = 2
_DECIMAL = re.compile(r"-?\d\.\d+")
_SET_AND_SAME = re.compile(r"^(\w+):(?=\1)")


@dataclass(frozen=True)
class Cell:
    """Text of a cell, the family if it is the name of an arm, and the values behind the text.

    Parameters
    ----------
    text, family : str
    values : tuple
        The value, and its bounds if it has some; empty where the text is the value.
    scale : float, optional
        The value in one unit for the whole column, where the text has a unit of its own.
    """

    text: str
    family: str = ""
    values: tuple = ()
    scale: float | None = None


def as_cell(row: Mapping[Any, Any], column: str) -> Cell:
    """One value of a row as text; its column decides on unit, interval and digits."""
    value = row[column]
    if column in FAMILY_OF and isinstance(value, str):
        return Cell(value, str(row.get(FAMILY_OF[column], "")))
    bounded = f"{column}_low" in row
    values = tuple(row[column + end] for end in ("", "_low", "_high")) if bounded else (value,)
    if column.endswith(SECONDS):
        return Cell(seconds(value), "", values, None if pd.isna(value) else float(value))
    if bounded:
        return Cell(estimate(row, column, 1 if column in _ONE_DIGIT else 3), "", values)
    if column == "features":
        return Cell(_shortened(str(value)), "", values)
    if column.endswith("_bytes"):
        return Cell(storage(value), "", values, None if pd.isna(value) else float(value))
    if column.endswith("_mib"):
        return Cell(f"{count(value)} MiB", "", values)
    return Cell(_unbounded(value, column), "", values)


def _unbounded(value: Any, column: str) -> str:
    is_p = column == "p" or column.startswith("p_") or column.endswith(("_p", "_p_holm"))
    if is_p and pd.notna(value):
        return probability(float(value))
    text = plain(value)
    return value_words(column, text) if isinstance(value, str) else text


def _shortened(features: str) -> str:
    """The first names of a block of features, and how many more there are."""
    names = [_SET_AND_SAME.sub("", name).replace("_", " ") for name in features.split("; ")]
    shown = ", ".join(names[:_MOST_NAMED])
    rest = len(names) - _MOST_NAMED
    return f"{shown} and {rest} more" if rest > 0 else shown


def same_decimals(cells: list[Cell]) -> list[Cell]:
    """The cells of one column; plain numbers below 10 get equally many decimals, three at most.

    Examples
    --------
    >>> column = [Cell("0.5", "", (0.5,)), Cell("0.125", "", (0.125,))]
    >>> [cell.text for cell in same_decimals(column)]
    ['0.500', '0.125']
    """
    decimals = [len(cell.text.split(".")[1]) for cell in cells if _DECIMAL.fullmatch(cell.text)]
    most = min(3, max(decimals, default=0))
    return [_rounded(cell, most) if most else cell for cell in cells]


def _rounded(cell: Cell, decimals: int) -> Cell:
    plain_number = _DECIMAL.fullmatch(cell.text) or cell.text in ("0", "1")
    if not plain_number or len(cell.values) != 1 or isinstance(cell.values[0], str):
        return cell
    value = float(cell.values[0])
    if ROUNDING < abs(value) < 10.0**-decimals:
        return cell
    return replace(cell, text=f"{value:.{decimals}f}")
