"""Presence of a wave, judged by the neighbouring beats."""

import numpy as np

from features.beat_windows import neighbour_median, neighbour_sum, windows
from features.wave_limits import REGULAR
from features.wave_search import NEIGHBOURS, FoundWaves

# Chosen on the tuning halves of the QT Database and of mitdb (every other record).
_HALF_WIDTH = 12  # samples at 250 Hz: the wave is compared over 100 ms
LEAST_COHERENCE = 2.55  # divided by the number of beats: 0.15 for 17
_NARROW = 2.5  # a spread below 10 ms, for which less is enough:
_NARROW_REGULAR, _NARROW_IRREGULAR = 1.5, 2.0
_PER_IRREGULARITY, _LEAST_SPREAD, _SPREAD, _MOST = 25.0, 1.0, 1.5, 1.5
_HIGHEST_LIMIT = 0.5
_LEAST_LIKENESS = 0.5
_LEAST_SHARE = 0.3  # of the neighbours' median height
_FARTHEST = 15  # 60 ms from the neighbours' median place


def coherence_of_p(irregularity: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """Coherence, times the number of beats, from which a neighbourhood has P waves.

    Parameters
    ----------
    irregularity : numpy.ndarray, shape (beats,)
        Of the rhythm (`wave_limits.irregularity`).
    spread : numpy.ndarray, shape (beats,)
        Median distance of the P waves from their usual place before R, in samples at 250 Hz.

    Returns
    -------
    numpy.ndarray, shape (beats,)

    Notes
    -----
    Atrial fibrillation is an irregular rhythm whose deflections before R have no usual place. With
    the irregularity :math:`v` and the spread :math:`m` in ms, the limit is

    .. math:: c + 25 \\max(v - 0.05, 0) \\min(\\max(m - 4, 0) / 6, 1.5).

    :math:`c` is 2.55, or for :math:`m < 10` 1.5 in regular (:math:`v \\le 0.05`) and 2 in irregular
    rhythms.
    """
    irregular = np.maximum(irregularity - REGULAR, 0.0)
    narrow = np.where(irregular > 0, _NARROW_IRREGULAR, _NARROW_REGULAR)
    least = np.where(spread < _NARROW, narrow, LEAST_COHERENCE)
    excess = np.clip((spread - _LEAST_SPREAD) / _SPREAD, 0.0, _MOST)
    return least + _PER_IRREGULARITY * irregular * excess


def alike_in_neighbours(
    transform: np.ndarray,
    r: np.ndarray,
    candidates: FoundWaves,
    typical: np.ndarray,
    irregularity: np.ndarray | None = None,
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
    irregularity : numpy.ndarray, shape (beats,), optional
        Of the rhythm, for P waves, of which `coherence_of_p` then asks for evidence.

    Returns
    -------
    numpy.ndarray of bool, shape (beats,)

    Notes
    -----
    Let :math:`u_i` be the transform within 50 ms of the usual place of the wave in the
    neighbourhood, in beat :math:`i` of the :math:`n` typical ones of the nearest 17 beats. Their
    coherence is the mean of all pairwise products,

    .. math:: C = \\frac{|\\sum u_i|^2 / \\sum |u_i|^2 - 1}{n - 1},

    1 for identical waves; for unrelated ones it has a mean of 0 and an SD proportional to 1/n. The
    neighbourhood has the wave where C exceeds 2.55 / n (P: `coherence_of_p` / n), at most 0.5. A
    beat has it if its own candidate has a correlation above 0.5 with :math:`\\sum u_i`, lies within
    60 ms of the usual place and exceeds 0.3 of the usual height: a ventricular ectopic beat in
    sinus rhythm has no P wave. A beat without neighbours cannot be judged and has no wave.
    """
    found = np.isfinite(candidates.peak)
    interval = candidates.peak - r
    usual = neighbour_median(np.where(typical, interval, np.nan), NEIGHBOURS)
    place = r + np.nan_to_num(usual)
    counted = np.isfinite(usual) & typical
    template, coherence, beats = _neighbourhood_wave(transform, place, counted)
    least = _least_coherence(irregularity, np.where(typical, np.abs(interval - usual), np.nan))
    own = _around(transform, np.where(found, candidates.peak, place))
    height = neighbour_median(np.where(typical, candidates.height, np.nan), NEIGHBOURS)
    with np.errstate(divide="ignore", invalid="ignore"):
        return (
            found
            & (coherence > np.minimum(least / beats, _HIGHEST_LIMIT))
            & (_correlation(own, template) > _LEAST_LIKENESS)
            & (candidates.height / height > _LEAST_SHARE)
            & (np.abs(interval - usual) < _FARTHEST)
        )


def _least_coherence(irregularity: np.ndarray | None, distance: np.ndarray) -> np.ndarray | float:
    if irregularity is None:
        return LEAST_COHERENCE
    return coherence_of_p(irregularity, neighbour_median(distance, NEIGHBOURS))


def _neighbourhood_wave(transform: np.ndarray, place: np.ndarray, counted: np.ndarray):
    """Sum of the transforms at the usual place, their coherence and their number."""
    shape = _around(transform, place) * counted[:, None]
    template = neighbour_sum(shape, NEIGHBOURS)
    energy = neighbour_sum((shape**2).sum(axis=1), NEIGHBOURS)
    beats = neighbour_sum(counted.astype(float), NEIGHBOURS)
    with np.errstate(divide="ignore", invalid="ignore"):
        return template, ((template**2).sum(axis=1) / energy - 1) / (beats - 1), beats


def _correlation(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    energy = (first**2).sum(axis=1) * (second**2).sum(axis=1)
    return (first * second).sum(axis=1) / np.sqrt(energy)


def _around(transform: np.ndarray, place: np.ndarray) -> np.ndarray:
    # transform[i] belongs to the middle of samples i and i + 1
    index = np.clip(np.floor(place).astype(np.int64), 0, len(transform) - 1)
    return windows(transform, index, _HALF_WIDTH, _HALF_WIDTH)
