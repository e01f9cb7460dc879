"""Hand-crafted features of heartbeats: the rhythm around each beat."""

import numpy as np
import pandas as pd

from features.feature import Feature

LOCAL_BEATS = 10

RHYTHM_COLUMNS = {
    "rr_before": Feature("s", "time since the previous beat; NaN for the first of a record"),
    "rr_after": Feature("s", "time until the next beat; NaN for the last of a record"),
    "rr_ratio": Feature("1", "rr_before over rr_after"),
    "rr_local": Feature("s", f"mean rr_before of this beat and the {LOCAL_BEATS - 1} before it"),
    "rr_before_to_local": Feature("1", "rr_before over rr_local"),
    "rr_before_to_record": Feature("1", "rr_before over the record's median rr_before"),
    "rr_after_to_record": Feature("1", "rr_after over the record's median rr_before"),
}


def rhythm(rr_before_s: np.ndarray, rr_after_s: np.ndarray, record: np.ndarray) -> pd.DataFrame:
    """RR intervals of each beat, absolute and relative to its own record.

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
    Dividing by the record's median makes patients with different heart rates comparable. It uses
    the beats of that record only and no label, so that it is known for a new patient too.

    References
    ----------
    P. de Chazal, M. O'Dwyer, R. Reilly: Automatic classification of heartbeats using ECG
    morphology and heartbeat interval features. IEEE Trans. Biomed. Eng. 51 (2004) 1196-1206.
    """
    for name, interval in (("rr_before_s", rr_before_s), ("rr_after_s", rr_after_s)):
        wrong = np.flatnonzero(np.asarray(interval) <= 0)
        if len(wrong):
            raise ValueError(
                f"{name} of sample {wrong[0]} (record {record[wrong[0]]}) is "
                f"{interval[wrong[0]]} s, expected a positive time; sort the beats by time"
            )
    beats = pd.DataFrame({"before": rr_before_s, "after": rr_after_s, "record": record})
    of_record = beats.groupby("record", sort=False, observed=True)["before"]
    local = of_record.transform(lambda rr: rr.rolling(LOCAL_BEATS, min_periods=1).mean())
    typical = of_record.transform("median")
    return pd.DataFrame(
        {
            "rr_before": beats["before"],
            "rr_after": beats["after"],
            "rr_ratio": beats["before"] / beats["after"],
            "rr_local": local,
            "rr_before_to_local": beats["before"] / local,
            "rr_before_to_record": beats["before"] / typical,
            "rr_after_to_record": beats["after"] / typical,
        }
    )
