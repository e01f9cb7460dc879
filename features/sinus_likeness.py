"""Hand-crafted features of heartbeats: is the P wave that of the record's regular beats?"""

import numpy as np
import pandas as pd

from features.beat_alignment import LARGEST_SHIFT_MS, aligned, correlation
from features.feature import Feature
from features.heartbeat_template import PARTS_MS
from features.record_scaled import RecordScaled

REGULAR = 0.12
USUAL_QRS = 0.9
LEAST_REGULAR = 20
AROUND_BEATS, NEAR_BEATS, LEAST_NEAR = 21, 61, 3
NEAR_RATIO = (0.9, 1.15)
TAIL_S, FADE_S = 0.7, (0.45, 0.6)

_MEASURED = {
    "p_likeness": "correlation of the P part of all leads with that of the regular beats",
    "p_distance": "RMS difference of the P part from it, over the median of the regular beats",
    "p_likeness_no_t": "correlation of the P part less the T wave before it, with the same",
    "p_size": "standard deviation of the P part over that of the regular beats",
    "t_likeness": "correlation of the T part with that of the regular beats",
    "qrs_likeness": "correlation of the QRS part with that of the regular beats",
    "qrs_distance": "RMS difference of the QRS part, over the median of the regular beats",
}

SINUS_COLUMNS = {
    **{f"sinus_{name}": Feature("1", text) for name, text in _MEASURED.items()},
    **{
        f"sinus_{name}_near": Feature(
            "1", f"median of sinus_{name} over the beats in time of the {NEAR_BEATS} around"
        )
        for name in _MEASURED
    },
    **{
        f"sinus_{name}_change": Feature("1", f"sinus_{name} minus sinus_{name}_near")
        for name in _MEASURED
    },
    "sinus_regular_share": Feature("1", "share of regular beats in the record"),
}


def sinus_likeness(
    leads_mv: np.ndarray,
    fs: float,
    r_peaks: np.ndarray,
    rr_before_s: np.ndarray,
    rr_after_s: np.ndarray,
) -> pd.DataFrame:
    """Similarity of each beat to the regular beats of its record, in all leads together.

    Parameters
    ----------
    leads_mv : (samples, leads) array
        The leads of one record in mV; NaN where nothing was measured.
    fs : float
        Samples per second, 100 to 1000.
    r_peaks : (n,) array of int
        Increasing sample numbers.
    rr_before_s, rr_after_s : (n,) float arrays
        Seconds to the neighbouring beats; NaN where a beat has none.

    Returns
    -------
    DataFrame
        n rows, the columns of `SINUS_COLUMNS`. A beat whose window has a missing value in a used
        lead is NaN, except in the columns ``_near``; so is every beat without a usable lead.

    Raises
    ------
    ValueError
        As `features.ecg.delineate` raises it.

    Notes
    -----
    Record statistics: **the tested record, unlabelled**. Regular beats have both RR intervals
    within 12 % of the median of the 21 beats around, and a QRS complex that correlates by at least
    0.9 with the record's median. With fewer than 20 of them, all beats count as regular. The
    usual beat is their median at each instant. A premature beat of the atria has a P wave of
    another shape, or in the T wave before it, and the QRS complex of the regular beats. Without P
    waves nearby (columns ``_near``), as in atrial fibrillation, an early beat is rarely one.

    An early beat's P part overlaps the T wave of the beat before. Its usual course is the median
    of regular beats with a long RR after; it is subtracted, fading out from 450 to 600 ms after R.
    """
    scaled = [RecordScaled(np.ascontiguousarray(lead), fs, r_peaks) for lead in leads_mv.T]
    leads = [lead for lead in scaled if np.isfinite(lead.signal).all()]
    if not leads or not len(r_peaks):
        return pd.DataFrame(np.nan, range(len(r_peaks)), list(SINUS_COLUMNS))
    before, after = pd.Series(rr_before_s, dtype=float), pd.Series(rr_after_s, dtype=float)
    usual = before.rolling(AROUND_BEATS, center=True, min_periods=1).median()
    centres = aligned(leads)
    regular = _regular(leads, centres, (before / usual).to_numpy(), (after / usual).to_numpy())
    own = pd.DataFrame(_measured(leads, centres, regular))
    window = (PARTS_MS["p"][0] - LARGEST_SHIFT_MS, PARTS_MS["t"][1] + LARGEST_SHIFT_MS)
    own[~np.logical_and.reduce([lead.seen(window) for lead in leads])] = np.nan
    in_time = (before / usual).between(*NEAR_RATIO)
    near = own.where(in_time).rolling(NEAR_BEATS, center=True, min_periods=LEAST_NEAR).median()
    parts = [own, near.add_suffix("_near"), (own - near).add_suffix("_change")]
    features = pd.concat(parts, axis=1)
    features["regular_share"] = np.mean(regular)
    return features.add_prefix("sinus_")[list(SINUS_COLUMNS)]


