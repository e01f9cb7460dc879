"""Recipe of Saenz-Cogollo & Agelli 2020: six features of rhythm and width, for a random forest."""

import numpy as np
import pandas as pd

from features.feature import Feature
from features.record_scaled import RecordScaled
from features.width_at_height import width_at_height

LAST_BEATS = 32
SPAN_MS = (-200.0, 200.0)

SAENZ_COGOLLO_COLUMNS = {
    "rr_before_to_last": Feature("1", f"RR before over the mean of the last {LAST_BEATS}"),
    "rr_after_to_before": Feature("1", "RR after over RR before"),
    "rr_previous_to_before": Feature("1", "RR before of the previous beat over RR before"),
    "qrs_width_half": Feature("ms", "width of the QRS complex at half its height"),
    "qrs_width_half_to_last": Feature("1", f"the same over its mean of the last {LAST_BEATS}"),
    "qrs_width_quarter_to_last": Feature(
        "1", f"width at a quarter of the height over its mean of the last {LAST_BEATS}"
    ),
}


def saenz_cogollo_2020(
    signal_mv: np.ndarray,
    fs: float,
    r_peaks: np.ndarray,
    rr_before_s: np.ndarray,
    rr_after_s: np.ndarray,
) -> pd.DataFrame:
    """Three ratios of RR intervals and three widths of each beat of one record.

    Parameters
    ----------
    signal_mv : (samples,) array
        One lead of the record in mV; NaN where nothing was measured.
    fs : float
        Samples per second, 100 to 1000.
    r_peaks : (n,) array of int
        Increasing sample numbers.
    rr_before_s, rr_after_s : (n,) float arrays
        Seconds to the neighbouring beats; NaN where a beat has none.

    Returns
    -------
    DataFrame
        n rows, the columns of `SAENZ_COGOLLO_COLUMNS`.

    Raises
    ------
    ValueError
        As `features.ecg.delineate` raises it.

    Notes
    -----
    Record statistics: **causal**, with one beat of delay for RR after. Running means are those of
    the beat and up to 31 before it: ``RR(i) / mean(RR(i-31) … RR(i))``. The paper selected these
    six among many by mutual information on DS1. Its baseline filter is not repeated: the record
    is filtered as in `RecordScaled`, forwards and backwards, which no online method could do, and
    widths do not depend on the record's gain.

    References
    ----------
    J. F. Saenz-Cogollo, M. Agelli: Investigating feature selection and random forests for
    inter-patient heartbeat classification. Algorithms 13 (2020) 75.
    """
    before, after = pd.Series(rr_before_s), pd.Series(rr_after_s)
    record = RecordScaled(signal_mv, fs, r_peaks)
    rows = record.rows(record.r_peaks, SPAN_MS)
    rows = np.where(record.seen(SPAN_MS)[:, None], rows, np.nan)
    half, quarter = (
        pd.Series(width_at_height(rows, fs, SPAN_MS[0], share)) for share in (0.5, 0.25)
    )
    return pd.DataFrame(
        {
            "rr_before_to_last": before / _mean_of_last(before),
            "rr_after_to_before": after / before,
            "rr_previous_to_before": before.shift(1) / before,
            "qrs_width_half": half,
            "qrs_width_half_to_last": half / _mean_of_last(half),
            "qrs_width_quarter_to_last": quarter / _mean_of_last(quarter),
        }
    )


def _mean_of_last(values: pd.Series) -> pd.Series:
    return values.rolling(LAST_BEATS, min_periods=1).mean()
