"""Signals as they stand in a table, before they are brought to one length."""

from typing import NamedTuple

import numpy as np
import pandas as pd


class TableSignals(NamedTuple):
    """Signals of one table.

    Parameters
    ----------
    values : list of (T, leads) float32 array
        NaN where a cell is blank.
    table : DataFrame
        ``source, label`` and, where the table has them, ``group`` and ``role``.
    reason : Series
        Why a signal cannot be used; missing for usable ones.
    """

    values: list[np.ndarray]
    table: pd.DataFrame
    reason: pd.Series
