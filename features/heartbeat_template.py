"""Hand-crafted features of heartbeats: similarity to the median beat of the record."""

import numpy as np
import pandas as pd

from features.feature import Feature
from features.record_scaled import QRS_MS, RecordScaled

PARTS_MS = {"p": (-240.0, -70.0), "qrs": QRS_MS, "t": (80.0, 400.0)}
LARGEST_SHIFT_MS = 40.0
SHIFTS = 17

TEMPLATE_COLUMNS = {
    **{
        f"{part}_likeness": Feature("1", f"correlation of the {part.upper()} part with the usual")
        for part in PARTS_MS
    },
    **{
        f"{part}_size": Feature(
            "1", f"standard deviation of the {part.upper()} part over the usual"
        )
        for part in PARTS_MS
    },
    "qrs_distance": Feature("1", "RMS difference of the QRS part from the usual, over its RMS"),
}


def template(signal_mv: np.ndarray, fs: float, r_peaks: np.ndarray) -> pd.DataFrame:
    """Similarity of each beat to the median beat of its record.

    Parameters
    ----------
    signal_mv : (samples,) array
        One lead of the record in mV; NaN where nothing was measured.
    fs : float
        Samples per second, 100 to 1000.
    r_peaks : (n,) array of int
        Increasing sample numbers.

    Returns
    -------
    DataFrame
        n rows, the columns of `TEMPLATE_COLUMNS`. A beat whose window has a missing value is NaN,
        as are values for which the beat or the median beat is flat.

    Raises
    ------
    ValueError
        As `features.ecg.delineate` raises it.

    Notes
    -----
    The usual beat is the median over all beats of the record at each instant; labels are not used.
    Each beat is first shifted by up to 40 ms, to the best correlation of its QRS part with the
    usual beat.
    """
    record = RecordScaled(signal_mv, fs, r_peaks)
    centres = _aligned(record)
    features = {}
    for part, span in PARTS_MS.items():
        rows = record.rows(centres, span)
        usual = np.median(rows, axis=0) if len(rows) else np.zeros(rows.shape[1])
        features[f"{part}_likeness"] = _correlation(rows, usual)
        features[f"{part}_size"] = rows.std(axis=1) / _positive(usual.std())
        if part == "qrs":
            rms = np.sqrt(((rows - usual) ** 2).mean(axis=1))
            features["qrs_distance"] = rms / _positive(np.sqrt((usual**2).mean()))
    table = pd.DataFrame(features)[list(TEMPLATE_COLUMNS)]
    window = (PARTS_MS["p"][0] - LARGEST_SHIFT_MS, PARTS_MS["t"][1] + LARGEST_SHIFT_MS)
    table.loc[~record.seen(window)] = np.nan
    return table


def _aligned(record: RecordScaled) -> np.ndarray:
    if not len(record.r_peaks):
        return record.r_peaks
    usual = np.median(record.rows(record.r_peaks, QRS_MS), axis=0)
    largest = LARGEST_SHIFT_MS * record.fs / 1000
    shifts = np.unique(np.linspace(-largest, largest, SHIFTS).round().astype(np.int64))
    last = len(record.signal) - 1
    likeness = np.stack(
        [
            _correlation(record.rows(np.clip(record.r_peaks + shift, 0, last), QRS_MS), usual)
            for shift in shifts
        ]
    )
    best = np.nan_to_num(likeness, nan=-2.0).argmax(axis=0)
    return np.clip(record.r_peaks + shifts[best], 0, last)


def _correlation(rows: np.ndarray, usual: np.ndarray) -> np.ndarray:
    centred, other = rows - rows.mean(axis=1, keepdims=True), usual - usual.mean()
    norm = np.sqrt((centred**2).sum(axis=1) * (other**2).sum())
    return (centred @ other) / np.where(norm > 0, norm, np.nan)


def _positive(value: float) -> float:
    return value if value > 0 else np.nan
