"""From the settings of a step to the arguments of an analysis, and from its tables to files."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from craftbench.analyses.analysis import analyses
from craftbench.analyses.read import read_cells
from craftbench.config.analyses import AnalysisSettings
from craftbench.config.contest import Contest


def settings_of(given: Mapping[str, Any]) -> dict[str, Any]:
    """`contest`, `settings`, `resamples` and `seed` from the ``params`` of an analysing step."""
    return {
        "contest": Contest.model_validate(given["contest"]),
        "settings": AnalysisSettings.model_validate(given["analyses"]),
        "resamples": given["resamples"],
        "seed": given["seed"],
    }


def write_tables(given: Any, files: Iterable[str | Path]) -> None:
    """Compute and write the table that each file is named after.

    Parameters
    ----------
    given
        What these analyses are computed from, see `craftbench.analyses.analysis.Needs`.
    files : iterable of path
        ``{name}.csv`` each.
    """
    for file in map(Path, files):
        analyses()[file.stem].compute(given).to_csv(file, index=False)


def join_tables(parts: Sequence[Path], file: Path, columns: Sequence[str] = ()) -> None:
    """Write one table below the other; cells are kept as they are written.

    Without any part, the file has a header of `columns`.
    """
    tables = [read_cells(part) for part in parts]
    joined = pd.concat(tables) if tables else pd.DataFrame(columns=list(columns))
    joined.to_csv(file, index=False)
