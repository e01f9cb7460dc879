"""Which detected beats are which annotated ones."""

import numpy as np

MATCH_S = 0.15
"""The most that a detected R peak may be away from the annotated one, as in ANSI/AAMI EC57."""
SAME_BEAT_S = 0.02
"""Neighbours that are known by an RR interval, and closer than this, are the same beat."""


def match_beats(annotated: np.ndarray, detected: np.ndarray, most: float) -> np.ndarray:
    """The detected beat of each annotated one.

    Parameters
    ----------
    annotated, detected : (n,), (m,) int arrays
        Strictly increasing sample numbers.
    most : float
        The largest distance of a match, in samples.

    Returns
    -------
    (n,) int array
        Position among `detected`; -1 for a beat that was not found. A match is mutual: each is the
        nearest of the other, so no detected beat stands for two annotated ones.
    """
    if not len(annotated) or not len(detected):
        return np.full(len(annotated), -1)
    found = _nearest(annotated, detected)
    mutual = _nearest(detected, annotated)[found] == np.arange(len(annotated))
    near = np.abs(detected[found] - annotated) <= most
    return np.where(mutual & near, found, -1)


def known_beats(
    r_peaks: np.ndarray, rr_before_s: np.ndarray, rr_after_s: np.ndarray, rate: float
) -> np.ndarray:
    """R peaks of all annotated beats that the samples of one recording tell of.

    A beat that is no sample, because its class is not in the card or its window passes an end of
    the recording, is known from the RR intervals of its neighbours.

    Parameters
    ----------
    r_peaks : (n,) int array
        Of the samples.
    rr_before_s, rr_after_s : (n,) arrays
        Seconds to the annotated beats before and after; NaN where there is none.
    rate : float
        Samples per second.

    Returns
    -------
    (m,) int array
        Strictly increasing, m ≥ n where the samples' own R peaks differ.
    """
    own = np.unique(r_peaks)
    around = np.concatenate([r_peaks - rr_before_s * rate, r_peaks + rr_after_s * rate])
    other = np.unique(np.rint(around[np.isfinite(around)]).astype(np.int64))
    apart = SAME_BEAT_S * rate
    if len(other):
        other = other[np.abs(own[_nearest(other, own)] - other) > apart]
        other = other[np.diff(other, prepend=-np.inf) > apart]
    return np.union1d(own, other)


def _nearest(of: np.ndarray, among: np.ndarray) -> np.ndarray:
    """Position of the nearest of the increasing numbers `among`; the earlier one of a tie."""
    after = np.clip(np.searchsorted(among, of), 0, len(among) - 1)
    before = np.maximum(after - 1, 0)
    return np.where(np.abs(among[before] - of) <= np.abs(among[after] - of), before, after)
