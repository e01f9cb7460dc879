"""Hand-crafted features of heartbeats: an early beat counts as far as there are P waves nearby."""

import numpy as np
import pandas as pd

from features.feature import Feature
from features.heartbeat_landmarks import landmarks
from features.irregularity import IRREGULARITY_COLUMNS, irregularity
from features.p_waves_nearby import share_around
from features.rhythm import RHYTHM_COLUMNS, rhythm

SHARE_BEATS = 61
ENOUGH = 0.5

_RATIOS = (
    *("rr_ratio", "rr_before_to_local", "rr_before_to_record", "rr_after_to_record"),
    *("rr_before_to_median", "rr_after_to_median", "rr_before_to_around", "rr_after_to_around"),
    *("rr_previous_to_around", "rr_next_to_around"),
    *("rr_before_to_longest", "rr_before_to_long", "rr_second_before", "rr_second_after"),
)

RHYTHM_WITH_P_COLUMNS = {
    f"{name}_with_p": Feature("1", f"{name}, drawn to 1 without P waves nearby: {text}")
    for name in _RATIOS
    for text in [(RHYTHM_COLUMNS | IRREGULARITY_COLUMNS)[name].description]
}


def rhythm_with_p(
    signal_mv: np.ndarray,
    fs: float,
    r_peaks: np.ndarray,
    rr_before_s: np.ndarray,
    rr_after_s: np.ndarray,
) -> pd.DataFrame:
    """Ratios of RR intervals of one record, weighted by the share of P waves around each beat.

    Parameters
    ----------
    signal_mv : (samples,) array
        One lead of the record in mV; NaN where nothing was measured.
    fs : float
        Samples per second, 100 to 1000.
    r_peaks : (n,) array of int
        Increasing sample numbers.
    rr_before_s, rr_after_s : (n,) arrays
        Seconds to the neighbouring beats; NaN where a beat has none.

    Returns
    -------
    DataFrame
        n rows, the columns of `RHYTHM_WITH_P_COLUMNS`; a quotient with a NaN is NaN.

    Raises
    ------
    ValueError
        As `features.ecg.delineate` raises it, or if an interval is not positive.

    Notes
    -----
    With a ratio r of `features.rhythm` or `features.irregularity` and the share s of beats with a P
    wave among the 61 around, a column is

    .. math:: 1 + \\min(2 s, 1) (r - 1).

    In atrial fibrillation s is near 0, so that all beats have the value of a regular rhythm. A
    classifier needs no example of fibrillation for this; without the weight it learns that early
    beats are ectopic, and finds them throughout fibrillation. Where half of the beats have a P
    wave, nothing is changed. A beat around which none is visible counts as one without P waves.

    Record statistics: **the tested record, unlabelled** (mean and median RR), up to 30 beats
    ahead.
    """
    record = np.repeat("this record", len(r_peaks))
    found = landmarks(signal_mv, fs, r_peaks, rr_before_s)["p_present"]
    share = share_around(found, SHARE_BEATS).fillna(0.0)
    weight = (share / ENOUGH).clip(0.0, 1.0)
    ratios = pd.concat(
        [rhythm(rr_before_s, rr_after_s, record), irregularity(rr_before_s, record)], axis=1
    )[list(_RATIOS)]
    return (1 + (ratios - 1).mul(weight, axis=0)).add_suffix("_with_p")
