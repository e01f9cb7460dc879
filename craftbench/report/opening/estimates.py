"""Numbers of the opening as text: an estimate, and its interval beside it."""

import math

import pandas as pd

from craftbench.report.formats import MISSING, estimate, seconds
from craftbench.report.opening.rows import Row, bounds, known

Shown = tuple[str, str]
"""An estimate, and its interval in brackets; the second is empty where it is not known."""


def shown(row: Row | None, name: str, digits: int = 3) -> Shown:
    """An estimate of a row with real minus signs; a dash where it is missing."""
    if row is None or not known(row, name):
        return MISSING, ""
    full = {f"{name}{end}": row.get(f"{name}{end}", math.nan) for end in ("", "_low", "_high")}
    value, _, interval = estimate(full, name, digits).replace("-", "−").partition(" ")
    return value, interval


def in_line(row: Row | None, name: str, digits: int = 3) -> str:
    """The same as one text."""
    return " ".join(shown(row, name, digits)).strip()


def signed(value: float) -> str:
    """Three decimals with a real minus sign; never −0.000."""
    text = f"{value:.3f}"
    return "0.000" if float(text) == 0 else text.replace("-", "−")


def shown_ratio(row: Row, name: str) -> str:
    """A ratio with its interval; a question mark is a bound outside the measured range."""
    texts = ["?" if math.isnan(one) else _ratio(one) for one in (row[name], *bounds(row, name))]
    return f"{texts[0]} times the data ({texts[1]}–{texts[2]})"


def _ratio(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:,.0f}"


def shown_seconds(row: Row | None, name: str) -> Shown:
    """Seconds with their interval, in a unit that suits them."""
    if row is None or not known(row, name):
        return MISSING, ""
    low, high = bounds(row, name)
    if pd.isna(low) or pd.isna(high):
        return duration(row[name]), ""
    first, last = duration(low), duration(high)
    if first.split()[-1] == last.split()[-1]:
        first = first.split()[0]
    return duration(row[name]), f"({first}–{last})"


def duration(value: float) -> str:
    """Seconds below two minutes, then minutes, then hours."""
    for unit, length in (("h", 3600), ("min", 60)):
        if value >= 2 * length:
            return f"{value / length:.3g} {unit}"
    return seconds(value)
