"""From the settings of a step to the arguments of an analysis, and from its tables to files."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from craftbench.analyses.analysis import analyses
from craftbench.analyses.own_analysis import all_analyses
from craftbench.analyses.read import read_cells
from craftbench.config.analyses import AnalysisSettings
from craftbench.config.contest import Contest
from craftbench.runs.parts import make_parts


def settings_of(given: Mapping[str, Any]) -> dict[str, Any]:
    """`contest`, `settings`, `resamples` and `seed` from the ``params`` of an analysing step."""
    return {
        "contest": Contest.model_validate(given["contest"]),
        "settings": AnalysisSettings.model_validate(given["analyses"]),
        "resamples": given["resamples"],
        "seed": given["seed"],
    }


def write_tables(
    read: Callable[[], Any], files: Iterable[str | Path], without: Collection[str] = ()
) -> None:
    """Compute and write the table that each file is named after, own analyses too.

    Parameters
    ----------
    read : callable
        Gives what these analyses are computed from, see `craftbench.analyses.analysis.Needs`. It is
        not called where all tables are left empty.
    files : iterable of path
        ``{name}.csv`` each.
    without : collection of str
        Tables that failed before: they get their header alone.

    Raises
    ------
    PartsFailed
        If tables fail, after all others were written.
    """
    given = cache(read)
    make_parts(files, lambda file: write_table(given(), file), leave_table_empty, without)


def write_table(given: Any, file: Path, name: str | None = None) -> None:
    """Compute and write one table, by default the one that the file is named after."""
    settings = getattr(given, "settings", None)
    listed = all_analyses(settings.own if isinstance(settings, AnalysisSettings) else ())
    listed[name or file.stem].compute(given).to_csv(file, index=False)


def leave_table_empty(file: Path, name: str | None = None) -> None:
    """Write the header of an analysis, by default of the one that the file is named after.

    An own analysis declares no columns.
    """
    listed = analyses().get(name or file.stem)
    columns = ["dataset"] if listed is None else listed.columns
    pd.DataFrame(columns=columns).to_csv(file, index=False)


def pair_table(file: Path) -> str:
    """Name of the table of a pair of data sets, ``{other}.{table}.csv``."""
    return file.stem.rpartition(".")[2]


def join_tables(parts: Sequence[Path], file: Path, columns: Sequence[str] = ()) -> None:
    """Write one table below the other; cells are kept as they are written.

    Without any part, the file has a header of `columns`.
    """
    tables = [read_cells(part) for part in parts]
    joined = pd.concat(tables) if tables else pd.DataFrame(columns=list(columns))
    joined.to_csv(file, index=False)
