"""Accuracy of R peaks against the beat annotations of a WFDB record."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import wfdb
from wfdb.processing import compare_annotations

MATCH_WINDOW_S = 0.150
_BEATS = tuple("NLRBAaJSVrFejnE/fQ?")


class AnnotatedLead(NamedTuple):
    """One lead in mV, its beats, and the mask of samples in ventricular flutter."""

    signal: np.ndarray
    fs: float
    beats: np.ndarray
    flutter: np.ndarray


class Matches(NamedTuple):
    """Numbers of beats."""

    found: int
    missed: int
    false: int

    def sensitivity(self) -> float:
        return self.found / (self.found + self.missed)

    def precision(self) -> float:
        return self.found / (self.found + self.false)


def annotated_lead(record: Path) -> AnnotatedLead:
    """The lead MLII of a record, or else its first lead, with its annotations."""
    signals, fields = wfdb.rdsamp(str(record))
    lead = fields["sig_name"].index("MLII") if "MLII" in fields["sig_name"] else 0
    annotation = wfdb.rdann(str(record), "atr")
    symbol = np.array(annotation.symbol)
    flutter = np.zeros(len(signals), dtype=bool)
    begins, ends = annotation.sample[symbol == "["], annotation.sample[symbol == "]"]
    for begin, end in zip(begins, ends, strict=True):
        flutter[begin : end + 1] = True
    beats = annotation.sample[np.isin(symbol, _BEATS)]
    return AnnotatedLead(signals[:, lead], float(fields["fs"]), beats, flutter)


def match_r_peaks(lead: AnnotatedLead, r_peaks: np.ndarray) -> Matches:
    """Beats found within 150 ms, missed and false, without flutter (ANSI/AAMI EC57)."""
    counted = r_peaks[~lead.flutter[r_peaks]]
    if len(counted) == 0:
        return Matches(0, len(lead.beats), 0)
    window = int(MATCH_WINDOW_S * lead.fs)
    comparison = compare_annotations(lead.beats, counted, window)
    return Matches(comparison.tp, comparison.fn, comparison.fp)


def total(matches: list[Matches]) -> Matches:
    """All beats of all records together (gross statistics)."""
    return Matches(*(sum(column) for column in zip(*matches, strict=True)))
