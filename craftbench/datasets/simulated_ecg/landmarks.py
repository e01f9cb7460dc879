"""The exact onset, peak and end of every wave, from the Gaussians."""

import numpy as np

from craftbench.datasets.simulated_ecg.dynamics import GaussianWaves
from craftbench.datasets.simulated_ecg.patient import WAVES

LANDMARKS = ("p_on", "p_peak", "p_off", "qrs_on", "r_peak", "qrs_off", "t_on", "t_peak", "t_off")
WIDTHS = 2.5
"""A wave lasts from that many standard deviations before its centre to as many after it, where
the Gaussian is 4 % of its height."""

_QRS = [WAVES.index(w) for w in ("q", "r", "s", "slur", "ventricular", "ventricular_late")]
_T = [WAVES.index("t"), WAVES.index("ventricular_t")]
_P = WAVES.index("p")
_LEAST_QRS = 0.02
_GRID_S = np.arange(-0.04, 0.0901, 0.0005)


def landmarks(time_s: np.ndarray, waves: GaussianWaves) -> np.ndarray:
    """The nine landmarks of every beat.

    Parameters
    ----------
    time_s : (n,) array
        Time in s to which the centres refer.
    waves : GaussianWaves
        Of the n beats.

    Returns
    -------
    (n, 9) array
        In s, in the order of `LANDMARKS`; NaN where a wave is absent.

    Notes
    -----
    P and T peak at the centre of their Gaussian (of a fusion beat's two T waves, the higher one).
    QRS lasts from the first to the last of its waves, those below 2 % of the highest left out. R
    is where the sum of the QRS waves is farthest from 0, found to 0.5 ms, as annotators mark it.
    """
    height, centre, width = waves
    table = np.full((len(time_s), len(LANDMARKS)), np.nan)
    present = height[:, _P] != 0
    for column, times in enumerate((-WIDTHS, 0, WIDTHS)):
        table[present, column] = (centre + times * width)[present, _P]

    qrs = np.abs(height[:, _QRS])
    counted = qrs > _LEAST_QRS * qrs.max(axis=1, keepdims=True)
    begin, end = (centre + times * width for times in (-WIDTHS, WIDTHS))
    table[:, 3] = np.where(counted, begin[:, _QRS], np.inf).min(axis=1)
    table[:, 4] = _GRID_S[_qrs_wave(waves).argmax(axis=1)]
    table[:, 5] = np.where(counted, end[:, _QRS], -np.inf).max(axis=1)

    rows = np.arange(len(time_s))
    chosen = np.array(_T)[np.abs(height[:, _T]).argmax(axis=1)]
    seen = height[rows, chosen] != 0
    for column, times in enumerate((-WIDTHS, 0, WIDTHS), 6):
        table[seen, column] = (centre + times * width)[rows, chosen][seen]
    return table + time_s[:, None]


def _qrs_wave(waves: GaussianWaves) -> np.ndarray:
    """Distance from 0 of the sum of the QRS waves, (n, places of `_GRID_S`)."""
    height, centre, width = (part[:, _QRS, None] for part in waves)
    return np.abs((height * np.exp(-0.5 * ((_GRID_S - centre) / width) ** 2)).sum(axis=1))
