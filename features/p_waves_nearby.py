"""Hand-crafted features of heartbeats: do this beat and the beats around it have a P wave?"""

import numpy as np
import pandas as pd

from features.feature import Feature
from features.heartbeat_landmarks import landmarks

SHARE_BEATS = (7, 15, 31, 61)
USUAL_BEATS, LEAST_BEATS = 31, 3

P_NEARBY_COLUMNS = {
    **{
        f"p_share_{beats}": Feature("1", f"share of beats with a P wave among the {beats} around")
        for beats in SHARE_BEATS
    },
    "p_share_record": Feature("1", "share of beats with a P wave in the record"),
    "p_found": Feature("1", "1 with a P wave, 0 without; NaN where the beat is not visible"),
    "p_found_less_61": Feature("1", "p_found minus p_share_61"),
    "p_found_less_record": Feature("1", "p_found minus p_share_record"),
    "p_share_7_less_record": Feature("1", "p_share_7 minus p_share_record"),
    "pr_change": Feature("ms", f"PR minus its median among the {USUAL_BEATS} beats around"),
    "pr_scatter": Feature("ms", f"median |pr_change| of the {USUAL_BEATS} beats around"),
    "p_height": Feature("mV", "P amplitude above the isoelectric level; NaN without a P wave"),
    "p_height_ratio": Feature(
        "1", f"p_height over the size of its median among the {USUAL_BEATS} beats around"
    ),
}


def p_waves_nearby(
    signal_mv: np.ndarray, fs: float, r_peaks: np.ndarray, rr_before_s: np.ndarray
) -> pd.DataFrame:
    """P wave of each beat against those of the beats around it, in one record.

    Parameters
    ----------
    signal_mv : (samples,) array
        One lead of the record in mV; NaN where nothing was measured.
    fs : float
        Samples per second, 100 to 1000.
    r_peaks : (n,) array of int
        Increasing sample numbers.
    rr_before_s : (n,) array
        Seconds since the previous beat, NaN for the first.

    Returns
    -------
    DataFrame
        n rows, the columns of `P_NEARBY_COLUMNS`. What needs a P wave is NaN without one; a median
        of fewer than 3 P waves is NaN.

    Raises
    ------
    ValueError
        As `features.ecg.delineate` raises it.

    Notes
    -----
    Record statistics: **the tested record, unlabelled**, up to 30 beats ahead, and the share of the
    whole record. In atrial fibrillation hardly any beat has a P wave, whatever RR does; in an
    irregular rhythm of the atria or with many ectopic beats most have one. A junctional beat has
    none although its record does. P waves are those of `features.ecg.delineate`, which
    the neighbouring beats confirm.
    """
    marks = landmarks(signal_mv, fs, r_peaks, rr_before_s)
    found, pr, height = marks["p_present"], marks["pr"], marks["p_amplitude"]
    share = {f"p_share_{beats}": share_around(found, beats) for beats in SHARE_BEATS}
    pr_change = pr - _usual(pr)
    record = found.mean()
    features = {
        **share,
        "p_share_record": record,
        "p_found": found,
        "p_found_less_61": found - share["p_share_61"],
        "p_found_less_record": found - record,
        "p_share_7_less_record": share["p_share_7"] - record,
        "pr_change": pr_change,
        "pr_scatter": _usual(pr_change.abs()),
        "p_height": height,
        "p_height_ratio": height / _usual(height).abs(),
    }
    return pd.DataFrame(features, index=marks.index)[list(P_NEARBY_COLUMNS)]


def share_around(found: pd.Series, beats: int) -> pd.Series:
    """Mean of 0 and 1 over the beats around each, fewer at the ends; a NaN does not count."""
    return found.rolling(beats, center=True, min_periods=1).mean()


def _usual(values: pd.Series) -> pd.Series:
    return values.rolling(USUAL_BEATS, center=True, min_periods=LEAST_BEATS).median()
