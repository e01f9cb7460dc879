"""Clusters of the beats of one record by the shape of their QRS complex."""

import numpy as np

LEAST_LIKENESS = 0.9
_LONGEST_MEMORY, _MEDIAN_COUNTS_AS = 100, 20
_REASSIGNMENTS = 2


def qrs_clusters(rows: np.ndarray) -> np.ndarray:
    """Number of the cluster of each beat.

    Parameters
    ----------
    rows : (n, values) array
        The QRS complex of each beat, the leads side by side; must be finite.

    Returns
    -------
    (n,) array of int
        Numbers from 0; some may have no beat.

    Notes
    -----
    In the order of time, a beat joins the cluster whose centre it resembles most if their
    correlation is at least 0.9, and moves that centre towards itself, as the newest of at most a
    hundred beats; otherwise it opens a cluster. The first centre is the median of all beats.
    Afterwards every beat is assigned to the most similar mean of a cluster, twice. The number of
    clusters need not be known, and the time needed is that of the beats times the clusters.
    """
    if not len(rows):
        return np.zeros(0, int)
    shapes = _unit(rows - rows.mean(axis=1, keepdims=True))
    cluster = _led(shapes)
    for _ in range(_REASSIGNMENTS):
        sums = np.zeros((cluster.max() + 1, shapes.shape[1]))
        np.add.at(sums, cluster, shapes)
        cluster = (shapes @ _unit(sums).T).argmax(axis=1)
    return cluster


def _led(shapes: np.ndarray) -> np.ndarray:
    """The first assignment; a loop, because each beat may move a centre."""
    centres = np.zeros((len(shapes) + 1, shapes.shape[1]))
    centres[0] = _unit(np.median(shapes, axis=0)[None])[0]
    beats, clusters = np.zeros(len(shapes) + 1, int), 1
    beats[0] = _MEDIAN_COUNTS_AS
    cluster = np.zeros(len(shapes), int)
    for beat, shape in enumerate(shapes):
        likeness = centres[:clusters] @ shape
        own = int(likeness.argmax())
        if likeness[own] < LEAST_LIKENESS:
            own, clusters = clusters, clusters + 1
        beats[own] += 1
        moved = centres[own] + (shape - centres[own]) / min(beats[own], _LONGEST_MEMORY)
        centres[own] = _unit(moved[None])[0]
        cluster[beat] = own
    return cluster


def _unit(rows: np.ndarray) -> np.ndarray:
    norm = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(norm > 0, norm, 1.0)
