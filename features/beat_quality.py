"""Quality of the signal after each QRS complex, which says whether a T wave can be trusted."""

import numpy as np

from features.beat_windows import neighbour_median, windows
from features.wave_search import NEIGHBOURS, FoundWaves

# Chosen on ten records of the tuning half of mitdb, with and without electrode motion.
_LEAST_QUALITY = 0.8
_FARTHEST = 20  # 80 ms at 250 Hz
_FEWEST_BEATS = 9
_COMPARED = 16  # beats on either side
_FIRST, _LAST, _STEP = 15, 105, 5  # 60 to 420 ms after R, in steps of 20 ms at 250 Hz


def beat_quality(transform: np.ndarray, r: np.ndarray) -> np.ndarray:
    """Likeness of each beat's repolarisation to the most similar neighbour.

    Parameters
    ----------
    transform : numpy.ndarray, shape (samples,)
        Quadratic-spline transform at scale 2^4 of the signal without QRS complexes, at 250 Hz.
    r : numpy.ndarray of int, shape (beats,)
        R peaks.

    Returns
    -------
    numpy.ndarray, shape (beats,)
        From -1 to 1; NaN for all beats of a stretch of fewer than nine.

    Notes
    -----
    With :math:`u_i` the transform from 60 to 420 ms after R, the quality is

    .. math:: q_i = \\max_{0 < |i - j| \\le 16} \\frac{u_i \\cdot u_j}{|u_i| |u_j|}.

    Orphanidou et al. [1]_ correlate beats with the average beat and call a recording reliable from
    0.66 on. The most similar neighbour takes the place of the average beat here, because the T
    waves of ectopic beats resemble each other and not the average. Artefacts resemble nothing.

    References
    ----------
    .. [1] Orphanidou, C. et al. (2015). Signal-quality indices for the electrocardiogram and
       photoplethysmogram: derivation and applications to wireless monitoring. IEEE J. Biomed.
       Health Inform. 19(3), 832-838. doi:10.1109/JBHI.2014.2338351
    """
    if len(r) < _FEWEST_BEATS:
        return np.full(len(r), np.nan)
    shape = windows(transform, r, 0, _LAST)[:, _FIRST::_STEP]
    norm = np.sqrt((shape**2).sum(axis=1, keepdims=True))
    unit = shape / np.where(norm > 0, norm, 1.0)
    best = np.full(len(r), -1.0)
    for lag in range(1, min(_COMPARED, len(r) - 1) + 1):
        likeness = (unit[lag:] * unit[:-lag]).sum(axis=1)
        np.maximum(best[lag:], likeness, out=best[lag:])
        np.maximum(best[:-lag], likeness, out=best[:-lag])
    return best


def trusted_t_waves(transform: np.ndarray, r: np.ndarray, t: FoundWaves) -> np.ndarray:
    """Mask of the T waves whose marks can be trusted.

    Parameters
    ----------
    transform, r
        As in `beat_quality`.
    t : FoundWaves
        The T waves of the beats.

    Returns
    -------
    numpy.ndarray of bool, shape (beats,)
        False where the quality is below 0.8 and peak or end lie more than 80 ms from the median
        place in the neighbouring beats.
    """
    off_peak, off_end = (
        np.abs(place - r - neighbour_median(place - r, NEIGHBOURS)) for place in (t.peak, t.end)
    )
    poor = beat_quality(transform, r) < _LEAST_QUALITY
    return ~(poor & (np.fmax(off_peak, off_end) > _FARTHEST))
