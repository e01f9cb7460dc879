"""The spikes of a pacemaker, which are narrower than any wave of the heart."""

import numpy as np
from scipy.ndimage import maximum_filter1d

from features.beat_windows import windows

# Samples at 250 Hz. Chosen on drawn paced hearts and the tuning half of mitdb (every other record).
_RETURNED = 2  # 8 ms from its peak a spike is back
_BESIDE = 6  # over 24 ms on either side, the signal varies less than the spike is high
_BRIDGED = 4  # 16 ms on either side are replaced
_SURROUNDINGS, _LEAST_HEIGHT = 60, 0.1  # 240 ms; share of the range of the signal
_REACH, _LEAST_SHARE = 256, 0.4  # 1 s; share of the most pointed deflection
_BLOCK = 64
_TALL = 1.5  # times the range of the signal without spikes
_ATRIAL = 20, 70  # 80 to 280 ms before the ventricular spike


def pacing_spikes(lead: np.ndarray) -> np.ndarray:
    """Positions of the pacing spikes.

    Parameters
    ----------
    lead : numpy.ndarray, shape (samples,)
        Signal at 250 Hz.

    Returns
    -------
    numpy.ndarray of int
        Increasing.

    Notes
    -----
    A pacing pulse lasts some 2 ms. At 250 Hz it is one or two samples wide, with either sign and
    the ripple of the filters before. A QRS complex is not: 8 ms from the peak of a Gaussian R wave
    with a standard deviation of 8 ms the signal is at 0.61 of its height. A sample is a spike where
    the lower of the differences to the samples 8 ms before and after, which have the same sign,
    exceeds the variation (maximum less minimum) in the 24 ms before them and after them together.
    Lower spikes are noise or do no harm: those of less than 0.1 of the range of the signal within
    240 ms, and of less than 0.4 of the most pointed deflection within a second.
    """
    if len(lead) < 2 * _BLOCK:
        return np.empty(0, dtype=np.int64)
    pointed = np.zeros(len(lead))
    inner = pointed[_RETURNED:-_RETURNED]
    np.add(lead[2 * _RETURNED :], lead[: -2 * _RETURNED], out=inner)
    inner *= 0.5
    inner -= lead[_RETURNED:-_RETURNED]
    np.abs(inner, out=inner)
    top = _pointed_samples(pointed)
    top = top[(pointed[top] >= pointed[top - 1]) & (pointed[top] > pointed[top + 1])]
    top = top[_height(lead, top) > _change_beside(lead, top)]  # at most the variation, and faster
    top = top[_height(lead, top) > _variation_beside(lead, top)]
    if len(top) == 0:
        return top
    range_around = np.ptp(windows(lead, top, _SURROUNDINGS, _SURROUNDINGS), axis=1)
    top = top[_height(lead, top) > _LEAST_HEIGHT * range_around]
    highest = windows(pointed, top, _REACH, _REACH).max(axis=1)
    return top[pointed[top] > _LEAST_SHARE * highest]


def without_spikes(lead: np.ndarray, spikes: np.ndarray) -> np.ndarray:
    """The signal with a straight line through 16 ms on either side of each spike."""
    if len(spikes) == 0:
        return lead
    bare, last = lead.copy(), len(lead) - 1
    left, right = np.maximum(spikes - _BRIDGED, 0), np.minimum(spikes + _BRIDGED, last)
    rise = (lead[right] - lead[left]) / (right - left)
    for step in range(1, 2 * _BRIDGED):
        at = np.minimum(left + step, right)
        bare[at] = lead[left] + rise * (at - left)
    return bare


def misleading_spikes(lead: np.ndarray, bare: np.ndarray, spikes: np.ndarray) -> np.ndarray:
    """The spikes beside which a QRS complex is not the most prominent deflection, or not at hand.

    Parameters
    ----------
    lead, bare : numpy.ndarray, shape (samples,)
        The signal with spikes and without.
    spikes : numpy.ndarray of int
        As `pacing_spikes` returns them.

    Returns
    -------
    numpy.ndarray of int

    Notes
    -----
    A ventricular spike shows where a beat is, even where its QRS complex is low amid noise. Two
    kinds of spikes do not: those more than 1.5 times as high as all else within 240 ms varies, and
    atrial ones, which precede another spike by 80 to 280 ms.
    """
    if len(spikes) == 0:
        return spikes
    around = windows(bare, spikes, _SURROUNDINGS, _SURROUNDINGS)
    tall = np.abs(lead[spikes] - bare[spikes]) > _TALL * np.ptp(around, axis=1)
    to_next = np.append(np.diff(spikes), np.iinfo(np.int64).max)[: len(spikes)]
    return spikes[tall | ((to_next >= _ATRIAL[0]) & (to_next <= _ATRIAL[1]))]


def onset_after_spike(onset: np.ndarray, r: np.ndarray, spikes: np.ndarray) -> np.ndarray:
    """QRS onsets, which do not precede a spike that lies between them and R.

    Parameters
    ----------
    onset, r : numpy.ndarray, shape (beats,)
        In samples at 250 Hz.
    spikes : numpy.ndarray of int
        As `pacing_spikes` returns them.

    Notes
    -----
    The ventricles are excited by the pulse, so that a paced QRS complex begins with it, not before.
    """
    if len(spikes) == 0:
        return onset
    last = spikes[np.maximum(np.searchsorted(spikes, r - _BRIDGED, side="right") - 1, 0)]
    return np.where(last <= r - _BRIDGED, np.maximum(onset, last), onset)


def _pointed_samples(pointed: np.ndarray) -> np.ndarray:
    """Samples, not the first or last, above 0.4 of the highest in the blocks around.

    The blocks lie within a second, so that no spike is lost.
    """
    blocks = len(pointed) // _BLOCK
    whole = pointed[: blocks * _BLOCK].reshape(blocks, _BLOCK)
    level = maximum_filter1d(whole.max(axis=1), 2 * (_REACH // _BLOCK - 1) + 1)
    inside = np.flatnonzero(whole > _LEAST_SHARE * level[:, None])
    rest = np.flatnonzero(pointed[blocks * _BLOCK : -1] > _LEAST_SHARE * level[-1])
    return np.concatenate([inside, blocks * _BLOCK + rest])


def _height(lead: np.ndarray, top: np.ndarray) -> np.ndarray:
    """Of a deflection above the sample 8 ms before or after, whichever is nearer to it."""
    before = lead[top] - lead[top - _RETURNED]
    after = lead[top] - lead[top + _RETURNED]
    return np.where(before * after > 0, np.minimum(np.abs(before), np.abs(after)), 0.0)


def _change_beside(lead: np.ndarray, top: np.ndarray) -> np.ndarray:
    inner, outer, last = _RETURNED, _RETURNED + _BESIDE, len(lead) - 1
    before = lead[top - inner] - lead[np.maximum(top - outer, 0)]
    after = lead[top + inner] - lead[np.minimum(top + outer, last)]
    return np.abs(before) + np.abs(after)


def _variation_beside(lead: np.ndarray, top: np.ndarray) -> np.ndarray:
    beside = windows(lead, top, _RETURNED + _BESIDE, _RETURNED + _BESIDE)
    before, after = beside[:, : _BESIDE + 1], beside[:, -_BESIDE - 1 :]
    return np.ptp(before, axis=1) + np.ptp(after, axis=1)
