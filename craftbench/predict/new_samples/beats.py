"""New ECG records: every beat that the detector finds."""

from pathlib import Path

import numpy as np
import pandas as pd

from craftbench.datasets.samples import Recordings, Samples
from craftbench.datasets.wfdb_beats import WfdbBeatsSource
from craftbench.datasets.wfdb_record import EcgRecord, read_lead
from craftbench.datasets.windows import cut_windows
from craftbench.errors import CraftbenchError
from features.ecg import detect_r_peaks


def is_record(file: Path) -> bool:
    """Whether a path names a WFDB record: its .hea or .dat file, or both without the ending."""
    return file.suffix.lower() in (".hea", ".dat") or file.with_name(file.name + ".hea").is_file()


def beat_samples(file: Path, source: WfdbBeatsSource) -> Samples:
    """A window around each beat of a record; no annotation is read.

    Parameters
    ----------
    file : Path
        The record, see `is_record`.
    source : WfdbBeatsSource
        Lead, sampling rate and window of training.

    Raises
    ------
    CraftbenchError
        If the record cannot be read, lacks the lead, or has no beat.
    """
    path = file.with_suffix("") if file.suffix.lower() in (".hea", ".dat") else file
    header = path.with_name(path.name + ".hea")
    if not header.is_file():
        raise CraftbenchError(f"{header}: there is no such file; a record needs .hea and .dat")
    leads = [source.lead] if isinstance(source.lead, str) else source.lead
    try:
        signal, rate = read_lead(path, leads)
    except OSError as error:
        raise CraftbenchError(f"{path}: expected its .hea and .dat files: {error}") from None
    record = EcgRecord(signal, rate, pd.DataFrame({"r_peak": np.empty(0, np.int64)}))
    if source.sampling_rate_hz:
        record = record.resampled(source.sampling_rate_hz)
    try:
        peaks = detect_r_peaks(record.signal, record.rate)
    except ValueError as error:
        raise CraftbenchError(f"{path}: {error}") from None
    if not len(peaks):
        raise CraftbenchError(
            f"{path}: no beat found in {len(record.signal) / record.rate:.0f} s of the lead; is it "
            "an ECG in mV?"
        )
    return _windows(path.name, record, peaks, source)


def _windows(name: str, record: EcgRecord, peaks: np.ndarray, source: WfdbBeatsSource) -> Samples:
    interval = np.diff(peaks) / record.rate
    beats = pd.DataFrame(
        {
            "source": [f"{name} at {peak / record.rate:.2f} s" for peak in peaks],
            "group": name,
            "r_peak": peaks,
            "rr_before_s": np.concatenate([[np.nan], interval]),
            "rr_after_s": np.concatenate([interval, [np.nan]]),
        }
    )
    values = cut_windows(record.signal, peaks, record.rate, source.before_s, source.after_s)
    missing = np.isnan(values).any(axis=(1, 2))
    reason = "the record has no value (NaN) in the beat's window"
    place = pd.DataFrame({"group": [name], "start": [0], "length": [len(record.signal)]})
    return Samples(
        values[~missing],
        beats[~missing].reset_index(drop=True),
        beats.loc[missing, ["source"]].assign(reason=reason),
        recordings=Recordings(record.signal, place.assign(sampling_rate_hz=record.rate)),
    )
