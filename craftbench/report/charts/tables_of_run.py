"""The tables of a run from which charts are drawn."""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from craftbench.analyses.read import read_table
from craftbench.datasets.stored_file import read_parquet
from craftbench.report.charts.registry import Tables


def tables_of_run(
    tables: Iterable[str | Path], history: Iterable[str | Path], fits: Iterable[str | Path]
) -> Tables:
    """Tables of one data set by name; ``history`` and ``fits`` have the column ``arm``.

    Parameters
    ----------
    tables : iterable of path
        ``tables/{name}.csv``.
    history, fits : iterable of path
        ``history/{arm}.parquet`` and ``fits/{arm}.parquet`` of the networks.
    """
    found = {Path(file).stem: read_table(file) for file in tables}
    return found | {"history": _of_arms(history), "fits": _of_arms(fits)}


def _of_arms(files: Iterable[str | Path]) -> pd.DataFrame:
    own = [read_parquet(file).assign(arm=Path(file).stem) for file in files]
    return pd.concat(own, ignore_index=True) if own else pd.DataFrame()
