"""Source `feature_table`: the samples are the rows of a table of features."""

from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
from pydantic import Field, model_validator

from craftbench.datasets.corruptions.corruption import Corruption
from craftbench.datasets.lookalikes import first_places, refuse_lookalike_labels
from craftbench.datasets.sample_table import TableColumns, as_text, described, read_table
from craftbench.datasets.samples import REJECTED_COLUMNS, Samples, other_class
from craftbench.datasets.source import SampleSource
from craftbench.datasets.table_features import feature_columns
from craftbench.errors import CraftbenchError


class FeatureTableSource(SampleSource):
    """Rows of features that were computed elsewhere; there is nothing to show to a network."""

    readers = ("craftbench.datasets.new_files.feature_rows:read_rows",)
    ladders = ()
    drawings = ("craftbench.datasets.drawing:draw_features",)

    kind: Literal["feature_table"] = Field(description="A CSV or Parquet file of features.")
    file: Path = Field(description="CSV or Parquet file with a row per sample.")
    columns: TableColumns = Field(
        TableColumns(), description="Names of the columns of label, group and split."
    )
    id: str | None = Field(None, description="Column with the name of the sample.")
    without: list[str] = Field(
        [], description="Further columns that are no features; they must not tell the label."
    )

    @model_validator(mode="after")
    def _is_the_table(self):
        if self.features is not None:
            raise ValueError(
                "`features` is for samples that are pictures or signals; join both tables instead"
            )
        return self

    def files(self, classes: list[str]) -> list[Path]:
        return [self.file]

    def load(self, classes: list[str], threads: int = 1) -> Samples:
        """All rows with a label of the card; a blank feature is missing and stays so.

        Raises
        ------
        CraftbenchError
            Naming line and column, if the table cannot be used.
        """
        table = read_table(self.file, "source.file")
        about = described(self.file, table, self.columns)
        lines = (f"{self.file}, line {line}" for line in table.index)
        refuse_lookalike_labels(first_places(about["label"], lines), classes)
        about.insert(0, "source", self._names(table))
        found = self.features_of(self.file, table)
        labels = about["label"]
        reason = pd.Series(pd.NA, index=table.index, dtype="string")
        reason[labels.isna()] = "no label"
        other = labels.notna() & ~labels.isin(classes)
        reason[other] = other_class(labels[other])
        if "group" in about:
            reason[about["group"].isna() & reason.isna()] = "no group"
        reason[found.isna().all(axis=1) & reason.isna()] = "no feature has a value"
        kept = reason.isna()
        if not kept.any():
            raise CraftbenchError(
                f"{self.file}: none of {len(table)} rows can be used; the most common reason: "
                f"{reason.mode()[0]}"
            )
        return Samples(
            found[kept].to_numpy(np.float32),
            pd.concat([about, found], axis=1)[kept].reset_index(drop=True),
            about.assign(reason=reason).loc[~kept, REJECTED_COLUMNS].reset_index(drop=True),
        )

    def features_of(self, path: Path, table: pd.DataFrame) -> pd.DataFrame:
        """The columns of features of this table, or of a new one, which need not have labels."""
        named = [self.columns.label, self.columns.group or "group", self.columns.split or "role"]
        others = [name for name in (*named, self.id) if name is not None and name in table]
        absent = path != self.file
        others += [name for name in self.without if name in table or not absent]
        return feature_columns(path, table, list(dict.fromkeys(others)))

    def corruptions(self, samples: Samples, view_kinds: object = ()) -> tuple[Corruption, ...]:
        """None: how a feature changes with a worse picture or signal is not in the table."""
        return ()

    def _names(self, table: pd.DataFrame) -> list[str]:
        if self.id is None:
            return [f"{self.file.name}[{i}]" for i in range(len(table))]
        if self.id not in table:
            raise CraftbenchError(f"{self.file}: there is no column {self.id!r} (source.id)")
        names = as_text(table[self.id])
        odd = names[names.isna() | names.duplicated()]
        if len(odd):
            raise CraftbenchError(
                f"{self.file}: line {odd.index[0]} has no name of its own in the column {self.id} "
                "(source.id)"
            )
        return [f"{self.file.name}[{name}]" for name in names]
