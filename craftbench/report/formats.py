"""Numbers, estimates and shapes as text."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from math import prod
from typing import Any

import numpy as np
import pandas as pd

MISSING = "–"
ROUNDING = 1e-12
"""Smaller numbers are rounding errors of 0."""


def estimate(row: Mapping[str, Any], name: str, digits: int = 3) -> str:
    """`with_interval` of the columns ``{name}``, ``{name}_low`` and ``{name}_high`` of a row."""
    return with_interval(row[name], row[f"{name}_low"], row[f"{name}_high"], digits)


def with_interval(value: float, low: float, high: float, digits: int = 3) -> str:
    """An estimate with its interval: ``0.912 (0.893–0.930)``.

    An unknown bound is shown as a question mark, a missing estimate as a dash.
    """
    if pd.isna(value):
        return MISSING
    write = size if abs(value) >= 100 else partial(_decimals, digits=digits)
    if pd.isna(low) and pd.isna(high):
        return write(value)
    shown = ["?" if pd.isna(bound) else write(bound) for bound in (low, high)]
    negative = any(number < 0 for number in (value, low, high) if pd.notna(number))
    return f"{write(value)} ({(' to ' if negative else '–').join(shown)})"


def _decimals(value: float, digits: int) -> str:
    return f"{round(value, digits) + 0.0:.{digits}f}"


def size(value: float) -> str:
    """A training size or another large number: whole, with commas."""
    return f"{value:,.0f}"


def count(value: float | None) -> str:
    """A whole number, or a dash."""
    return MISSING if value is None or pd.isna(value) else size(value)


def seconds(value: float) -> str:
    """Seconds with a suitable unit."""
    if pd.isna(value):
        return MISSING
    for unit, factor in (("s", 1), ("ms", 1e3), ("µs", 1e6)):
        if value * factor >= 1:
            return f"{value * factor:.3g} {unit}"
    return f"{value * 1e6:.2g} µs" if value else "none"


def storage(value: float | None) -> str:
    """Bytes with a suitable unit."""
    if value is None or pd.isna(value):
        return MISSING
    return f"{value / 2**20:,.1f} MiB" if value >= 2**20 else f"{value / 2**10:,.0f} KiB"


def probability(value: float) -> str:
    """Three decimals, but never 0: a finite number of draws and tests gives no certainty."""
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def percent(share: float) -> str:
    """Per cent, with one decimal where it is needed."""
    return f"{100 * share:.1f}".removesuffix(".0") + " %"


def rounding(difference: float) -> str:
    """A difference that should be 0: ``exactly 0`` or two digits such as ``2.6e-07``."""
    return "exactly 0" if difference == 0 else f"{difference:.2g}"


def times(shape: Iterable[int]) -> str:
    """A shape such as ``28 × 28 × 6``."""
    return " × ".join(str(int(length)) for length in shape)


def plain(value: Any) -> str:
    """A value that is not an estimate."""
    if isinstance(value, (bool, np.bool_)) or value in ("True", "False"):
        return "yes" if value in (True, "True") else "no"
    if not isinstance(value, str) and pd.isna(value):
        return MISSING
    if isinstance(value, (int, float, np.number)):
        number = 0.0 if abs(float(value)) < ROUNDING else float(value)
        return size(number) if number.is_integer() or abs(number) >= 1000 else f"{number:.3g}"
    return str(value)


FORMATS: dict[str, Callable[..., Any]] = {
    one.__name__: one
    for one in (estimate, with_interval, count, seconds, storage, percent, rounding, times)
} | {"product": prod}
"""Filters of the templates, by name."""
