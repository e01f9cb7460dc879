"""New ECG records: every beat that the detector finds."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import pandas as pd

from craftbench.datasets.new_files.arrays import check_file, read_signals
from craftbench.datasets.samples import Samples
from craftbench.datasets.unlabelled_beats import beats_at
from craftbench.datasets.wfdb_record import EcgRecord, read_leads
from craftbench.datasets.windows import BeatWindow
from craftbench.errors import CraftbenchError
from features.ecg import detect_r_peaks


class BeatSource(Protocol):
    """The settings of a source of heartbeats that a new record needs."""

    @property
    def leads(self) -> Sequence[Sequence[str]]: ...

    @property
    def sampling_rate_hz(self) -> float | None: ...

    @property
    def window(self) -> BeatWindow: ...


def read_beats(
    source: BeatSource, file: Path, given: Mapping[str, float], sample_shape: tuple[int, ...]
) -> Samples:
    """Beats of a WFDB record, or single windows of a .npy array.

    A record is named by its .hea or .dat file, or by their common path without an ending. Its
    annotations are not read: the beats are those that the detector finds.

    Raises
    ------
    CraftbenchError
        If the record cannot be read, lacks the lead, or has no beat.
    """
    if not _is_record(file):
        check_file(file)
        return read_signals(source, file, given, sample_shape)
    path = file.with_suffix("") if file.suffix.lower() in (".hea", ".dat") else file
    header = path.with_name(path.name + ".hea")
    if not header.is_file():
        raise CraftbenchError(f"{header}: there is no such file; a record needs .hea and .dat")
    try:
        signal, rate = read_leads(path, source.leads)
    except OSError as error:
        raise CraftbenchError(f"{path}: expected its .hea and .dat files: {error}") from None
    record = EcgRecord(signal, rate, pd.DataFrame({"r_peak": np.empty(0, np.int64)}))
    if source.sampling_rate_hz:
        record = record.resampled(source.sampling_rate_hz)
    peaks = _r_peaks(path, record)
    return beats_at(path.name, record.signal, record.rate, peaks, source.window)


def _is_record(file: Path) -> bool:
    return file.suffix.lower() in (".hea", ".dat") or file.with_name(file.name + ".hea").is_file()


def _r_peaks(path: Path, record: EcgRecord) -> np.ndarray:
    try:
        peaks = detect_r_peaks(record.signal[:, 0], record.rate)
    except ValueError as error:
        raise CraftbenchError(f"{path}: {error}") from None
    if not len(peaks):
        raise CraftbenchError(
            f"{path}: no beat found in {len(record.signal) / record.rate:.0f} s of the lead; is it "
            "an ECG in mV?"
        )
    return peaks
