"""Source `wfdb_beats`: heartbeats cut from annotated ECG records in WFDB format."""

import logging
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
import pandas as pd
from pydantic import BeforeValidator, Field, model_validator

from craftbench.datasets.checksum_list import MOST_BYTES, fault_of_checksums, read_checksums
from craftbench.datasets.download import discard
from craftbench.datasets.published_source import PublishedSource
from craftbench.datasets.samples import REJECTED_COLUMNS, Recordings, Samples, other_class
from craftbench.datasets.wfdb_files import named_files
from craftbench.datasets.wfdb_header import record_files
from craftbench.datasets.wfdb_record import EcgRecord, read_record
from craftbench.datasets.windows import USUAL_BEAT, BeatWindow
from craftbench.errors import CraftbenchError
from craftbench.settings.names import Name, RelativePath


def _text_of_number(name: object) -> object:
    return str(name) if isinstance(name, int) and not isinstance(name, bool) else name


RecordName = Annotated[RelativePath, BeforeValidator(_text_of_number)]

SUMS = "SHA256SUMS.txt"

SAME_RATE = 1e-3
"""Relative difference up to which two sampling rates are the same."""
ONE_SAMPLE = "another beat is annotated at the same sample"

log = logging.getLogger(__name__)


class WfdbBeatsSource(PublishedSource):
    """A window around every annotated beat, labelled by its AAMI class; the group is the record."""

    readers = ("craftbench.datasets.new_files.beats:read_beats",)
    ladders = ("craftbench.datasets.corruptions.signals:RECORDING_LADDER",)
    drawings = ("craftbench.datasets.drawing:draw_signal",)

    kind: Literal["wfdb_beats"] = Field(description="Annotated ECG records in WFDB format.")
    url: str | None = Field(
        None,
        description="Address of the release, https:// and ending in a /, with SHA256SUMS.txt; not "
        "for records of your own, which need no checksums.",
    )
    annotator: Name = Field("atr", description="Extension of the annotation files.")
    lead: str | list[str] = Field(
        description="Name of the lead, which need not be the first signal; of several names, the "
        "first one that a record has."
    )
    second_lead: str | list[str] | None = Field(
        None,
        description="Name of a second lead, or several in the order of preference; `any` stands "
        "for the record's first other signal. Networks see it; hand-crafted features are measured "
        "on `lead`.",
    )
    sampling_rate_hz: float | None = Field(
        None,
        ge=10,
        le=20_000,
        description="Rate to which records are resampled; if not given, all must have the same.",
    )
    before_s: float = Field(gt=0, le=60, description="Window before the R peak in seconds.")
    after_s: float = Field(gt=0, le=60, description="Window after the R peak in seconds.")
    usual_beat: bool = Field(False, description=USUAL_BEAT)
    pool: list[RecordName] = Field([], description="Records that may be trained on.")
    test: list[RecordName] = Field([], description="Records that are only tested on.")
    records: list[RecordName] = Field(
        [], description="Instead of pool and test: records that the card's split assigns."
    )
    unusable_records: Literal["refuse", "reject"] = Field(
        "refuse",
        description="Raise an error for a record that cannot be used, or list it in rejected.csv.",
    )

    @model_validator(mode="after")
    def _records_have_one_role(self):
        if self.records and (self.pool or self.test):
            raise ValueError("name records either in `records`, or in `pool` and `test`")
        if not self.records and not (self.pool and self.test):
            raise ValueError("expected records in `pool` and in `test`, or in `records`")
        names = [*self.pool, *self.test, *self.records]
        repeated = sorted({name for name in names if names.count(name) > 1})
        if repeated:
            raise ValueError(
                f"records {', '.join(repeated)} are named twice in pool and test; a patient must "
                "be in one of them only, name each record once"
            )
        return self

    @property
    def leads(self) -> list[list[str]]:
        """Names of each lead; the first one that a record has is read."""
        given = [self.lead] if self.second_lead is None else [self.lead, self.second_lead]
        return [[names] if isinstance(names, str) else names for names in given]

    @property
    def window(self) -> BeatWindow:
        return BeatWindow(self.before_s, self.after_s, self.usual_beat)

    def files(self, classes: list[str]) -> list[Path]:
        """The list of checksums, and of each record its annotations and what its header names."""
        names = ["SHA256SUMS.txt"]
        for record in (*self.pool, *self.test, *self.records):
            names += [f"{record}.{self.annotator}", *named_files(f"{record}.hea", self._local)]
        return self.present(names)

    def _local(self, name: str) -> Path | None:
        return next(iter(self.present([name])), None)

    def load(self, classes: list[str], threads: int = 1) -> Samples:
        """Beats of all records; every record is tried before an error is raised.

        Raises
        ------
        CraftbenchError
            Naming each record that cannot be used, unless those are to be rejected.
        """
        checksums = self._checksums()
        roles = {
            **dict.fromkeys(self.pool, "pool"),
            **dict.fromkeys(self.test, "test"),
            **dict.fromkeys(self.records),
        }
        records: dict[str, EcgRecord] = {}
        faults: dict[str, str] = {}
        for number, name in enumerate(roles, 1):
            log.info("record %s (%d of %d)", name, number, len(roles))
            try:
                records[name] = self._read(name, checksums)
            except CraftbenchError as error:
                faults[name] = str(error)
        rate = _usual_rate(records) if records else 0.0
        faults |= _of_another_rate(records, rate)
        if faults and (self.unusable_records == "refuse" or len(faults) == len(roles)):
            raise CraftbenchError(
                f"{len(faults)} of {len(roles)} records cannot be used: "
                + "; ".join(faults.values())
                + ". To go on without them, set source.unusable_records: reject"
            )
        rejected = pd.DataFrame(
            {"source": list(faults), "reason": list(faults.values())}, columns=REJECTED_COLUMNS
        )
        usable = {name: record for name, record in records.items() if name not in faults}
        parts = [self._cut(name, record, classes, rate) for name, record in usable.items()]
        table = pd.concat([part.table for part in parts], ignore_index=True)
        if not self.records:
            table["role"] = table["group"].map(roles)
        return Samples(
            np.concatenate([part.values for part in parts]),
            table,
            pd.concat([rejected, *(part.rejected for part in parts)], ignore_index=True),
            recordings=Recordings.joined(
                {name: (record.signal, record.rate) for name, record in usable.items()}
            ),
        )

    def _checksums(self) -> dict[str, str] | None:
        """Of the release; None for records of one's own."""
        if self.url is None:
            return None
        return read_checksums(self._checksum_list())

    def _checksum_list(self) -> Path:
        return self.find(SUMS, fault=fault_of_checksums, most_bytes=MOST_BYTES)

    def _read(self, name: str, checksums: dict[str, str] | None) -> EcgRecord:
        files = record_files(name, lambda file: self._find(file, checksums))
        files.append(self._find(f"{name}.{self.annotator}", checksums))
        if len({file.parent for file in files}) > 1:
            raise CraftbenchError(
                f"record {name}: found {', '.join(map(str, files))}; "
                "put the files of a record in one folder"
            )
        record = read_record(files[0].with_suffix(""), self.annotator, self.leads)
        return record.resampled(self.sampling_rate_hz) if self.sampling_rate_hz else record

    def _cut(self, name: str, record: EcgRecord, classes: list[str], rate: float) -> Samples:
        beats, peaks = record.beats, record.beats["r_peak"].to_numpy()
        values = self.window.cut(record.signal, peaks, rate)
        reason = self.window.unusable(peaks, len(record.signal), rate, values)
        reason[_at_one_sample(beats)] = ONE_SAMPLE
        other = ~beats["label"].isin(classes)
        reason[other] = other_class(beats["label"][other])
        beats = beats.assign(
            group=name,
            source=[f"{name}.dat:{peak}" for peak in peaks],
            **self.window.columns(record.signal, peaks, rate),
        )
        used = reason.isna().to_numpy()
        return Samples(
            values[used],
            beats[used].reset_index(drop=True),
            beats.assign(reason=reason).loc[~used, REJECTED_COLUMNS],
        )

    def _find(self, file: str, checksums: dict[str, str] | None) -> Path:
        if checksums is None or self.url is None:
            return self.find(file)
        if file not in checksums:
            listing = self._checksum_list()
            raise CraftbenchError(
                f"{listing} does not list {file}; the release at {self.url} has no such file, or "
                "the list is cut short. Correct the record's name in the card. "
                + discard(listing, self.url + SUMS)
            )
        return self.find(file, checksums[file])


def _usual_rate(records: dict[str, EcgRecord]) -> float:
    """The most common sampling rate; of equally common ones the lowest."""
    return pd.Series([record.rate for record in records.values()], dtype=float).mode().iloc[0]


def _of_another_rate(records: dict[str, EcgRecord], rate: float) -> dict[str, str]:
    """Records of another sampling rate than `rate`: their windows would not match."""
    return {
        name: f"record {name} has {record.rate:.7g} samples per second, others {rate:.7g}; set "
        "source.sampling_rate_hz to resample all of them"
        for name, record in records.items()
        if abs(record.rate / rate - 1) > SAME_RATE
    }


def _at_one_sample(beats: pd.DataFrame) -> pd.Series:
    """Beats at the sample of an earlier one; all of a sample whose beats differ in class."""
    classes = beats.groupby("r_peak")["label"].transform("nunique")
    return beats["r_peak"].duplicated() | (classes > 1)
