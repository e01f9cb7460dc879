"""When the answer changes: crossings of the learning curves, and the ratio of the data needed."""

from dataclasses import dataclass, field

import pandas as pd

from craftbench.report.counted import counted, unit_word
from craftbench.report.facts import DatasetFacts
from craftbench.report.opening.estimates import shown_ratio
from craftbench.report.opening.families import capital, subject
from craftbench.report.opening.rows import Row, Tables, bounds, known, rows_of

ONLY = "is the only training size; crossings and data needs take two sizes or more"
"""What a single training size leaves open."""


@dataclass(frozen=True)
class Changes:
    """A sentence about all sizes, and one about each family beside hand-crafted features."""

    summary: str
    families: list[str] = field(default_factory=list)


def changes(tables: Tables, dataset: str, facts: DatasetFacts) -> Changes:
    """Crossings with the learning curve of the hand-crafted arm, the learned family first.

    A crossing is named only where the table names it: between a size at which the family is
    decided to be behind, and one at which it is decided to be ahead. With one training size,
    nothing is known about others, and only that is said.
    """
    rows = rows_of(tables, "crossing", dataset)
    if not rows:
        return Changes("")
    rows.sort(key=lambda row: row["family"] != "learned")
    crossing = any(known(row, "crossing") for row in rows)
    unit = _unit(rows[0], facts)
    if all(_has_one_size(row) for row in rows):
        return Changes(f"Not measured: {_size(rows[0], facts)} {ONLY}.")
    span = ""
    if known(rows[0], "smallest_size", "largest_size"):
        small, large = rows[0]["smallest_size"], rows[0]["largest_size"]
        span = f" between {small:,.0f} and {large:,.0f} {unit}"
    summary = "" if crossing else f"No crossing with hand-crafted features is decided{span}."
    return Changes(summary, [_of_family(row, facts) for row in rows])


def _has_one_size(row: Row) -> bool:
    return known(row, "smallest_size") and row["smallest_size"] == row.get("largest_size")


def _size(row: Row, facts: DatasetFacts) -> str:
    return counted(row["largest_size"], str(row.get("size_unit", "samples")), facts)


def _unit(row: Row, facts: DatasetFacts) -> str:
    return unit_word(2, str(row.get("size_unit", "samples")), facts)


def _of_family(row: Row, facts: DatasetFacts) -> str:
    name, where = capital(subject(row["family"])), _where(row, facts)
    ratio = ""
    if known(row, "mean_data_ratio"):
        need = "need" if row["family"] == "fixed-filter" else "needs"
        ratio = f"{need} {shown_ratio(row, 'mean_data_ratio')} for equal scores"
    return f"{name} {' and '.join(part for part in (where, ratio) if part)}."


def _where(row: Row, facts: DatasetFacts) -> str:
    """At which sizes a family is decided to be ahead or behind."""
    ahead, behind = (_sizes(row, f"decided_{side}_at") for side in ("ahead", "behind"))
    verb = "are" if row["family"] == "fixed-filter" else "is"
    unit = _unit(row, facts)
    if known(row, "crossing"):
        overtakes = "overtake" if verb == "are" else "overtakes"
        size = f"{row['crossing']:,.0f}{_interval(row, 'crossing')}"
        return f"{overtakes} hand-crafted features at about {size} {unit}"
    sides = [f"ahead at {ahead}"] if ahead else []
    sides += [f"behind at {behind}"] if behind else []
    if not sides:
        return f"{verb} neither ahead nor behind"
    return f"{verb} {', '.join(sides)}{_extrapolated(row, unit)}"


def _sizes(row: Row, name: str) -> str:
    """A list of sizes: ``150 and 450``."""
    sizes = row.get(name)
    if not isinstance(sizes, str):
        return "" if sizes is None or pd.isna(sizes) else f"{sizes:,.0f}"
    texts = [f"{float(size):,.0f}" for size in sizes.split(",") if size.strip()]
    return " and ".join([", ".join(texts[:-1]), texts[-1]] if texts[1:] else texts)


def _interval(row: Row, name: str) -> str:
    low, high = bounds(row, name)
    texts = ("?" if pd.isna(bound) else f"{bound:,.0f}" for bound in (low, high))
    return f" ({'–'.join(texts)})"


def _extrapolated(row: Row, unit: str) -> str:
    name = "crossing_extrapolated"
    if not known(row, name):
        return ""
    size = f"{row[name]:,.0f}{_interval(row, name)} {unit}"
    return f" (extrapolated, not measured: a crossing at {size})"
