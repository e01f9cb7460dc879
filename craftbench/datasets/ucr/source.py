"""Source `ucr`: time series of the UCR and UEA archives."""

import logging
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
from pydantic import Field

from craftbench.datasets.download import find_folder
from craftbench.datasets.lookalikes import first_places, refuse_lookalike_labels
from craftbench.datasets.samples import REJECTED_COLUMNS, Samples, other_class
from craftbench.datasets.source import SampleSource
from craftbench.datasets.ucr.equal_length import of_length, without_gaps
from craftbench.datasets.ucr.files import FORMATS, find_set
from craftbench.errors import CraftbenchError
from craftbench.settings.names import Name

log = logging.getLogger(__name__)


class UcrSource(SampleSource):
    """Signals (T, dimensions); the published training part is the pool."""

    readers = ("craftbench.datasets.new_files.arrays:read_signals",)
    ladders = ("craftbench.datasets.corruptions.signals:WINDOW_LADDER",)
    drawings = ("craftbench.datasets.drawing:draw_signal",)

    kind: Literal["ucr"] = Field(description="A set of the UCR or UEA archive.")
    name: Name = Field(description="Name in the archive, such as GunPoint.")
    folder: str = Field(
        "ucr",
        description="Folder of the archive below CRAFTBENCH_DATA or downloads/, or a path; a set "
        "that is not there is read from the installed package sktime or aeon.",
    )
    file: str | None = Field(
        None,
        description="A single file in `folder`, such as mine.ts, for a set of your own without "
        "TRAIN and TEST: the card's split draws the test part.",
    )
    unequal_length: Literal["refuse", "pad"] = Field(
        "refuse",
        description="Raise an error if series differ in length, or continue shorter ones with "
        "their last value up to the longest of the pool (longer test series are cut).",
    )

    def files(self, classes: list[str]) -> list[Path]:
        return list(self._files().values())

    def load(self, classes: list[str], threads: int = 1) -> Samples:
        """Both parts; missing values are interpolated linearly along time.

        Raises
        ------
        CraftbenchError
            Naming the file, if it is missing or wrong, or series differ in length.
        """
        series: list[np.ndarray] = []
        parts = []
        for role, path in self._files().items():
            read = FORMATS[path.suffix.lower()](path)
            log.info("%s: %d series", path, len(read.labels))
            series += map(without_gaps, read.series)
            part = pd.DataFrame({"label": read.labels} | ({"role": role} if role else {}))
            part["source"] = [f"{path.name}[{i}]" for i in range(len(part))]
            parts.append(part.assign(length=[len(one) for one in read.series]))
        table = pd.concat(parts, ignore_index=True)
        refuse_lookalike_labels(first_places(table["label"], table["source"]), classes)
        self._check_dimensions(series, table)
        values = np.stack([of_length(one, self._length(table)) for one in series])
        values = values.astype(np.float32)
        reason = _unusable(values, table["label"], classes)
        kept = reason.isna().to_numpy()
        return Samples(
            values[kept],
            table[kept].reset_index(drop=True),
            table.assign(reason=reason).loc[~kept, REJECTED_COLUMNS].reset_index(drop=True),
        )

    def _files(self) -> dict[str, Path]:
        """Files by role; the role of a single one is empty."""
        if self.file is None:
            return find_set(self.folder, self.name)
        path = find_folder(self.folder) / self.file
        if path.suffix.lower() not in FORMATS or not path.is_file():
            raise CraftbenchError(
                f"{path}: expected an existing file of the format {', '.join(FORMATS)}; correct "
                "source.file"
            )
        return {"": path}

    def _check_dimensions(self, series: list[np.ndarray], table: pd.DataFrame) -> None:
        dimensions = np.array([one.shape[1] for one in series])
        odd = np.flatnonzero(dimensions != dimensions[0])
        if len(odd):
            raise CraftbenchError(
                f"{table['source'][odd[0]]} has {dimensions[odd[0]]} dimensions, "
                f"{table['source'][0]} has {dimensions[0]}; expected equal numbers"
            )

    def _length(self, table: pd.DataFrame) -> int:
        shortest, longest = table["length"].min(), table["length"].max()
        if shortest != longest and self.unequal_length == "refuse":
            raise CraftbenchError(
                f"{self.name}: series have {shortest} to {longest} values (the shortest is "
                f"{table['source'][table['length'].idxmin()]}), expected equal numbers; set "
                "source.unequal_length: pad to continue shorter ones with their last value"
            )
        pool = table[table["role"] == "pool"] if "role" in table else table
        longest = int(pool["length"].max())
        if cut := int((table["length"] > longest).sum()):
            log.info("%d test series are cut to %d values, the longest of the pool", cut, longest)
        return longest


def _unusable(values: np.ndarray, labels: pd.Series, classes: list[str]) -> pd.Series:
    """The reason to reject each series; missing for usable ones."""
    reason = pd.Series(pd.NA, index=labels.index, dtype="string")
    reason[~np.isfinite(values).all(axis=(1, 2))] = "a dimension without values, or infinite values"
    other = ~labels.isin(classes)
    reason[other] = other_class(labels[other])
    return reason
