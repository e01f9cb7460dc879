"""Ectopic beats, and the rhythm of the beats between them."""

from typing import NamedTuple

import numpy as np

from features.beat_windows import neighbour_median, neighbour_sum
from features.wave_limits import EARLY, early_beats, irregularity
from features.wave_search import NEIGHBOURS

# Chosen on the tuning half of mitdb (every other record) and on drawn ectopic beats.
_LEAST_LIKENESS, _LARGEST_RATIO = 0.8, 2.0
_FEWEST = 3  # beats or intervals that say something


class Rhythm(NamedTuple):
    """Of every beat, shape (beats,) each."""

    ectopic: np.ndarray
    """Mask of the beats that have no P wave."""
    typical: np.ndarray
    """Mask of the beats that say where P waves are, and what they look like."""
    irregularity: np.ndarray
    """Of the intervals that no ectopic beat bounds, a share of the RR interval."""


def unlike_complexes(shapes: np.ndarray, typical: np.ndarray) -> np.ndarray:
    """Mask of the beats whose QRS complex is unlike those around.

    Parameters
    ----------
    shapes : numpy.ndarray, shape (beats, samples)
        Transform around every R peak.
    typical : numpy.ndarray of bool, shape (beats,)
        Beats that are not early.

    Returns
    -------
    numpy.ndarray of bool, shape (beats,)

    Notes
    -----
    A complex is unlike where its correlation with the mean of the typical ones of the nearest
    seventeen, each scaled to the same size, is at most 0.8, or where its size is not within a
    factor of 2 of their median.
    """
    size = np.sqrt((shapes**2).sum(axis=1))
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = np.where(size[:, None] > 0, shapes / size[:, None], 0.0)
        mean = neighbour_sum(scaled * typical[:, None], NEIGHBOURS)
        likeness = (scaled * mean).sum(axis=1) / np.sqrt((mean**2).sum(axis=1))
        ratio = size / neighbour_median(size, NEIGHBOURS)
        alike = (likeness > _LEAST_LIKENESS) & (np.maximum(ratio, 1 / ratio) < _LARGEST_RATIO)
    return ~alike


def rhythm_of(r: np.ndarray, unlike: np.ndarray) -> Rhythm:
    """The ectopic beats, and the rhythm around them.

    Parameters
    ----------
    r : numpy.ndarray, shape (beats,)
        R peaks.
    unlike : numpy.ndarray of bool, shape (beats,)
        As `unlike_complexes` returns it.

    Returns
    -------
    Rhythm

    Notes
    -----
    An early beat whose QRS complex is unlike those around is ectopic. In atrial fibrillation, early
    beats have the same QRS complex as the others. The intervals before and after an ectopic beat
    say nothing about the rhythm of the sinus node: the irregularity is that of the others, if at
    least three of the nearest seventeen are left. A beat that follows an ectopic one after less
    than 0.75 of their mean (an interpolated beat has no compensatory pause) is not typical, because
    the T wave of the ectopic beat can hide its P wave.
    """
    early = early_beats(r)
    ectopic = early & unlike
    if not ectopic.any():
        return Rhythm(ectopic, ~early, irregularity(r, ~early))
    after_ectopic = np.append(False, ectopic)[: len(r)]
    rr = np.diff(r, prepend=r[0]).astype(float)
    sinus = ~(ectopic | after_ectopic) & (rr > 0)
    intervals = neighbour_sum(sinus.astype(float), NEIGHBOURS)
    soon = rr * intervals < EARLY * neighbour_sum(rr * sinus, NEIGHBOURS)
    typical = _unless_few(~early & ~(after_ectopic & soon), ~early)
    known = typical & sinus
    return Rhythm(
        ectopic,
        typical,
        np.where(_enough(known), irregularity(r, known), irregularity(r, typical)),
    )


def _enough(beats: np.ndarray) -> np.ndarray:
    return neighbour_sum(beats.astype(float), NEIGHBOURS) >= _FEWEST


def _unless_few(beats: np.ndarray, otherwise: np.ndarray) -> np.ndarray:
    return np.where(_enough(beats), beats, otherwise)
