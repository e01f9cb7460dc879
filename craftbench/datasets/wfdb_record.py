"""One annotated ECG record in WFDB format: leads in millivolts, and its beats."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd

from craftbench.errors import CraftbenchError

AAMI_CLASS = {
    **dict.fromkeys("NLRej", "N"),
    **dict.fromkeys("AaJS", "S"),
    **dict.fromkeys("VE", "V"),
    "F": "F",
    **dict.fromkeys("/fQ", "Q"),
}
"""AAMI EC57 class of each beat annotation of the MIT-BIH databases (de Chazal 2004, Table I)."""

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
        ``r_peak, symbol, label, rr_before_s, rr_after_s`` in order of time; `r_peak` in samples.
    """

    signal: np.ndarray
    rate: float
    beats: pd.DataFrame

    def resampled(self, rate: float) -> "EcgRecord":
        """The record at another sampling rate; positions are scaled by the same exact ratio.

        Gaps (NaN) are interpolated linearly for the resampling, and are gaps again afterwards.
        """
        ratio = Fraction(rate / self.rate).limit_denominator(FINEST_RATIO)
        if ratio == 1:
            return self
        from scipy.signal import resample_poly

        missing = np.isnan(self.signal)
        filled = np.stack([_bridged(lead) for lead in self.signal.T], axis=1)
        signal = resample_poly(filled, ratio.numerator, ratio.denominator, padtype="edge")
        nearest = (np.arange(len(signal)) / float(ratio)).round().astype(np.int64)
        signal[missing[np.minimum(nearest, len(missing) - 1)]] = np.nan
        r_peak = (self.beats["r_peak"] * float(ratio)).round().astype(np.int64)
        beats = self.beats.assign(r_peak=r_peak.clip(upper=len(signal) - 1))
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
        Naming the record: no such lead, not in mV, a sampling rate that is not positive, no beat,
        or beats past the end of the signal.
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
        `ANY` stands for every name.
    """
    import wfdb

    try:
        header = wfdb.rdheader(str(path))
    except (ValueError, IndexError, KeyError, UnicodeDecodeError) as error:
        raise CraftbenchError(
            f"record {path.name}: {path.name}.hea is not a WFDB header ({error}); download it again"
        ) from error
    if not header.fs or header.fs <= 0:
        raise CraftbenchError(
            f"record {path.name}: {path.name}.hea gives a sampling rate of {header.fs} Hz, "
            "expected a positive one; correct the header or leave the record out of the card"
        )
    places = _chosen(path, header.sig_name or [], leads)
    try:
        read = wfdb.rdrecord(str(path), channels=sorted(places))
    except (ValueError, IndexError) as error:
        raise CraftbenchError(
            f"record {path.name}: the signal file does not agree with {path.name}.hea ({error}); "
            "it may be cut short, download it again"
        ) from error
    for name, unit in zip(read.sig_name, read.units, strict=True):
        if unit != "mV":
            raise CraftbenchError(
                f"record {path.name}: lead {name} is in {unit}, expected mV; "
                "leave the record out of the card"
            )
    order = [sorted(places).index(place) for place in places]
    return read.p_signal[:, order].astype(np.float32), float(read.fs)


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
    import wfdb

    annotation = wfdb.rdann(str(path), annotator)
    beats = pd.DataFrame({"r_peak": annotation.sample, "symbol": annotation.symbol})
    beats = beats[beats["symbol"].isin(AAMI_CLASS)].sort_values("r_peak", ignore_index=True)
    if beats.empty:
        raise CraftbenchError(
            f"record {path.name}: {path.name}.{annotator} has no beat among its "
            f"{len(annotation.sample)} annotations; choose another annotator or leave it out"
        )
    outside = beats["r_peak"][beats["r_peak"] >= length]
    if len(outside):
        raise CraftbenchError(
            f"record {path.name}: the beat at sample {outside.iloc[0]} lies past the end of the "
            f"signal ({length} samples); the .{annotator} and .dat files do not belong together"
        )
    interval = beats["r_peak"].diff() / rate
    return beats.assign(
        label=beats["symbol"].map(AAMI_CLASS),
        rr_before_s=interval,
        rr_after_s=interval.shift(-1),
    )
