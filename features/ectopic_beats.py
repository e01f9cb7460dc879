"""Ectopic beats, and the rhythm of the beats between them."""

from typing import NamedTuple

import numpy as np

from features.beat_windows import neighbour_sum, neighbourhood
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


def ectopic_beats(shapes: np.ndarray, early: np.ndarray) -> np.ndarray:
    """Mask of the early beats whose QRS complex is unlike those around.

    Parameters
    ----------
    shapes : numpy.ndarray, shape (beats, samples)
        Transform around every R peak.
    early : numpy.ndarray of bool, shape (beats,)
        As `wave_limits.early_beats` returns it.

    Returns
    -------
    numpy.ndarray of bool, shape (beats,)

    Notes
    -----
    A complex is unlike where its correlation with the mean of those of the nearest seventeen beats
    that are not early, each scaled to the same size, is at most 0.8, or where its size is not
    within a factor of 2 of their median. In atrial fibrillation, early beats have the same QRS
    complex as the others.
    """
    beats = np.flatnonzero(early)
    if len(beats) == 0:
        return early
    size = np.sqrt((shapes**2).sum(axis=1))
    around = neighbourhood(len(shapes), NEIGHBOURS)[beats][:, None]
    around = around + np.arange(min(2 * NEIGHBOURS + 1, len(shapes)))
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = np.where(size[:, None] > 0, shapes / size[:, None], 0.0) * ~early[:, None]
        mean = scaled[around].sum(axis=1)
        product = (shapes[beats] * mean).sum(axis=1)
        likeness = product / (size[beats] * np.sqrt((mean**2).sum(axis=1)))
        ratio = size[beats] / np.median(size[around], axis=1)
        alike = (likeness > _LEAST_LIKENESS) & (np.maximum(ratio, 1 / ratio) < _LARGEST_RATIO)
    ectopic = early.copy()
    ectopic[beats[alike]] = False
    return ectopic


def rhythm_of(r: np.ndarray, ectopic: np.ndarray) -> Rhythm:
    """The rhythm of the beats that are not ectopic.

    Parameters
    ----------
    r : numpy.ndarray, shape (beats,)
        R peaks.
    ectopic : numpy.ndarray of bool, shape (beats,)
        As `ectopic_beats` returns it.

    Returns
    -------
    Rhythm

    Notes
    -----
    The intervals before and after an ectopic beat say nothing about the rhythm of the sinus node:
    the irregularity is that of the others, if at least three of the nearest seventeen are left. A
    beat that follows an ectopic one after less than 0.75 of their mean (an interpolated beat has no
    compensatory pause) is not typical, because the T wave of the ectopic beat can hide its P wave.
    """
    early = early_beats(r)
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
