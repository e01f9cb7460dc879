"""How numbers and estimates are written in the report."""

import base64
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
import pandas as pd


def estimate(row: Mapping[str, Any], name: str, digits: int = 3) -> str:
    """``0.912 (0.893–0.930)``, or a dash where the estimate does not exist."""
    value, low, high = row[name], row[f"{name}_low"], row[f"{name}_high"]
    if pd.isna(value):
        return "–"
    write = size if abs(value) >= 100 else partial(_decimals, digits=digits)
    if pd.isna(low) and pd.isna(high):
        return write(value)
    shown = ["?" if pd.isna(bound) else write(bound) for bound in (low, high)]
    between = (
        " to " if any(number < 0 for number in (value, low, high) if pd.notna(number)) else "–"
    )
    return f"{write(value)} ({between.join(shown)})"


def _decimals(value: float, digits: int) -> str:
    return f"{round(value, digits) + 0.0:.{digits}f}"


def size(value: float) -> str:
    """A training size or another large number: whole, with commas."""
    return f"{value:,.0f}"


def seconds(value: float) -> str:
    """Seconds in the unit that suits them."""
    for unit, factor in (("s", 1), ("ms", 1e3), ("µs", 1e6)):
        if value * factor >= 1:
            return f"{value * factor:.3g} {unit}"
    return f"{value * 1e6:.2g} µs" if value else "none"


def storage(value: float | None) -> str:
    """Bytes in the unit that suits them."""
    if value is None or pd.isna(value):
        return "–"
    return f"{value / 2**20:,.1f} MiB" if value >= 2**20 else f"{value / 2**10:,.0f} KiB"


def count(value: float | None) -> str:
    """A whole number, or a dash."""
    return "–" if pd.isna(value) else f"{value:,.0f}"


def probability(value: float) -> str:
    """Three decimals, never 0: a finite number of draws and tests never is certain."""
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def plain(value: Any) -> str:
    """A single cell that is no estimate."""
    if isinstance(value, (bool, np.bool_)) or value in ("True", "False"):
        return "yes" if value in (True, "True") else "no"
    if not isinstance(value, str) and pd.isna(value):
        return "–"
    if isinstance(value, (int, float, np.number)):
        number = float(value)
        return size(number) if number.is_integer() or abs(number) >= 1000 else f"{number:.3g}"
    return str(value)


def data_uri(svg: bytes) -> str:
    """An SVG image as part of the page."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg).decode("ascii")


FORMATS: dict[str, Callable[..., str]] = {
    "estimate": estimate,
    "seconds": seconds,
    "count": count,
    "storage": storage,
    "data_uri": data_uri,
}
"""Filters of the templates."""
