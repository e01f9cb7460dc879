"""Pages on all features: their units and meanings, and the functions that compute them."""

import importlib
from collections.abc import Mapping

from public_names import module_docs

from features import FEATURE_SETS, FeatureSet
from features.feature import Feature

HEAD = """\
# Features

Each **feature set** is a function from samples to named numbers. A card names it in
`representation`. Below are its columns with unit and meaning, and the function with its formulas
and their sources. `*` and `?` in a name stand for the number of a lead, of a cell or of a bin.
Functions that several sets share are [parts of features](feature-parts.md).
"""


def feature_page() -> str:
    """Every feature set: its columns, and its function."""
    return "\n".join([HEAD, *(_set(name, one) for name, one in FEATURE_SETS.items())])


def feature_parts_page() -> str:
    """All other public functions of `features`."""
    sets = frozenset(_function(one) for one in FEATURE_SETS.values())
    about = (
        "Functions that [feature sets](features.md) call: their formulas, and what they cite. Most "
        "people need only `features.ecg.detect_r_peaks` and `features.ecg.delineate`, which are "
        "`features.r_peaks.detect_r_peaks` and `features.delineation.delineate`."
    )
    left_out = sets | {"features.__init__.FeatureSet"}
    return f"# Parts of features\n\n{about}\n\n{module_docs('features', left_out)}"


def columns(one: FeatureSet) -> Mapping[str, Feature]:
    """Columns of a feature set, or patterns of their names; empty if samples decide them."""
    declared = getattr(importlib.import_module(one.module), one.columns)
    return {} if callable(declared) else declared


def _function(one: FeatureSet) -> str:
    return f"{one.module}.{one.function}"


def _set(name: str, one: FeatureSet) -> str:
    rows = [
        f"| `{column}` | {_escaped(unit)} | {_escaped(about)} |"
        for column, (unit, about) in columns(one).items()
    ]
    table = ["| column | unit | meaning |", "|---|---|---|", *rows, ""] if rows else []
    given = ", ".join(f"`{given}`" for given in one.inputs)
    reads = f"Computed from {given}. A sample's features depend on: {', '.join(one.reads)}.\n"
    return "\n".join([f"## `{name}`\n", reads, *table, f"::: {_function(one)}\n"])


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("*", "\\*").replace("_", "\\_")
