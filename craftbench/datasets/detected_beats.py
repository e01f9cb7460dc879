"""Annotated beats as a detector finds them in their recordings."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from craftbench.datasets.beat_matching import MATCH_S, known_beats, match_beats
from craftbench.datasets.samples import Recordings, Samples
from craftbench.datasets.unlabelled_beats import beats_at, detected_r_peaks
from craftbench.datasets.windows import BeatWindow

LABELS = ["sample", "label", "role"]


@dataclass(frozen=True)
class DetectedBeats:
    """All beats that a detector finds in some recordings, and which annotated beats they are.

    Parameters
    ----------
    samples : Samples
        The detected beats, without labels.
    place : (n,) int array
        Position of each annotated beat among them; -1 for one that was not found, or whose window
        at the detected R peak is not within the recording.
    false_peaks : int
        Number of detected R peaks that are none of the annotated beats.
    annotated : int
        Number of annotated beats of the recordings, whatever their class.
    """

    samples: Samples
    place: np.ndarray
    false_peaks: int
    annotated: int

    @property
    def found(self) -> np.ndarray:
        """Mask of the annotated beats that were found, (n,)."""
        return self.place >= 0


def detect_beats(table: pd.DataFrame, recordings: Recordings, window: BeatWindow) -> DetectedBeats:
    """Detect the beats of recordings in their first lead, and match them to the annotated ones.

    Parameters
    ----------
    table : DataFrame
        All samples of these recordings: ``group`` (or ``recording``, where the split ignores it),
        ``r_peak``, ``rr_before_s`` and ``rr_after_s`` by annotation.
    recordings : Recordings
        Corrupted or not.
    window : BeatWindow
        Of the source.

    Returns
    -------
    DetectedBeats
        ``place`` in the order of `table`. R peaks, RR intervals, windows, QRS heights and usual
        beats are those of the detection; other columns, such as features that were computed
        elsewhere, are those of the annotated beat.
    """
    owner = "group" if "group" in table else "recording"
    place = np.full(len(table), -1)
    parts: list[Samples] = []
    false_peaks = annotated = 0
    for group, rows in table.groupby(owner, sort=False, observed=True).indices.items():
        signal, rate = recordings.leads_of(str(group))
        own = table.iloc[rows]
        beats = _known(own, rate)
        r_peaks = detected_r_peaks(np.ascontiguousarray(signal[:, 0]), rate)
        match = match_beats(beats, r_peaks, MATCH_S * rate)
        false_peaks += _count_false(beats, r_peaks, match, rate)
        annotated += len(beats)
        part = beats_at(str(group), signal, rate, r_peaks, window)
        of_row = match[np.searchsorted(beats, own["r_peak"].to_numpy())]
        within = _places_of(part.table["r_peak"].to_numpy(), r_peaks, of_row)
        place[rows] = np.where(within >= 0, within + sum(len(one.table) for one in parts), -1)
        parts.append(_with_other_columns(part, own, within))
    joined = pd.concat([part.table for part in parts], ignore_index=True)
    joined.insert(0, "sample", np.arange(len(joined)))
    values = np.concatenate([part.values for part in parts])
    samples = Samples(values, joined, recordings=recordings)
    return DetectedBeats(samples, place, false_peaks, annotated)


def _known(own: pd.DataFrame, rate: float) -> np.ndarray:
    before, after = (own[name].to_numpy(float) for name in ("rr_before_s", "rr_after_s"))
    return known_beats(own["r_peak"].to_numpy(), before, after, rate)


def _count_false(beats: np.ndarray, r_peaks: np.ndarray, match: np.ndarray, rate: float) -> int:
    """Detected R peaks without a match, from the first to the last known beat."""
    reach = MATCH_S * rate
    inside = (r_peaks >= beats[0] - reach) & (r_peaks <= beats[-1] + reach)
    inside[match[match >= 0]] = False
    return int(inside.sum())


def _places_of(usable: np.ndarray, r_peaks: np.ndarray, of_row: np.ndarray) -> np.ndarray:
    """Positions among the usable beats, from those among all detected ones; -1 where none is."""
    among = np.full(len(r_peaks) + 1, -1)
    among[np.searchsorted(r_peaks, usable)] = np.arange(len(usable))
    return among[of_row]


def _with_other_columns(part: Samples, own: pd.DataFrame, within: np.ndarray) -> Samples:
    """With the columns that only an annotated beat has; empty for falsely detected ones."""
    known = {*LABELS, *part.table, "recording"}
    other = [name for name in own if name not in known]
    if not other:
        return part
    found = within >= 0
    columns = own.loc[found, other].set_axis(within[found]).reindex(range(len(part.table)))
    return Samples(part.values, pd.concat([part.table, columns], axis=1))
