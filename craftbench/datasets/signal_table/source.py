"""Source `signal_table`: signals in a CSV or Parquet file."""

import logging
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
from pydantic import Field, model_validator

from craftbench.datasets.lookalikes import first_places, refuse_lookalike_labels
from craftbench.datasets.sample_table import TableColumns, read_table
from craftbench.datasets.samples import REJECTED_COLUMNS, Samples, other_class
from craftbench.datasets.signal_table.long_form import signals_of_moments
from craftbench.datasets.signal_table.one_row import signals_of_rows
from craftbench.datasets.signal_table.signals import TableSignals
from craftbench.datasets.source import SampleSource
from craftbench.errors import CraftbenchError

log = logging.getLogger(__name__)


class SignalTableSource(SampleSource):
    """Signals (T, leads) from one table."""

    readers = ("craftbench.datasets.new_files.arrays:read_signals",)
    ladders = ("craftbench.datasets.corruptions.signals:WINDOW_LADDER",)
    drawings = ("craftbench.datasets.drawing:draw_signal",)

    kind: Literal["signal_table"] = Field(description="A CSV or Parquet file of signals.")
    file: Path = Field(description="CSV or Parquet file.")
    form: Literal["rows", "long"] = Field(
        "rows",
        description="`rows`: one row a sample, its values in columns. `long`: one row a moment, "
        "with the columns `id` and, if possible, `time`.",
    )
    columns: TableColumns = Field(
        TableColumns(), description="Names of the columns of label, group and split."
    )
    values: list[str] = Field(
        [],
        description="With `rows`, a pattern of column names for each lead, such as acc_x_*; with "
        "`long`, a column for each lead. Default: all other columns, which with `rows` are one "
        "lead.",
    )
    id: str | None = Field(None, description="Column with the name of the sample.")
    time: str | None = Field(
        None,
        description="With `long`: column with the time, a number or a date; steps must be equal. "
        "Default: the order of the rows.",
    )
    unequal_length: Literal["refuse", "pad", "cut"] = Field(
        "refuse",
        description="Raise an error if signals differ in length, continue shorter ones with their "
        "last value up to the longest of all, or cut all to the shortest.",
    )

    @model_validator(mode="after")
    def _keys_go_together(self):
        if self.form == "long" and self.id is None:
            raise ValueError("`form: long` needs `id`, the column with the name of the sample")
        if self.form == "rows" and self.time is not None:
            raise ValueError("`time` goes with `form: long`; with `rows` the columns are in order")
        return self

    def files(self, classes: list[str]) -> list[Path]:
        return [self.file]

    def load(self, classes: list[str], threads: int = 1) -> Samples:
        """All signals; those with a gap, without a label or with blank values are rejected.

        Raises
        ------
        CraftbenchError
            Naming file, line or sample, if the table cannot be used.
        """
        found = self.read()
        lines = (f"{self.file.name}: {one}" for one in found.table["source"])
        refuse_lookalike_labels(first_places(found.table["label"], lines), classes)
        self._check_names(found.table["source"])
        reason = found.reason.fillna(_unusable(found, classes))
        kept = np.flatnonzero(reason.isna())
        if not len(kept):
            raise CraftbenchError(
                f"{self.file}: none of {len(reason)} signals can be used; the most common reason: "
                f"{reason.mode()[0]}"
            )
        rejected = found.table.assign(reason=reason).loc[reason.notna(), REJECTED_COLUMNS]
        return Samples(
            self._of_one_length([found.values[i] for i in kept], found.table["source"].iloc[kept]),
            found.table.iloc[kept].reset_index(drop=True),
            rejected.reset_index(drop=True),
        )

    def read(self) -> TableSignals:
        """All signals with their labels, before any is rejected."""
        table = read_table(self.file, "source.file")
        log.info("%s: %d rows, %d columns", self.file, len(table), len(table.columns))
        if self.form == "long":
            assert self.id is not None
            return signals_of_moments(
                self.file, table, self.columns, self.values, self.id, self.time
            )
        return signals_of_rows(self.file, table, self.columns, self.values, self.id)

    def _check_names(self, names: pd.Series) -> None:
        twice = names[names.duplicated()]
        if len(twice):
            raise CraftbenchError(
                f"{self.file}: {twice.iloc[0]} is there twice ({len(twice)} such rows), expected a "
                "name of its own for each sample (source.id)"
            )

    def _of_one_length(self, signals: list[np.ndarray], names: pd.Series) -> np.ndarray:
        lengths = np.array([len(one) for one in signals])
        shortest, longest = int(lengths.min()), int(lengths.max())
        if shortest != longest and self.unequal_length == "refuse":
            raise CraftbenchError(
                f"{self.file}: signals have {shortest} to {longest} values (the shortest is "
                f"{names.iloc[lengths.argmin()]}), expected equal numbers; set "
                "source.unequal_length: pad or cut"
            )
        if self.unequal_length == "cut":
            return np.stack([one[:shortest] for one in signals])
        return np.stack(
            [np.pad(one, [(0, longest - len(one)), (0, 0)], mode="edge") for one in signals]
        )


def _unusable(found: TableSignals, classes: list[str]) -> pd.Series:
    labels = found.table["label"]
    reason = pd.Series(pd.NA, index=found.table.index, dtype="string")
    reason[labels.isna()] = "no label"
    other = labels.notna() & ~labels.isin(classes)
    reason[other] = other_class(labels[other])
    if "group" in found.table:
        reason[found.table["group"].isna() & reason.isna()] = "no group"
    finite = np.array([bool(np.isfinite(one).all()) for one in found.values])
    reason[~finite & reason.isna().to_numpy()] = "blank, NaN or infinite values"
    return reason
