"""Hand-crafted features of heartbeats: is an early beat isolated, or is the rhythm irregular?"""

import numpy as np
import pandas as pd

from features.feature import Feature

AROUND_BEATS = 21
JUMP_BEATS = 61
CELL_S = 0.025
CELL_BEATS = (32, 64)
JUMP_SHARES = (25, 50, 75)

IRREGULARITY_COLUMNS = {
    **{
        f"rr_cells_{beats}": Feature(
            "1", f"distinct cells of RR and its change among the {beats} beats around, over {beats}"
        )
        for beats in CELL_BEATS
    },
    **{
        f"rr_jump_{share}": Feature(
            "1", f"percentile {share} of |change of RR| over usual RR, {JUMP_BEATS} beats around"
        )
        for share in JUMP_SHARES
    },
    "rr_before_to_longest": Feature("1", "RR before over the longest of the 9 beats around"),
    "rr_before_to_long": Feature("1", "RR before over percentile 80 of the 7 beats around"),
    "rr_second_before": Feature("1", "RR before of the beat two before, over usual RR"),
    "rr_second_after": Feature("1", "RR before of the beat two after, over usual RR"),
}


def irregularity(rr_before_s: np.ndarray, record: np.ndarray) -> pd.DataFrame:
    """Irregularity of the rhythm around each beat, and the beat against the longest RR near it.

    Parameters
    ----------
    rr_before_s : (n,) float array
        Seconds since the previous beat, in the order of time within each record; NaN for the
        first beat of a record.
    record : (n,) array
        Name of the record of each beat.

    Returns
    -------
    DataFrame
        n rows, the columns of `IRREGULARITY_COLUMNS`; a quotient with a NaN is NaN.

    Raises
    ------
    ValueError
        If an interval is not positive.

    Notes
    -----
    Record statistics: **the tested record, unlabelled**, up to 63 beats ahead at its beginning. In
    atrial fibrillation early beats are as a rule not ectopic. There nearly every beat has a cell
    of 25 ms of (RR, change of RR) of its own, while a regular rhythm with ectopic beats, bigeminy
    included, fills few cells (Lian et al. 2011, who count them to detect fibrillation). Quartiles
    of the change of RR do not see a quarter of ectopic beats. Usual RR is the median of the 21
    beats around.

    References
    ----------
    J. Lian, L. Wang, D. Muessig: A simple method to detect atrial fibrillation using RR intervals.
    Am. J. Cardiol. 107 (2011) 1494-1497.
    """
    interval = np.asarray(rr_before_s, float)
    wrong = np.flatnonzero(interval <= 0)
    if len(wrong):
        raise ValueError(
            f"rr_before_s of sample {wrong[0]} (record {record[wrong[0]]}) is "
            f"{interval[wrong[0]]} s, expected a positive time; sort the beats by time"
        )
    owner = pd.Series(np.asarray(record))
    parts = [
        _of_record(one) for _, one in pd.Series(interval).groupby(owner, sort=False, observed=True)
    ]
    empty = pd.DataFrame(columns=list(IRREGULARITY_COLUMNS), dtype=float)
    return pd.concat(parts).sort_index() if parts else empty


def _of_record(before: pd.Series) -> pd.DataFrame:
    usual = before.rolling(AROUND_BEATS, center=True, min_periods=1).median()
    jump = (before.diff().abs() / usual).rolling(JUMP_BEATS, center=True, min_periods=1)
    longest = before.rolling(9, center=True, min_periods=1).max()
    long = before.rolling(7, center=True, min_periods=1).quantile(0.8)
    features = pd.DataFrame(
        {
            **{f"rr_cells_{beats}": distinct_cells(before, beats) for beats in CELL_BEATS},
            **{f"rr_jump_{share}": jump.quantile(share / 100) for share in JUMP_SHARES},
            "rr_before_to_longest": before / longest,
            "rr_before_to_long": before / long,
            "rr_second_before": before.shift(2) / usual,
            "rr_second_after": before.shift(-2) / usual,
        }
    )
    return features[list(IRREGULARITY_COLUMNS)]


def distinct_cells(rr_s: pd.Series, beats: int) -> np.ndarray:
    """Share of distinct cells (RR, change of RR) among the nearest beats of one record.

    Parameters
    ----------
    rr_s : (n,) Series
        RR intervals in s; a NaN at the beginning counts as the next interval.
    beats : int
        Size of the neighbourhood. At the ends it reaches further to the other side.

    Returns
    -------
    (n,) array
        From 1 / beats, constant RR, to 1, no cell twice; NaN if no interval is known.
    """
    known = rr_s.bfill().to_numpy(float)
    if np.isnan(known).any():
        return np.full(len(known), np.nan)
    steps = np.round(np.stack([known, np.diff(known, prepend=known[:1])]) / CELL_S)
    _, cell = np.unique(steps, axis=1, return_inverse=True)
    size = min(beats, len(known))
    ordered = np.sort(np.lib.stride_tricks.sliding_window_view(cell.ravel(), size), axis=1)
    share = (1 + (np.diff(ordered, axis=1) > 0).sum(axis=1)) / size
    return share[np.clip(np.arange(len(known)) - beats // 2, 0, len(share) - 1)]
