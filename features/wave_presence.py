"""Presence of a wave, judged by the neighbouring beats."""

import numpy as np

from features.beat_windows import neighbour_median, neighbour_sum, windows
from features.wave_limits import REGULAR
from features.wave_search import NEIGHBOURS, FoundWaves

# Chosen on the tuning halves of the QT Database and of mitdb (every other record).
_HALF_WIDTH = 12  # samples at 250 Hz: the wave is compared over 100 ms
LEAST_COHERENCE = 2.55  # divided by the number of beats: 0.15 for 17
_REGULAR, _PER_IRREGULARITY = LEAST_COHERENCE, 25.0
_HIGHEST_LIMIT = 0.5
_LEAST_LIKENESS = 0.5
_LEAST_SHARE = 0.3  # of the neighbours' median height
_FARTHEST = 15  # 60 ms from the neighbours' median place


def coherence_of_p(irregularity: np.ndarray) -> np.ndarray:
    """Coherence, times the number of beats, from which a neighbourhood has P waves.

    Notes
    -----
    Atrial fibrillation is an irregular rhythm without P waves. The rhythm alone does not decide,
    but it asks for more evidence: 2.55 up to an irregularity (`wave_limits.irregularity`) of 0.05,
    and 25 times as much more as it is beyond.
    """
    return _REGULAR + _PER_IRREGULARITY * np.maximum(irregularity - REGULAR, 0.0)


def alike_in_neighbours(
    transform: np.ndarray,
    r: np.ndarray,
    candidates: FoundWaves,
    typical: np.ndarray,
    least_coherence: np.ndarray | float = LEAST_COHERENCE,
) -> np.ndarray:
    """Mask of the candidates that resemble those of the neighbouring beats.

    Parameters
    ----------
    transform : numpy.ndarray, shape (samples,)
        Quadratic-spline transform of the signal without QRS complexes.
    r : numpy.ndarray, shape (beats,)
        R peaks.
    candidates : FoundWaves
        The most prominent wave in the P or T window of each beat.
    typical : numpy.ndarray of bool, shape (beats,)
        Beats that say where the wave usually is, and what it looks like.
    least_coherence : numpy.ndarray, shape (beats,), or float
        Times the number of beats; `coherence_of_p` for P waves.

    Returns
    -------
    numpy.ndarray of bool, shape (beats,)

    Notes
    -----
    In atrial fibrillation there are deflections before every QRS complex, but not the same one in
    the same place. Let :math:`u_i` be the transform within 50 ms of the usual place of the wave in
    the neighbourhood, in beat :math:`i` of the :math:`n` typical ones of the nearest 17 beats.
    Their coherence is the mean of all pairwise products,

    .. math:: C = \\frac{|\\sum u_i|^2 / \\sum |u_i|^2 - 1}{n - 1},

    1 for identical waves; for unrelated ones it has a mean of 0 and an SD proportional to 1/n. The
    neighbourhood has the wave where C exceeds `least_coherence` / n, at most 0.5. A single beat
    has it if its own candidate has a correlation above 0.5 with :math:`\\sum u_i`, lies within
    60 ms of the usual place and exceeds 0.3 of the usual height: a ventricular ectopic beat in
    sinus rhythm has no P wave. A beat without neighbours cannot be judged and has no wave.
    """
    found = np.isfinite(candidates.peak)
    interval = candidates.peak - r
    usual = neighbour_median(np.where(typical, interval, np.nan), NEIGHBOURS)
    known = np.isfinite(usual)
    place = r + np.where(known, usual, 0.0)
    known &= typical
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
        share = candidates.height / neighbour_median(
            np.where(typical, candidates.height, np.nan), NEIGHBOURS
        )
        return (
            found
            & (coherence > np.minimum(least_coherence / beats, _HIGHEST_LIMIT))
            & (likeness > _LEAST_LIKENESS)
            & (share > _LEAST_SHARE)
            & (np.abs(interval - usual) < _FARTHEST)
        )


def _around(transform: np.ndarray, place: np.ndarray) -> np.ndarray:
    # transform[i] belongs to the middle of samples i and i + 1
    index = np.clip(np.floor(place).astype(np.int64), 0, len(transform) - 1)
    return windows(transform, index, _HALF_WIDTH, _HALF_WIDTH)
