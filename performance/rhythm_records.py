"""Records of mitdb with the rhythm around every beat, and which beats are given a P wave."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import wfdb

_BEATS = tuple("NLRAV")

Landmarks = Callable[[np.ndarray, float, np.ndarray], pd.DataFrame]


class Rhythm(NamedTuple):
    """The first lead in mV, and of each beat its R peak, its symbol and the rhythm around it."""

    signal: np.ndarray
    fs: float
    r_peaks: np.ndarray
    symbol: np.ndarray
    rhythm: np.ndarray


def read_rhythm(record: Path, minutes: float) -> Rhythm:
    """The first minutes of a record with its normal, bundle branch block and ectopic beats."""
    signals, fields = wfdb.rdsamp(str(record))
    fs = float(fields["fs"])
    annotation = wfdb.rdann(str(record), "atr")
    notes = pd.Series([note.strip("\x00") for note in annotation.aux_note])
    rhythm = notes.where(notes.str.startswith("(")).ffill().to_numpy()
    symbol = np.array(annotation.symbol)
    samples = int(minutes * 60 * fs)
    wanted = np.isin(symbol, _BEATS) & (annotation.sample < samples)
    beats = annotation.sample[wanted]
    return Rhythm(signals[:samples, 0], fs, beats, symbol[wanted], rhythm[wanted])


def p_given(lead: Rhythm, landmarks: Landmarks, piece_s: float = np.inf) -> np.ndarray:
    """Whether each beat is given a P wave.

    Parameters
    ----------
    lead : Rhythm
    landmarks : callable
        Of a signal, its sampling rate and R peaks, as `features.ecg.delineate`.
    piece_s : float
        Pieces of this length are delineated apart; the whole signal at once by default.

    Returns
    -------
    numpy.ndarray of bool, shape (beats,)
    """
    given = np.zeros(len(lead.r_peaks), dtype=bool)
    length = len(lead.signal) if np.isinf(piece_s) else int(piece_s * lead.fs)
    for begin in range(0, len(lead.signal), length):
        first, last = np.searchsorted(lead.r_peaks, [begin, begin + length])
        if last > first:
            piece, beats = lead.signal[begin : begin + length], lead.r_peaks[first:last] - begin
            marks = landmarks(piece, lead.fs, beats)["p_peak"]
            given[first:last] = marks.notna()
    return given
