"""Signal quality of each wave of a beat, which says whether its marks can be trusted."""

import numpy as np

from features.beat_windows import neighbour_median, windows
from features.wave_search import NEIGHBOURS

# Chosen on ten records of the tuning half of mitdb, with and without electrode motion, and on the
# tuning half of the QT Database.
_LEAST_QUALITY = 0.8
_FEWEST_BEATS = 9
_COMPARED = 16  # beats on either side

T_WINDOW = slice(15, 106, 5)  # samples after R at 250 Hz, at scale 2^4: 60 to 420 ms
QRS_WINDOW = slice(-20, 21, 2)  # at scale 2^2: 80 ms on either side
T_FARTHEST, QRS_FARTHEST = 25, 15  # 100 and 60 ms from the usual place


def wave_quality(
    transform: np.ndarray, r: np.ndarray, window: slice, beats: np.ndarray | None = None
) -> np.ndarray:
    """Size of a wave over the difference to the most similar neighbour.

    Parameters
    ----------
    transform : numpy.ndarray, shape (samples,)
        Quadratic-spline transform at 250 Hz, in which the wave is prominent.
    r : numpy.ndarray of int, shape (beats,)
        R peaks.
    window : slice
        Samples after R that are compared, `T_WINDOW` or `QRS_WINDOW`.
    beats : numpy.ndarray of int, shape (n,), optional
        Numbers of the beats that are judged; all of them by default.

    Returns
    -------
    numpy.ndarray, shape (n,)
        0 or more; NaN in a stretch of fewer than nine beats.

    Notes
    -----
    With :math:`u_i` the transform in the window of beat :math:`i`, the quality is

    .. math:: q_i = \\frac{\\mathrm{median}_{|i - j| \\le 8} |u_j|}
                         {\\min_{0 < |i - j| \\le 16} |u_i - u_j|},

    a ratio of signal to artefact. Waves repeat from beat to beat, artefacts resemble nothing.
    Orphanidou et al. [1]_ correlate each beat with the average beat. The most similar neighbour
    takes the place of the average, because ectopic beats resemble each other and not the average.
    The size of the difference takes the place of the correlation, because a low wave in weak noise
    has a low correlation too, but its marks are not off by much.

    References
    ----------
    .. [1] Orphanidou, C. et al. (2015). Signal-quality indices for the electrocardiogram and
       photoplethysmogram: derivation and applications to wireless monitoring. IEEE J. Biomed.
       Health Inform. 19(3), 832-838. doi:10.1109/JBHI.2014.2338351
    """
    beats = np.arange(len(r)) if beats is None else beats
    if len(r) < _FEWEST_BEATS or len(beats) == 0:
        return np.full(len(beats), np.nan)
    before, after = max(-window.start, 0), window.stop - 1
    shape = windows(transform, r, before, max(after, 0))
    shape = shape[:, before + window.start : before + window.stop : window.step]
    usual = neighbour_median(np.sqrt((shape**2).sum(axis=1)), NEIGHBOURS)[beats]
    nearest = np.full(len(beats), np.inf)
    for lag in (*range(-_COMPARED, 0), *range(1, _COMPARED + 1)):
        other = beats + lag
        there = (other >= 0) & (other < len(r))
        difference = shape[np.where(there, other, 0)] - shape[beats]
        distance = np.where(there, (difference**2).sum(axis=1), np.inf)
        np.minimum(nearest, distance, out=nearest)
    return usual / np.sqrt(np.maximum(nearest, np.finfo(float).tiny))


def trusted(
    transform: np.ndarray,
    r: np.ndarray,
    window: slice,
    marks: tuple[np.ndarray, ...],
    farthest: float,
) -> np.ndarray:
    """Mask of the waves whose marks can be trusted.

    Parameters
    ----------
    transform, r, window
        As in `wave_quality`.
    marks : tuple of numpy.ndarray, shape (beats,)
        Marks of the wave.
    farthest : float
        Samples at 250 Hz.

    Returns
    -------
    numpy.ndarray of bool, shape (beats,)
        False where the quality is below 0.8 and a mark lies farther than `farthest` from its
        median place in the neighbouring beats.
    """
    off = [np.abs(mark - r - neighbour_median(mark - r, NEIGHBOURS)) for mark in marks]
    unusual = np.flatnonzero(np.fmax.reduce(off) > farthest)
    trusted = np.ones(len(r), dtype=bool)
    trusted[unusual] = ~(wave_quality(transform, r, window, unusual) < _LEAST_QUALITY)
    return trusted
