"""Hand-crafted features of heartbeats: the shape of the wave as a few coefficients."""

import numpy as np
import pandas as pd
from scipy.special import eval_hermite, factorial

from features.feature import Feature
from features.record_scaled import RecordScaled

HAAR_MS = (-240.0, 400.0)
HAAR_BLOCKS = 20
HERMITE_ORDERS = 6
HERMITE_MS = (-120.0, 120.0)
HERMITE_SIGMA_MS = 25.0

MORPHOLOGY_COLUMNS = {
    **{
        f"haar_{i:02d}": Feature(
            "1", "mean of a 32 ms block between 240 ms before and 400 ms after R, in QRS heights"
        )
        for i in range(HAAR_BLOCKS)
    },
    **{
        f"hermite_{i}": Feature(
            "1", f"coefficient of the Hermite function of order {i} and width 25 ms at R"
        )
        for i in range(HERMITE_ORDERS)
    },
}


def morphology(signal_mv: np.ndarray, fs: float, r_peaks: np.ndarray) -> pd.DataFrame:
    """Haar and Hermite coefficients of each beat of one record.

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
        n rows, the columns of `MORPHOLOGY_COLUMNS`, in units of the record's median QRS height.
        A beat whose window has a missing value is NaN, as are all beats of a flat record.

    Raises
    ------
    ValueError
        As `features.ecg.delineate` raises it.

    Notes
    -----
    The mean of equal blocks is the approximation of the Haar wavelet (db1 at level 3 or 4 in
    Mondéjar-Guerra 2019; in ms, it does not depend on the sampling rate). The Hermite
    coefficient of order k is ``∫ x(t) φ_k(t/σ) dt/σ`` with
    ``φ_k(u) = e^(-u²/2) H_k(u) / sqrt(2^k k! √π)`` (Lagerholm 2000).

    References
    ----------
    V. Mondéjar-Guerra et al.: Heartbeat classification fusing temporal and morphological
    information of ECGs via ensemble of classifiers. Biomed. Signal Process. Control 47 (2019)
    41-48.
    M. Lagerholm et al.: Clustering ECG complexes using Hermite functions and self-organizing maps.
    IEEE Trans. Biomed. Eng. 47 (2000) 838-848.
    """
    record = RecordScaled(signal_mv, fs, r_peaks)
    blocks = np.array_split(record.rows(record.r_peaks, HAAR_MS), HAAR_BLOCKS, axis=1)
    qrs = record.rows(record.r_peaks, HERMITE_MS)
    u, step = np.linspace(*HERMITE_MS, qrs.shape[1], retstep=True)
    hermite = qrs @ _hermite_functions(u / HERMITE_SIGMA_MS).T * (step / HERMITE_SIGMA_MS)
    coefficients = np.column_stack([*(block.mean(axis=1) for block in blocks), hermite])
    coefficients[~record.seen(HAAR_MS)] = np.nan
    return pd.DataFrame(coefficients, columns=list(MORPHOLOGY_COLUMNS))


def _hermite_functions(u: np.ndarray) -> np.ndarray:
    orders = np.arange(HERMITE_ORDERS)[:, None]
    norm = np.sqrt(2.0**orders * factorial(orders) * np.sqrt(np.pi))
    return np.exp(-(u**2) / 2) * eval_hermite(orders, u) / norm
