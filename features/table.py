"""Features that were computed elsewhere and come with the samples."""

import re

import pandas as pd

from features.feature import Feature

PREFIX = "table:"
"""Beginning of the columns of ``samples.parquet`` that hold such features."""
_UNIT = re.compile(r"\[([^\[\]]+)\]\s*$")


def table_features(columns: pd.DataFrame) -> pd.DataFrame:
    """The features as they are.

    Parameters
    ----------
    columns : DataFrame
        One row per sample; the names begin with `PREFIX`.

    Returns
    -------
    DataFrame
        The same numbers, NaN where one is missing; names without the prefix.
    """
    return columns.rename(columns=lambda name: name.removeprefix(PREFIX)).reset_index(drop=True)


def describe_column(name: str) -> Feature:
    """The unit is what stands in brackets at the end of the name: ``area [mm²]``."""
    found = _UNIT.search(name)
    return Feature(found[1].strip() if found else "", "computed elsewhere, from the card's table")
