"""One annotated ECG record in WFDB format: leads in millivolts, and its beats."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd

from craftbench.datasets.wfdb_annotations import read_annotations
from craftbench.datasets.wfdb_header import NO_FILE, RecordHeader, millivolts, read_header
from craftbench.errors import CraftbenchError

AAMI_CLASS = {
    **dict.fromkeys("NLRej", "N"),
    **dict.fromkeys("AaJS", "S"),
    **dict.fromkeys("VE", "V"),
    "F": "F",
    **dict.fromkeys("/fQ", "Q"),
}
"""AAMI EC57 class of each beat annotation of the MIT-BIH databases (de Chazal 2004, Table I)."""

AFTER_THE_END_S = 1.0
"""A beat at most this late after the last value was annotated on a longer copy of the signal; it is
no sample, as its window passes the end. Later ones belong to another recording."""
FINEST_RATIO = 1000
ANY = "any"
"""Instead of names of a lead: the first signal that is not yet chosen."""


@dataclass(frozen=True)
class EcgRecord:
    """Leads of a record with its annotated beats.

    Parameters
    ----------
    signal : (samples, leads) float32 array
        In mV; NaN where the record has no value.
    rate : float
        Samples per second.
    beats : DataFrame
        ``r_peak, symbol, label, rr_before_s, rr_after_s`` in order of time; `r_peak` in samples, up
        to `AFTER_THE_END_S` past the end of the signal.
    """

    signal: np.ndarray
    rate: float
    beats: pd.DataFrame

    def resampled(self, rate: float) -> "EcgRecord":
        """The record at another sampling rate; positions are scaled by the same exact ratio.

        Gaps (NaN) are interpolated linearly for the resampling, and are gaps again afterwards. The
        first value of each lead is taken off meanwhile: the phases of the filter differ in their
        gain by some 0.1 %, which would turn an offset of the electrodes into a hum.
        """
        ratio = Fraction(rate / self.rate).limit_denominator(FINEST_RATIO)
        if ratio == 1:
            return self
        from scipy.signal import resample_poly

        missing = np.isnan(self.signal)
        filled = np.stack([_bridged(lead) for lead in self.signal.T], axis=1).astype(float)
        offset = np.nan_to_num(filled[:1])
        signal = resample_poly(filled - offset, ratio.numerator, ratio.denominator, padtype="edge")
        signal += offset
        nearest = (np.arange(len(signal)) / float(ratio)).round().astype(np.int64)
        signal[missing[np.minimum(nearest, len(missing) - 1)]] = np.nan
        r_peak = (self.beats["r_peak"] * float(ratio)).round().astype(np.int64)
        # The last value may be a sample later than the scaled position of the last beat.
        inside = self.beats["r_peak"] < len(self.signal)
        beats = self.beats.assign(r_peak=r_peak.mask(inside, r_peak.clip(upper=len(signal) - 1)))
        return EcgRecord(signal.astype(np.float32), self.rate * float(ratio), beats)


def _bridged(lead: np.ndarray) -> np.ndarray:
    missing = np.isnan(lead)
    if not missing.any() or missing.all():
        return lead
    places = np.arange(len(lead))
    return np.interp(places, places[~missing], lead[~missing])


def read_record(path: Path, annotator: str, leads: Sequence[Sequence[str]]) -> EcgRecord:
    """Read a record.

    Parameters
    ----------
    path : Path
        Of its files, without an extension.
    annotator : str
        Extension of the annotation file.
    leads : sequence of sequences of str
        See `read_leads`.

    Raises
    ------
    CraftbenchError
        Naming the record: see `read_leads`; no beat, or one later than `AFTER_THE_END_S` after the
        end of the signal.
    """
    signal, rate = read_leads(path, leads)
    return EcgRecord(signal, rate, _read_beats(path, annotator, len(signal), rate))


def read_leads(path: Path, leads: Sequence[Sequence[str]]) -> tuple[np.ndarray, float]:
    """Leads of a record, (samples, leads) in mV as float32, and its samples per second.

    Parameters
    ----------
    path : Path
        Of its files, without an extension.
    leads : sequence of sequences of str
        Names of each lead; the first one that the record has and no earlier lead took is read.
        `ANY` stands for every name, ``signal 0`` for a first signal without a description.

    Raises
    ------
    CraftbenchError
        Naming the record: its header or its signals cannot be read, it has no such lead, a lead is
        not a voltage or has one value throughout.
    """
    import wfdb

    header = read_header(path)
    places = _chosen(path, header.leads, leads)
    scales = [millivolts(path.name, header.leads[i], header.units[i]) for i in places]
    _check_files(path, header)
    _check_segments(path, header, [header.leads[place] for place in places])
    options = {"force_channels": True} if header.segments else {}
    try:
        read = wfdb.rdrecord(str(path), channels=sorted(places), **options)
        order = [sorted(places).index(place) for place in places]
        signal = read.p_signal[:, order] * np.array(scales)
    except Exception as error:  # a broken file fails wherever it is broken
        raise CraftbenchError(
            f"record {path.name}: the signal file does not agree with {path.name}.hea ({error}); "
            "it may be cut short or have a format that is not known, download it again"
        ) from None
    _check_values(path, signal, [header.leads[place] for place in places])
    return signal.astype(np.float32), header.rate


def _check_files(path: Path, header: RecordHeader) -> None:
    """Raise CraftbenchError for a signal file that is missing or is no ordinary file."""
    for name in header.files:
        file = path.with_name(name)
        if name != NO_FILE and not file.is_file():
            raise CraftbenchError(
                f"record {path.name}: {path.name}.hea names {file}, which is no file; put the "
                "files of a record in one folder"
            )


def _check_segments(path: Path, header: RecordHeader, leads: list[str]) -> None:
    """Raise CraftbenchError if segments differ in their rate or in the unit of a chosen lead."""
    for segment in header.segments:
        other = read_header(path.with_name(segment))
        _check_files(path.with_name(segment), other)
        if other.segments or other.rate != header.rate:
            raise CraftbenchError(
                f"record {path.name}: the segment {segment} has {other.rate:g} samples per second, "
                f"the record {header.rate:g}, or has segments of its own; leave the record out"
            )
        for lead in set(leads) & set(other.leads):
            unit, expected = (one.units[one.leads.index(lead)] for one in (other, header))
            if unit != expected:
                raise CraftbenchError(
                    f"record {path.name}: lead {lead} is in {unit} in the segment {segment} and in "
                    f"{expected} before; leave the record out of the card"
                )


def _check_values(path: Path, signal: np.ndarray, leads: list[str]) -> None:
    """Raise CraftbenchError for a lead that has no value, or the same one throughout."""
    if not len(signal):
        raise CraftbenchError(f"record {path.name}: the signal has no samples; download it again")
    for lead, values in zip(leads, signal.T, strict=True):
        measured = values[~np.isnan(values)]
        if not measured.size or np.ptp(measured) == 0:
            found = f"is {measured[0]:g} mV throughout" if measured.size else "has no value (NaN)"
            raise CraftbenchError(
                f"record {path.name}: lead {lead} {found}, as of an electrode that was not "
                "connected; leave the record out of the card or choose another lead"
            )


def _chosen(path: Path, found: list[str], leads: Sequence[Sequence[str]]) -> list[int]:
    """Places of the leads among the record's signals."""
    places: list[int] = []
    for names in leads:
        free = [place for place in range(len(found)) if place not in places]
        fitting = (place for name in names for place in free if name in (ANY, found[place]))
        place = next(fitting, None)
        if place is None:
            raise CraftbenchError(
                f"record {path.name} has no {'second ' if places else ''}lead "
                f"{' or '.join(names)}, only {', '.join(found)}; "
                "leave the record out of the card or choose another lead"
            )
        places.append(place)
    return places


