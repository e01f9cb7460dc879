"""Source `arrays`: samples in one .npy file with a CSV of labels, the simplest source."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from pydantic import Field

from craftbench.datasets.array_labels import POSITIVE, label_places, read_labels
from craftbench.datasets.by_name import imported
from craftbench.datasets.corruptions.corruption import Corruption
from craftbench.datasets.lookalikes import refuse_lookalike_labels
from craftbench.datasets.npy_file import read_npy
from craftbench.datasets.npz_file import read_npz
from craftbench.datasets.sample_table import TableColumns
from craftbench.datasets.samples import REJECTED_COLUMNS, Samples, other_class
from craftbench.datasets.source import SampleSource
from craftbench.datasets.stored_rows import blocks, chosen_rows, converted
from craftbench.errors import CraftbenchError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DTYPES = ("uint8", "uint16", "float32")
IMAGE, SIGNAL, HEIGHTS = range(3)
MOST_LEADS = 2
"""Without a signal view, samples with so few columns count as signals."""


class ArrayForms(SampleSource):
    """A source whose samples are images, signals or heights, whatever their array looks like."""

    readers = (
        "craftbench.datasets.new_files.arrays:read_images",
        "craftbench.datasets.new_files.arrays:read_signals",
    )
    ladders = (
        "craftbench.datasets.corruptions.images:IMAGE_LADDER",
        "craftbench.datasets.corruptions.signals:WINDOW_LADDER",
        "craftbench.datasets.corruptions.heights:HEIGHT_LADDER",
    )
    drawings = (
        "craftbench.datasets.drawing:draw_image",
        "craftbench.datasets.drawing:draw_signal",
        "craftbench.datasets.drawing:draw_heights",
    )

    def read_new(
        self,
        file: Path,
        given: Mapping[str, float],
        sample_shape: tuple[int, ...],
        view_kinds: Collection[str] = (),
    ) -> Samples:
        form = SIGNAL if "signal" in view_kinds else IMAGE
        return imported(self.readers[form])(self, file, given, sample_shape)

    def corruptions(
        self, samples: Samples, view_kinds: Collection[str] = ()
    ) -> tuple[Corruption, ...]:
        form = _form(samples.values.shape[1:], samples.table, view_kinds)
        return imported(self.ladders[form])

    def draw(
        self, axis: Axes, sample: np.ndarray, table: pd.DataFrame, view_kinds: Collection[str] = ()
    ) -> None:
        imported(self.drawings[_form(sample.shape, table, view_kinds)])(axis, sample)


class ArraysSource(ArrayForms):
    """Images (n, H, W[, C]) or signals (n, T, leads), and a CSV with a row per sample."""

    kind: Literal["arrays"] = Field(description="A .npy file and a CSV file.")
    samples: Path = Field(
        description=f".npy file of {', '.join(DTYPES)} or float64, sample first; or a .npz file."
    )
    array: str | None = Field(
        None, description="Name of the array in a .npz file that has several with three axes."
    )
    labels: Path = Field(
        description="CSV with a row per sample, in the same order: the column label; optionally "
        "group (patient, batch), role (pool or test) and numbers that feature sets need. Labels "
        "and groups are text; only a blank cell is missing."
    )
    columns: TableColumns = Field(
        TableColumns(), description="Names of the columns of label, group and split, if others."
    )

    def files(self, classes: list[str]) -> list[Path]:
        return [self.samples, self.labels]

    def load(self, classes: list[str], threads: int = 1) -> Samples:
        values = _read_array(self.samples, self.array)
        table = read_labels(self.labels, self.columns)
        refuse_lookalike_labels(label_places(self.labels, table), classes)
        table = table.reset_index(drop=True)
        if len(values) != len(table):
            raise CraftbenchError(
                f"{self.samples} has {len(values)} samples and {self.labels} {len(table)} rows, "
                "expected equal numbers"
            )
        return usable_samples(values, table, self.samples.name, classes)


def usable_samples(
    values: np.ndarray, table: pd.DataFrame, name: str, classes: list[str]
) -> Samples:
    """Samples of an array and its table; those without a class of the card are rejected.

    `name` is that of the file or function, for the column ``source``.
    """
    source = pd.Series([f"{name}[{i}]" for i in range(len(values))])
    unusable = _unusable(values, table, classes)
    rejected = pd.DataFrame({"source": source, "reason": unusable}, columns=REJECTED_COLUMNS)
    kept = unusable.isna().to_numpy()
    return Samples(
        chosen_rows(values, kept),
        table.assign(source=source)[kept].reset_index(drop=True),
        rejected[~kept].reset_index(drop=True),
    )


def _form(shape: tuple[int, ...], table: pd.DataFrame, view_kinds: Collection[str]) -> int:
    """Whether samples are images, signals or heights; (H, W) and (T, leads) have as many axes."""
    if "height_unit_mm" in table:
        return HEIGHTS
    signals = len(shape) == 2 and (set(view_kinds) == {"signal"} or shape[-1] <= MOST_LEADS)
    return SIGNAL if signals else IMAGE


def _read_array(path: Path, array: str | None = None) -> np.ndarray:
    """Samples (n, H, W[, C]) or (n, T, leads); a channel axis of length 1 is taken away."""
    if not path.is_file():
        raise CraftbenchError(
            f"{path}: there is no such file; the key source.samples is relative to the folder that "
            "snakemake runs in"
        )
    values = read_npz(path, array) if path.suffix.lower() == ".npz" else read_npy(path)
    if values.dtype == np.float64:
        values = converted(values, np.float32)
    if values.dtype.name not in DTYPES or values.ndim not in (3, 4):
        raise CraftbenchError(
            f"{path}: expected images (n, H, W[, C]) or signals (n, T, leads) of "
            f"{', '.join(DTYPES)} or float64, found shape {values.shape} of {values.dtype}; "
            "convert it with reshape and astype"
        )
    if not values.size:
        raise CraftbenchError(
            f"{path}: shape {values.shape} has no value, expected a sample at least"
        )
    return values[..., 0] if values.ndim == 4 and values.shape[-1] == 1 else values


def _unusable(values: np.ndarray, table: pd.DataFrame, classes: list[str]) -> pd.Series:
    """The reason to reject each sample; missing for usable ones."""
    labels = table["label"]
    reason = pd.Series(pd.NA, index=table.index, dtype="string")
    reason[labels.isna()] = "no label"
    other = labels.notna() & ~labels.isin(classes)
    reason[other] = other_class(labels[other])
    if "group" in table:
        reason[table["group"].isna() & reason.isna()] = "no group"
    for name in table.columns.intersection(list(POSITIVE)):
        impossible = ~(table[name] > 0) | ~np.isfinite(table[name])
        reason[impossible & reason.isna()] = f"no {name} above 0"
    if values.dtype == np.float32:
        finite = np.ones(len(values), bool)
        for rows, part in blocks(values):
            finite[rows] = np.isfinite(part.reshape(len(part), -1)).all(axis=1)
        reason[~finite & reason.isna().to_numpy()] = "NaN or infinite values"
    return reason
