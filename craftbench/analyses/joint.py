"""The tables over all data sets."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from craftbench.analyses.read import read_table
from craftbench.config.analyses import AnalysisSettings
from craftbench.errors import CraftbenchError


@dataclass(frozen=True)
class Joint:
    """The tables over all data sets, and what they do not say about them.

    Parameters
    ----------
    tables : mapping of DataFrame
        By name, as many as there are.
    natural_images : collection of str
        Data sets of photographs.
    leaking : collection of str
        Data sets with groups that are both in the pool and in the test part.
    leakage_comparison : mapping of str
        By data set whose groups are kept apart: the one like it whose groups leak.
    margin : float
        Differences in score up to this size count as none.
    fewest_datasets : int
        Ranks over fewer data sets are not tested.
    published : mapping
        By data set and arm: figures that others published, as in a card.
    absent : mapping
        By data set and arm: why an arm with published figures did not run.
    """

    tables: Mapping[str, pd.DataFrame]
    natural_images: Collection[str] = ()
    leaking: Collection[str] = ()
    leakage_comparison: Mapping[str, str] = field(default_factory=dict)
    margin: float = AnalysisSettings().margin
    fewest_datasets: int = AnalysisSettings().ranks.fewest_datasets
    published: Mapping[str, Mapping[str, Sequence[Mapping[str, Any]]]] = field(default_factory=dict)
    absent: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def read(
        cls,
        tables: Sequence[Path],
        *,
        natural_images: Collection[str],
        leaking: Collection[str],
        leakage_comparison: Mapping[str, str],
        margin: float,
        fewest_datasets: int,
        published: Mapping[str, Mapping[str, Sequence[Mapping[str, Any]]]],
        absent: Mapping[str, Mapping[str, str]],
    ) -> "Joint":
        """From ``{name}.csv`` files; the other parameters are those of the class."""
        found = {file.stem: read_table(file) for file in tables}
        about = natural_images, leaking, leakage_comparison, margin, fewest_datasets
        return cls(found, *about, published, absent)

    def table(self, name: str, *columns: str) -> pd.DataFrame:
        """Some columns of a table; without rows if there is no table of that name.

        Raises
        ------
        CraftbenchError
            If the table lacks one of the columns.
        """
        if name not in self.tables:
            return pd.DataFrame(columns=list(columns))
        missing = [column for column in columns if column not in self.tables[name]]
        if missing:
            raise CraftbenchError(
                f"table {name}: expected the columns {', '.join(columns)}, found no "
                f"{', '.join(missing)}; compute the table again"
            )
        return self.tables[name][list(columns)]
