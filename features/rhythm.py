"""Hand-crafted features of heartbeats: the rhythm around each beat."""

import numpy as np
import pandas as pd

from features.feature import Feature

LOCAL_BEATS = 10
AROUND_BEATS = 21
REGULARITY_BEATS = 41
LEAST_SCATTER = 0.02

RHYTHM_COLUMNS = {
    "rr_before": Feature("s", "time since the previous beat; NaN for the first of a record"),
    "rr_after": Feature("s", "time until the next beat; NaN for the last of a record"),
    "rr_ratio": Feature("1", "rr_before over rr_after"),
    "rr_local": Feature("s", f"mean rr_before of this beat and the {LOCAL_BEATS - 1} before it"),
    "rr_before_to_local": Feature("1", "rr_before over rr_local"),
    "rr_before_to_record": Feature("1", "rr_before over the record's mean rr_before"),
    "rr_after_to_record": Feature("1", "rr_after over the record's mean rr_before"),
    "rr_local_to_record": Feature("1", "rr_local over the record's mean rr_before"),
    "rr_before_to_median": Feature("1", "rr_before over the record's median rr_before"),
    "rr_after_to_median": Feature("1", "rr_after over the record's median rr_before"),
    "rr_before_to_around": Feature(
        "1", f"rr_before over the median of the {AROUND_BEATS} beats around: below 1 is premature"
    ),
    "rr_after_to_around": Feature("1", "rr_after over the same median: above 1 is a pause"),
    "rr_previous_to_around": Feature("1", "rr_before of the previous beat over the same median"),
    "rr_next_to_around": Feature("1", "rr_after of the next beat over the same median"),
    "rr_around_to_record": Feature("1", "the same median over the record's median rr_before"),
    "rr_scatter": Feature(
        "1", f"median |rr_before_to_around - 1| of the {AROUND_BEATS} beats around: irregularity"
    ),
    "rr_irregularity": Feature(
        "1", f"mean |rr_before_to_around - 1| of the {REGULARITY_BEATS} beats around"
    ),
    "rr_surprise": Feature("1", f"(rr_before_to_around - 1) over (rr_scatter + {LEAST_SCATTER:g})"),
}


def rhythm(rr_before_s: np.ndarray, rr_after_s: np.ndarray, record: np.ndarray) -> pd.DataFrame:
    """RR intervals of each beat, absolute and relative to its neighbours and its record.

    Parameters
    ----------
    rr_before_s, rr_after_s : (n,) float arrays
        Seconds to the neighbouring beats, in the order of time within each record; NaN where a
        beat has no neighbour.
    record : (n,) array
        Name of the record of each beat.

    Returns
    -------
    DataFrame
        n rows, the columns of `RHYTHM_COLUMNS`; a quotient with a NaN is NaN.

    Raises
    ------
    ValueError
        If an interval is not positive.

    Notes
    -----
    Dividing by the record's mean (de Chazal 2004) or median makes patients with different heart
    rates comparable; dividing by the surrounding beats follows a rate that changes. In an irregular
    rhythm such as atrial fibrillation, an early beat means little: `rr_surprise` divides its
    departure by the local scatter. Labels are not used, so that all features are known for a new
    patient; they look ahead by up to 20 beats.

    References
    ----------
    P. de Chazal, M. O'Dwyer, R. Reilly: Automatic classification of heartbeats using ECG
    morphology and heartbeat interval features. IEEE Trans. Biomed. Eng. 51 (2004) 1196-1206.
    """
    _check_positive("rr_before_s", rr_before_s, record)
    _check_positive("rr_after_s", rr_after_s, record)
    before, after = pd.Series(rr_before_s), pd.Series(rr_after_s)
    owner = pd.Series(record)
    of_record = before.groupby(owner, sort=False, observed=True)
    local = of_record.transform(lambda rr: rr.rolling(LOCAL_BEATS, min_periods=1).mean())
    mean, median = of_record.transform("mean"), of_record.transform("median")
    around = _in_order(_around(before, owner, AROUND_BEATS).median())
    relative = {
        "rr_before_to_local": before / local,
        "rr_before_to_record": before / mean,
        "rr_after_to_record": after / mean,
        "rr_local_to_record": local / mean,
        "rr_before_to_median": before / median,
        "rr_after_to_median": after / median,
        "rr_before_to_around": before / around,
        "rr_after_to_around": after / around,
        "rr_previous_to_around": of_record.shift(1) / around,
        "rr_next_to_around": after.groupby(owner, sort=False).shift(-1) / around,
        "rr_around_to_record": around / median,
    }
    absolute = {"rr_before": before, "rr_after": after, "rr_ratio": before / after}
    return pd.DataFrame(
        {**absolute, "rr_local": local, **relative, **_irregularity(before / around - 1, owner)}
    )


def _irregularity(departure: pd.Series, owner: pd.Series) -> dict[str, pd.Series]:
    scatter = _in_order(_around(departure.abs(), owner, AROUND_BEATS).median())
    return {
        "rr_scatter": scatter,
        "rr_irregularity": _in_order(_around(departure.abs(), owner, REGULARITY_BEATS).mean()),
        "rr_surprise": departure / (scatter + LEAST_SCATTER),
    }


def _check_positive(name: str, interval: np.ndarray, record: np.ndarray) -> None:
    wrong = np.flatnonzero(np.asarray(interval) <= 0)
    if len(wrong):
        raise ValueError(
            f"{name} of sample {wrong[0]} (record {record[wrong[0]]}) is "
            f"{interval[wrong[0]]} s, expected a positive time; sort the beats by time"
        )


def _around(values: pd.Series, owner: pd.Series, beats: int):
    """A window of beats centred on each beat, within its record."""
    by_record = values.groupby(owner, sort=False, observed=True)
    return by_record.rolling(beats, center=True, min_periods=1)


def _in_order(of_window: pd.Series) -> pd.Series:
    return of_window.droplevel(0).sort_index()
