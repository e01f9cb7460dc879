"""The samples of a data set: the output of every source, and the input of every later step."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.lib import format as npy

from craftbench.datasets.stored_file import read_parquet, reading
from craftbench.datasets.stored_rows import blocks, is_on_disk, taken_rows

REJECTED_COLUMNS = ["source", "reason"]


@dataclass(frozen=True)
class Recordings:
    """The continuous recordings from which samples were cut, one per group.

    Parameters
    ----------
    signal : (samples, leads) float32 array
        All recordings in mV, concatenated; NaN where nothing was measured.
    table : DataFrame
        ``group, start, length, sampling_rate_hz``: the place of each recording in `signal`. The
        column ``r_peak`` of the samples' table counts from the start of its recording.
    """

    signal: np.ndarray
    table: pd.DataFrame

    def of(self, group: str) -> tuple[np.ndarray, float]:
        """First lead in mV, (samples,), and sampling rate in Hz of one group's recording."""
        signal, rate = self.leads_of(group)
        return np.ascontiguousarray(signal[:, 0]), rate

    def leads_of(self, group: str) -> tuple[np.ndarray, float]:
        """All leads in mV, (samples, leads), and sampling rate in Hz of one group's recording."""
        row = self.table.set_index("group").loc[group]
        start, length = int(row["start"]), int(row["length"])
        return np.asarray(self.signal[start : start + length]), float(row["sampling_rate_hz"])

    @classmethod
    def joined(cls, signals: Mapping[str, tuple[np.ndarray, float]]) -> "Recordings":
        """From the signal, (samples, leads), and the sampling rate of each group."""
        lengths = np.array([len(signal) for signal, _ in signals.values()])
        table = pd.DataFrame(
            {
                "group": list(signals),
                "start": np.cumsum(lengths) - lengths,
                "length": lengths,
                "sampling_rate_hz": [rate for _, rate in signals.values()],
            }
        )
        return cls(np.concatenate([signal for signal, _ in signals.values()]), table)


@dataclass
class Samples:
    """Samples of one data set, in the order of their source.

    Parameters
    ----------
    values : (n, H, W), (n, H, W, C) or (n, T, leads) array
        Images or signals, not yet scaled: uint8, uint16 or float32.
    table : DataFrame
        One row per sample: ``label`` (class name), ``group``, ``source`` (file and place in it),
        ``role`` (``pool`` or ``test``) where the publisher fixes it, and further columns of the
        source, such as ``rr_before_s``.
    rejected : DataFrame
        ``source`` and ``reason`` of every sample or file that could not be used.
    truth : dict
        Arrays and tables of a simulation, such as instance masks; no arm gets them.
    recordings : Recordings or None
        For feature sets that need the signal around a sample, such as the neighbouring beats.
    """

    values: np.ndarray
    table: pd.DataFrame
    rejected: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=REJECTED_COLUMNS))
    truth: dict[str, np.ndarray | pd.DataFrame] = field(default_factory=dict)
    recordings: Recordings | None = None

    def at(self, rows: np.ndarray) -> "Samples":
        """Some samples, by position; with all recordings, without rejected ones and truth.

        Those of more than a block (`models.blocks`) of an array on disk stay there.
        """
        table = self.table.iloc[rows].reset_index(drop=True)
        return Samples(taken_rows(self.values, rows), table, recordings=self.recordings)


def other_class(labels: pd.Series) -> pd.Series:
    """The reason to reject samples with these labels, which the card does not name."""
    return "class " + labels + " is not among the card's classes"


def write_samples(
    samples: Samples, values: Path, table: Path, rejected: Path, truth: Path, recordings: Path
) -> None:
    """Store samples as ``.npy`` (no pickle), Parquet and CSV.

    `truth` and `recordings` are folders; they stay empty where the source has neither.
    """
    write_values(values, samples.values)
    samples.table.to_parquet(table, index=False)
    samples.rejected.to_csv(rejected, index=False)
    truth.mkdir(exist_ok=True)
    for name, content in samples.truth.items():
        if isinstance(content, pd.DataFrame):
            content.to_parquet(truth / f"{name}.parquet", index=False)
        else:
            np.save(truth / f"{name}.npy", content, allow_pickle=False)
    recordings.mkdir(exist_ok=True)
    if samples.recordings is not None:
        np.save(recordings / "signal.npy", samples.recordings.signal, allow_pickle=False)
        samples.recordings.table.to_parquet(recordings / "table.parquet", index=False)


def write_values(path: Path, values: np.ndarray) -> None:
    """Store samples as ``.npy``, a block at a time if they are on disk."""
    if not is_on_disk(values) or not values.flags.c_contiguous:
        np.save(path, values, allow_pickle=False)
        return
    with path.open("wb") as file:
        npy.write_array_header_1_0(file, npy.header_data_from_array_1_0(values))
        for _, part in blocks(values):
            file.write(part.data)


def read_values(path: Path) -> np.ndarray:
    """The stored samples, memory-mapped."""
    with reading(path):
        return np.load(path, mmap_mode="r", allow_pickle=False)


def read_recordings(folder: Path) -> Recordings | None:
    """The stored recordings, memory-mapped; None if the source has none."""
    if not (folder / "table.parquet").is_file():
        return None
    return Recordings(read_values(folder / "signal.npy"), read_parquet(folder / "table.parquet"))
