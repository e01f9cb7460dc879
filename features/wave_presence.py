"""Whether there is a wave at all: one that the neighbouring beats have in the same place."""

import numpy as np

from features.beat_windows import neighbour_median, neighbour_sum, windows
from features.wave_search import NEIGHBOURS, Waves

# Chosen on the tuning halves of the QT Database and of mitdb (every other record).
_HALF_WIDTH = 12  # samples at 250 Hz: the wave is compared over 100 ms
_LEAST_COHERENCE = 0.15
_LEAST_LIKENESS = 0.5
_LEAST_SHARE = 0.3  # of the neighbours' median height
_FARTHEST = 15  # 60 ms from the neighbours' median place


def alike_in_neighbours(transform: np.ndarray, r: np.ndarray, candidates: Waves) -> np.ndarray:
    """Mask of the candidates that resemble those of the neighbouring beats.

    Parameters
    ----------
    transform : numpy.ndarray, shape (samples,)
        Quadratic-spline transform of the signal without QRS complexes.
    r : numpy.ndarray, shape (beats,)
        R peaks.
    candidates : Waves
        The most prominent wave of each beat in its P or T window.

    Returns
    -------
    numpy.ndarray of bool, shape (beats,)

    Notes
    -----
    In atrial fibrillation something can always be found before a QRS complex, but not the same
    thing in the same place. Let :math:`u_i` be the transform within 50 ms of the place where the
    wave usually is in the neighbourhood, in beat :math:`i` of the :math:`n` beats around (eight
    on either side). Their coherence is the mean of all pairwise products,

    .. math:: C = \\frac{|\\sum u_i|^2 / \\sum |u_i|^2 - 1}{n - 1},

    1 for identical waves and 0 on average for unrelated ones. The neighbourhood has the wave
    where C exceeds 0.15. A single beat has it if its own candidate has a correlation above 0.5
    with :math:`\\sum u_i`, lies within 60 ms of the usual place and exceeds 0.3 of the usual
    height: a ventricular ectopic beat amid sinus rhythm has no P wave. A beat without neighbours
    cannot be judged and has none.
    """
    found = np.isfinite(candidates.peak)
    interval = candidates.peak - r
    usual = neighbour_median(interval, NEIGHBOURS)
    known = np.isfinite(usual)
    place = r + np.where(known, usual, 0.0)
    usually_there = _around(transform, place) * known[:, None]
    template = neighbour_sum(usually_there, NEIGHBOURS)
    energy = neighbour_sum((usually_there**2).sum(axis=1), NEIGHBOURS)
    beats = neighbour_sum(known.astype(float), NEIGHBOURS)
    with np.errstate(divide="ignore", invalid="ignore"):
        coherence = ((template**2).sum(axis=1) / energy - 1) / (beats - 1)
        own = _around(transform, np.where(found, candidates.peak, place))
        likeness = (own * template).sum(axis=1) / np.sqrt(
            (own**2).sum(axis=1) * (template**2).sum(axis=1)
        )
        share = candidates.height / neighbour_median(candidates.height, NEIGHBOURS)
        return (
            found
            & (coherence > _LEAST_COHERENCE)
            & (likeness > _LEAST_LIKENESS)
            & (share > _LEAST_SHARE)
            & (np.abs(interval - usual) < _FARTHEST)
        )


def _around(transform: np.ndarray, place: np.ndarray) -> np.ndarray:
    # transform[i] belongs to the middle of samples i and i + 1
    index = np.clip(np.floor(place).astype(np.int64), 0, len(transform) - 1)
    return windows(transform, index, _HALF_WIDTH, _HALF_WIDTH)
