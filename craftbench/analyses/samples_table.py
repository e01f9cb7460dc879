"""Classes, groups and recordings of the rows of a samples table."""

import numpy as np
import pandas as pd


def codes_of(table: pd.DataFrame, classes: list[str]) -> np.ndarray:
    """Labels as codes 0 … classes − 1, (n,)."""
    return pd.Categorical(table["label"], categories=classes).codes.astype(np.int64)


def recording_of(table: pd.DataFrame) -> pd.Series:
    """Recording that each sample was cut from, as text: its group, also where a split ignores it.

    `table` is a samples table with ``group``, or with ``recording`` if the split ignores groups.
    """
    return table["group" if "group" in table else "recording"].astype(str)


def groups_of(table: pd.DataFrame, rows: np.ndarray) -> np.ndarray:
    """Group of some rows; without groups, each row is its own group."""
    return table["group"].to_numpy()[rows] if "group" in table else np.asarray(rows)
