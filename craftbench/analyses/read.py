"""Read the tables that this project writes."""

from pathlib import Path

import pandas as pd

from craftbench.datasets.stored_file import reading

TEXT = (
    *("dataset", "arm", "arm_a", "arm_b", "rival_arm", "compared_arm", "family", "purpose"),
    *("class", "true", "predicted", "label", "group", "source", "reason", "severity", "setting"),
    *("note", "sees", "interval", "receptive_field", "jump", "start"),
    *("decided_ahead_at", "decided_behind_at", "behind"),
)
"""Columns that stay text even if they look like numbers, or read ``None`` or ``NA``."""
_NEVER_MISSING = (
    *("class", "note", "decided_ahead_at", "decided_behind_at", "undecided_because"),
    "behind",
    *("features", "design_libraries", "sees"),
)


def read_table(file: str | Path) -> pd.DataFrame:
    """A table of results, exactly as it was before it was written.

    Only an empty cell is a missing value; in `_NEVER_MISSING` it is an empty text. Numbers are
    read to the last digit, which pandas does not do by default.
    """
    with reading(file):
        table = pd.read_csv(
            file,
            dtype=dict.fromkeys(TEXT, str),
            keep_default_na=False,
            na_values=[""],
            float_precision="round_trip",
        )
    return table.fillna({name: "" for name in _NEVER_MISSING if name in table})


def read_cells(file: str | Path) -> pd.DataFrame:
    """A table whose cells are text as written; empty ones are empty text."""
    with reading(file):
        return pd.read_csv(file, dtype=str, keep_default_na=False)