def _read_beats(path: Path, annotator: str, length: int, rate: float) -> pd.DataFrame:
    annotations = read_annotations(path.with_name(f"{path.name}.{annotator}"))
    own_rate = annotations.rate or rate
    beats = pd.DataFrame({"place": annotations.place, "symbol": annotations.symbol})
    beats = beats[beats["symbol"].isin(AAMI_CLASS)].sort_values("place", ignore_index=True)
    if beats.empty:
        raise CraftbenchError(
            f"record {path.name}: {path.name}.{annotator} has no beat among its "
            f"{len(annotations.place)} annotations; choose another annotator or leave it out"
        )
    r_peak = (beats["place"] * (rate / own_rate)).round().astype(np.int64)
    outside = r_peak[(r_peak < 0) | (r_peak >= length + AFTER_THE_END_S * rate)]
    if len(outside):
        raise CraftbenchError(
            f"record {path.name}: the beat at sample {outside.iloc[-1]} lies past the end of the "
            f"signal ({length} samples); the .{annotator} and .dat files do not belong together"
        )
    # Two annotations of one place are one beat, whose neighbours are at other places.
    place = beats["place"].drop_duplicates()
    interval = pd.Series(place.diff().to_numpy() / own_rate, index=place)
    return pd.DataFrame(
        {
            "r_peak": r_peak,
            "symbol": beats["symbol"],
            "label": beats["symbol"].map(AAMI_CLASS),
            "rr_before_s": beats["place"].map(interval),
            "rr_after_s": beats["place"].map(interval.shift(-1)),
        }
    )
