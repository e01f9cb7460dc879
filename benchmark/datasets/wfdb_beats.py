"""Source `wfdb_beats`: heartbeats cut from annotated ECG records in WFDB format."""

import logging
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
import pandas as pd
from pydantic import BeforeValidator, Field, model_validator

from benchmark.datasets.download import find_or_download
from benchmark.datasets.samples import REJECTED_COLUMNS, Samples
from benchmark.errors import CraftbenchError
from benchmark.settings import Settings

AAMI_CLASS = {
    **dict.fromkeys("NLRej", "N"),
    **dict.fromkeys("AaJS", "S"),
    **dict.fromkeys("VE", "V"),
    "F": "F",
    **dict.fromkeys("/fQ", "Q"),
}
"""AAMI EC57 class of each beat annotation of the MIT-BIH databases (de Chazal 2004, Table I)."""

RecordName = Annotated[str, BeforeValidator(str)]

log = logging.getLogger(__name__)


class WfdbBeatsSource(Settings):
    """A window around every annotated beat, labelled by its AAMI class; the group is the record."""

    kind: Literal["wfdb_beats"] = Field(description="Annotated ECG records in WFDB format.")
    folder: str = Field(description="Folder below CRAFTBENCH_DATA or downloads/, such as mitdb.")
    url: str = Field(description="Address of the release, ending in a slash, with SHA256SUMS.txt.")
    annotator: str = Field("atr", description="Extension of the annotation files.")
    lead: str = Field(description="Name of the lead, which is not always the first signal.")
    before_s: float = Field(gt=0, description="Window before the R peak in seconds.")
    after_s: float = Field(gt=0, description="Window after the R peak in seconds.")
    pool: list[RecordName] = Field(min_length=1, description="Records that may be trained on.")
    test: list[RecordName] = Field(min_length=1, description="Records that are only tested on.")

    @model_validator(mode="after")
    def _records_have_one_role(self):
        names = [*self.pool, *self.test]
        repeated = sorted({name for name in names if names.count(name) > 1})
        if repeated:
            raise ValueError(
                f"records {', '.join(repeated)} are named twice in pool and test; a patient must "
                "not be on both sides, name each record once"
            )
        return self

    def load(self, classes: list[str], threads: int = 1) -> Samples:
        checksums = self._checksums()
        parts = []
        for role, names in (("pool", self.pool), ("test", self.test)):
            for name in names:
                log.info("record %s (%s)", name, role)
                parts.append(self._load_record(name, role, classes, checksums))
        return Samples(
            np.concatenate([part.values for part in parts]),
            pd.concat([part.table for part in parts], ignore_index=True),
            pd.concat([part.rejected for part in parts], ignore_index=True),
        )

    def _checksums(self) -> dict[str, str]:
        listing = find_or_download(f"{self.folder}/SHA256SUMS.txt", self.url + "SHA256SUMS.txt")
        lines = listing.read_text(encoding="ascii").splitlines()
        return {name: digest for digest, name in (line.split(maxsplit=1) for line in lines if line)}

    def _load_record(
        self, name: str, role: str, classes: list[str], checksums: dict[str, str]
    ) -> Samples:
        files = [
            self._find(f"{name}.{extension}", checksums)
            for extension in ("hea", "dat", self.annotator)
        ]
        if len({file.parent for file in files}) > 1:
            raise CraftbenchError(
                f"record {name}: found {', '.join(map(str, files))}; "
                "put the files of a record in one folder"
            )
        record = files[0].with_suffix("")
        signal, fs = _read_lead(record, self.lead)
        beats = _read_beats(record, self.annotator, len(signal), fs)
        used = beats["label"].isin(classes)
        beats = beats.assign(
            group=name, source=[f"{name}.dat:{i}" for i in beats["r_peak"]], role=role
        )
        rejected = beats.loc[~used, ["source"]].assign(
            reason="class " + beats.loc[~used, "label"] + " is not among the card's classes"
        )
        beats = beats[used].reset_index(drop=True)
        window = np.arange(-round(self.before_s * fs), round(self.after_s * fs))
        # Windows that reach past an end of the record repeat its first or last value.
        places = np.clip(beats["r_peak"].to_numpy()[:, None] + window, 0, len(signal) - 1)
        return Samples(signal[places][..., None], beats, rejected[REJECTED_COLUMNS])

    def _find(self, file: str, checksums: dict[str, str]) -> Path:
        if file not in checksums:
            raise CraftbenchError(
                f"{self.folder}/SHA256SUMS.txt does not list {file}; the release at {self.url} has "
                "no such record. Correct the record's name in the card"
            )
        return find_or_download(f"{self.folder}/{file}", self.url + file, checksums[file])


def _read_lead(record: Path, lead: str) -> tuple[np.ndarray, float]:
    """Signal of one lead in mV as float32, and its sampling rate in Hz."""
    import wfdb

    header = wfdb.rdheader(str(record))
    if lead not in header.sig_name:
        raise CraftbenchError(
            f"record {record.name} has no lead {lead!r}, only {', '.join(header.sig_name)}; "
            "leave the record out of the card or choose another lead"
        )
    read = wfdb.rdrecord(str(record), channel_names=[lead])
    if read.units != ["mV"]:
        raise CraftbenchError(
            f"record {record.name}: lead {lead} is in {read.units[0]}, expected mV; "
            "leave the record out of the card"
        )
    return read.p_signal[:, 0].astype(np.float32), float(read.fs)


def _read_beats(record: Path, annotator: str, length: int, fs: float) -> pd.DataFrame:
    """Label, R peak (sample number) and seconds to the neighbouring beats, in order of time."""
    import wfdb

    annotation = wfdb.rdann(str(record), annotator)
    beats = pd.DataFrame({"r_peak": annotation.sample, "symbol": annotation.symbol})
    beats = beats[beats["symbol"].isin(AAMI_CLASS)].sort_values("r_peak", ignore_index=True)
    outside = beats["r_peak"][beats["r_peak"] >= length]
    if len(outside):
        raise CraftbenchError(
            f"record {record.name}: the beat at sample {outside.iloc[0]} lies past the end of the "
            f"signal ({length} samples); the .{annotator} and .dat files do not belong together"
        )
    interval = beats["r_peak"].diff() / fs
    return beats.assign(
        label=beats["symbol"].map(AAMI_CLASS),
        rr_before_s=interval,
        rr_after_s=interval.shift(-1),
    )
