"""New ECG records: every beat that the detector finds."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import pandas as pd

from craftbench.datasets.new_files.arrays import check_file, read_signals
from craftbench.datasets.samples import Recordings, Samples
from craftbench.datasets.wfdb_record import EcgRecord, read_lead
from craftbench.datasets.windows import cut_windows
from craftbench.errors import CraftbenchError
from features.ecg import detect_r_peaks


class BeatSource(Protocol):
    """The settings of a source of heartbeats that a new record needs."""

    @property
    def leads(self) -> Sequence[str]: ...

    @property
    def sampling_rate_hz(self) -> float | None: ...

    @property
    def window_s(self) -> tuple[float, float]: ...


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
        signal, rate = read_lead(path, source.leads)
    except OSError as error:
        raise CraftbenchError(f"{path}: expected its .hea and .dat files: {error}") from None
    record = EcgRecord(signal, rate, pd.DataFrame({"r_peak": np.empty(0, np.int64)}))
    if source.sampling_rate_hz:
        record = record.resampled(source.sampling_rate_hz)
    return _windows(path, record, source.window_s)


def _is_record(file: Path) -> bool:
    return file.suffix.lower() in (".hea", ".dat") or file.with_name(file.name + ".hea").is_file()


def _windows(path: Path, record: EcgRecord, window_s: tuple[float, float]) -> Samples:
    peaks = _r_peaks(path, record)
    interval = np.diff(peaks) / record.rate
    beats = pd.DataFrame(
        {
            "source": [f"{path.name} at {peak / record.rate:.2f} s" for peak in peaks],
            "group": path.name,
            "r_peak": peaks,
            "rr_before_s": np.concatenate([[np.nan], interval]),
            "rr_after_s": np.concatenate([interval, [np.nan]]),
        }
    )
    values = cut_windows(record.signal, peaks, record.rate, *window_s)
    missing = np.isnan(values).any(axis=(1, 2))
    reason = "the record has no value (NaN) in the beat's window"
    return Samples(
        values[~missing],
        beats[~missing].reset_index(drop=True),
        beats.loc[missing, ["source"]].assign(reason=reason),
        recordings=Recordings.joined({path.name: (record.signal, record.rate)}),
    )


def _r_peaks(path: Path, record: EcgRecord) -> np.ndarray:
    try:
        peaks = detect_r_peaks(record.signal, record.rate)
    except ValueError as error:
        raise CraftbenchError(f"{path}: {error}") from None
    if not len(peaks):
        raise CraftbenchError(
            f"{path}: no beat found in {len(record.signal) / record.rate:.0f} s of the lead; is it "
            "an ECG in mV?"
        )
    return peaks
