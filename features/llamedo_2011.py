"""Recipe of Llamedo & Martínez 2011: rhythm, and wavelets along the principal axes."""

import numpy as np
import pandas as pd

from features.analysis_rate import AnalysisRate, rounded
from features.beat_windows import first_true, windows
from features.feature import Feature
from features.quadratic_spline_wavelet import quadratic_spline_transform
from features.two_leads import checked_two_leads

LAST_SECONDS = 60
SCALE = 4
QRS_S, LONGEST_LAG_S = 0.13, 0.13

LLAMEDO_COLUMNS = {
    "log_rr_before": Feature("1", "logarithm of RR before in s"),
    "log_rr_after": Feature("1", "logarithm of RR after in s"),
    "log_rr_minute": Feature("1", f"logarithm of the mean RR before of the last {LAST_SECONDS} s"),
    "prematurity": Feature("1", "RR before over the sum of it and its two neighbours"),
    "log_rr_change": Feature(
        "1", "logarithm of the sum of |differences| of the three RR intervals"
    ),
    **{
        f"{name}_{axis}": Feature("ms", f"{text} along principal axis {axis} of the leads")
        for axis in (1, 2)
        for name, text in (
            ("zero_crossing", "first zero of the autocorrelation of the QRS wavelet"),
            ("modulus_maximum", "lag of its largest modulus after that zero"),
        )
    },
}
LEAST_CHANGE_S = 1e-3


def llamedo_2011(
    leads_mv: np.ndarray,
    fs: float,
    r_peaks: np.ndarray,
    rr_before_s: np.ndarray,
    rr_after_s: np.ndarray,
) -> pd.DataFrame:
    """Five features of rhythm and four of the QRS complex of each beat of one record.

    Parameters
    ----------
    leads_mv : (samples, 2) array
        Both leads of the record in mV; NaN where nothing was measured.
    fs : float
        Samples per second, 100 to 1000.
    r_peaks : (n,) array of int
        Increasing sample numbers.
    rr_before_s, rr_after_s : (n,) float arrays
        Seconds to the neighbouring beats; NaN where a beat has none.

    Returns
    -------
    DataFrame
        n rows, the columns of `LLAMEDO_COLUMNS`.

    Raises
    ------
    ValueError
        If there are not two leads, or the R peaks do not suit them.

    Notes
    -----
    Record statistics: **the tested record, unlabelled**: the principal axes of its leads around all
    R peaks. The mean RR of the last minute is causal; RR after looks one beat ahead. With R, R₋₁
    and R₊₁ the interval before a beat and its neighbours, prematurity is ``R/(R₋₁+R+R₊₁)`` and the
    change ``log(|R−R₋₁| + |R₊₁−R|)``, at least 1 ms. The wavelet transform is that of the quadratic
    spline at scale 2⁴ within 130 ms of the R peak; the zero and the modulus maximum are those of
    its autocorrelation along each axis, which grow with the width of the QRS complex. That the
    transform is taken of its autocorrelation is how the description is read here.

    References
    ----------
    M. Llamedo, J. P. Martínez: Heartbeat classification using feature selection driven by database
    generalization criteria. IEEE Trans. Biomed. Eng. 58 (2011) 616-625.
    """
    leads, peaks = checked_two_leads(leads_mv, r_peaks)
    rhythm = _rhythm(pd.Series(rr_before_s), pd.Series(rr_after_s), peaks / fs)
    return pd.DataFrame(rhythm | _places(leads, fs, peaks))


def _rhythm(before: pd.Series, after: pd.Series, seconds: np.ndarray) -> dict[str, np.ndarray]:
    previous = before.shift(1)
    change = (before - previous).abs() + (after - before).abs()
    clock = pd.to_timedelta(seconds, unit="s")
    minute = before.set_axis(clock).rolling(f"{LAST_SECONDS}s", min_periods=1).mean()
    return {
        "log_rr_before": np.log(before.to_numpy()),
        "log_rr_after": np.log(after.to_numpy()),
        "log_rr_minute": np.log(minute.to_numpy()),
        "prematurity": (before / (previous + before + after)).to_numpy(),
        "log_rr_change": np.log(np.maximum(change, LEAST_CHANGE_S).to_numpy()),
    }


def _places(leads: np.ndarray, fs: float, r_peaks: np.ndarray) -> dict[str, np.ndarray]:
    """Zero crossing and modulus maximum along both axes, in ms."""
    rate = AnalysisRate.of(fs)
    leads = np.stack([rate.resample(one) for one in leads])
    step = rate.down / rate.up / fs
    peaks = np.clip(rounded(rate.to_analysis(r_peaks)), 0, leads.shape[1] - 1)
    reach, lags = round(QRS_S / step), round(LONGEST_LAG_S / step)
    found: dict[str, np.ndarray] = {}
    for axis, signal in enumerate(_along_principal_axes(leads, peaks, reach), 1):
        transform = quadratic_spline_transform(signal, scales=(SCALE,))[0]
        around = windows(transform, peaks, reach, reach)
        zero, top = _zero_and_maximum(_autocorrelation(around, lags))
        found |= {f"zero_crossing_{axis}": zero * step * 1000}
        found |= {f"modulus_maximum_{axis}": top * step * 1000}
    return found


def _along_principal_axes(leads: np.ndarray, peaks: np.ndarray, reach: int) -> np.ndarray:
    """The leads, (2, samples), turned to the axes of most and least variance around R peaks."""
    around = np.stack([windows(one, peaks, reach, reach) for one in leads])
    around = around - around.mean(axis=2, keepdims=True)
    _, axes = np.linalg.eigh(np.cov(around.reshape(len(leads), -1)))
    return axes.T[::-1] @ leads


def _autocorrelation(rows: np.ndarray, lags: int) -> np.ndarray:
    """Of each row at the lags 0 to `lags`, (n, lags + 1), divided by its value at lag 0."""
    width = rows.shape[1]
    products = [(rows[:, : width - lag] * rows[:, lag:]).sum(axis=1) for lag in range(lags + 1)]
    found = np.stack(products, axis=1)
    return found / np.where(found[:, :1] > 0, found[:, :1], np.nan)


def _zero_and_maximum(correlation: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Lags of the first zero and of the largest modulus after it; NaN where all is flat."""
    flat = ~np.isfinite(correlation[:, 0])
    last = correlation.shape[1] - 1
    column = first_true(correlation <= 0, last)
    rows = np.arange(len(correlation))
    here, inside = correlation[rows, column], correlation[rows, np.maximum(column - 1, 0)]
    crossed = (here <= 0) & (inside > here)
    zero = column - np.where(crossed, -here / np.where(crossed, inside - here, 1.0), 0.0)
    beyond = np.arange(last + 1) >= column[:, None]
    top = np.where(beyond, np.abs(correlation), -1.0).argmax(axis=1)
    return np.where(flat, np.nan, zero), np.where(flat, np.nan, top)