def _regular(leads, centres: np.ndarray, before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Mask of the beats that come in time and have the usual QRS complex."""
    rows = _rows(leads, centres, "qrs")
    usual_qrs = correlation(rows, np.median(rows, axis=0)) >= USUAL_QRS
    in_time = (np.abs(before - 1) < REGULAR) & (np.abs(after - 1) < REGULAR)
    regular = usual_qrs & in_time
    return regular if regular.sum() >= LEAST_REGULAR else np.ones(len(centres), bool)


def _measured(leads, centres: np.ndarray, regular: np.ndarray) -> dict[str, np.ndarray]:
    parts = {part: _rows(leads, centres, part) for part in PARTS_MS}
    usual = {part: np.median(rows[regular], axis=0) for part, rows in parts.items()}
    less_t = parts["p"] - _t_wave_before(leads, centres, regular)
    return {
        "p_likeness": correlation(parts["p"], usual["p"]),
        "p_distance": _distance(parts["p"], usual["p"], regular),
        "p_likeness_no_t": correlation(less_t, np.median(less_t[regular], axis=0)),
        "p_size": parts["p"].std(axis=1) / _positive(usual["p"].std()),
        "t_likeness": correlation(parts["t"], usual["t"]),
        "qrs_likeness": correlation(parts["qrs"], usual["qrs"]),
        "qrs_distance": _distance(parts["qrs"], usual["qrs"], regular),
    }


def _rows(leads, centres: np.ndarray, part: str) -> np.ndarray:
    """One part of each beat, less its mean in each lead, the leads side by side."""
    rows = [lead.rows(centres, PARTS_MS[part]) for lead in leads]
    return np.concatenate([one - one.mean(axis=1, keepdims=True) for one in rows], axis=1)


def _distance(rows: np.ndarray, usual: np.ndarray, regular: np.ndarray) -> np.ndarray:
    rms = np.sqrt(((rows - usual) ** 2).mean(axis=1))
    return rms / _positive(float(np.median(rms[regular])))


def _t_wave_before(leads, centres: np.ndarray, regular: np.ndarray) -> np.ndarray:
    """Usual course after the previous beat within the P part of each beat, less its mean."""
    fs = leads[0].fs
    gap = np.diff(centres, prepend=centres[:1] - len(leads[0].signal))
    rr_after = np.append(np.diff(centres), 0)
    slow = regular & (rr_after > np.median(rr_after[regular]))
    slow = slow if slow.sum() >= LEAST_REGULAR else regular
    begin, end = (round(bound * fs / 1000) for bound in PARTS_MS["p"])
    place = gap[:, None] + np.arange(begin, end + 1)
    parts = []
    for lead in leads:
        tail = np.median(lead.rows(centres[slow], (0.0, 1000 * TAIL_S)), axis=0)
        seconds, (start, stop) = np.arange(len(tail)) / fs, FADE_S
        level = tail[min(int(start * fs), len(tail) - 1)]
        faded = level * np.clip((stop - seconds) / (stop - start), 0, 1)
        tail = np.where(seconds > start, faded, tail)
        inside = (place >= 0) & (place < len(tail))
        rows = np.where(inside, tail[np.clip(place, 0, len(tail) - 1)], 0.0)
        parts.append(rows - rows.mean(axis=1, keepdims=True))
    return np.concatenate(parts, axis=1)


def _positive(value: float) -> float:
    return value if value > 0 else np.nan
