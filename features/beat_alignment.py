"""Beats of several leads shifted to the best agreement of their QRS complexes."""

from collections.abc import Sequence

import numpy as np

from features.record_scaled import QRS_MS, RecordScaled

LARGEST_SHIFT_MS = 40.0
SHIFTS = 17


def aligned(leads: Sequence[RecordScaled]) -> np.ndarray:
    """Each R peak, shifted to the best correlation of its QRS complex with the usual one.

    Parameters
    ----------
    leads : sequence of RecordScaled
        Leads of one record with at least one beat; all must be finite.

    Returns
    -------
    (n,) array of int
        R peaks shifted by up to 40 ms, alike in all leads. The usual complex is the record's
        median at each instant, the leads side by side.
    """
    r_peaks, fs = leads[0].r_peaks, leads[0].fs
    usual = np.concatenate([np.median(lead.rows(r_peaks, QRS_MS), axis=0) for lead in leads])
    largest = LARGEST_SHIFT_MS * fs / 1000
    shifts = np.unique(np.linspace(-largest, largest, SHIFTS).round().astype(np.int64))
    last = len(leads[0].signal) - 1
    places = np.clip(r_peaks + shifts[:, None], 0, last)
    likeness = [
        correlation(np.concatenate([lead.rows(at, QRS_MS) for lead in leads], axis=1), usual)
        for at in places
    ]
    best = np.nan_to_num(np.stack(likeness), nan=-2.0).argmax(axis=0)
    return places[best, np.arange(len(r_peaks))]


def correlation(rows: np.ndarray, usual: np.ndarray) -> np.ndarray:
    """Pearson correlation of each row (n, values) with the usual (values,); NaN if one is flat."""
    centred, other = rows - rows.mean(axis=1, keepdims=True), usual - usual.mean()
    norm = np.sqrt((centred**2).sum(axis=1) * (other**2).sum())
    return (centred @ other) / np.where(norm > 0, norm, np.nan)
