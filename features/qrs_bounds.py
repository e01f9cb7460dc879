"""Onset and end of the QRS complex."""

import numpy as np

from features.beat_windows import end_of_slope, first_true, local_peaks, windows

# Samples at 250 Hz; shares of the beat's steepest slope. Chosen on the tuning half of the QT
# Database (see performance/landmark_accuracy.py).
_BEFORE, _AFTER = 40, 55  # no QRS complex begins 160 ms before or ends 220 ms after its R peak
_STEEPEST_WITHIN = 25
_QUIET = 5  # 20 ms without a significant slope end the complex
_SIGNIFICANT_BEFORE, _SIGNIFICANT_AFTER = 0.08, 0.16
_ONSET_FRACTION, _END_FRACTION = 0.05, 0.10


def qrs_bounds(transform: np.ndarray, r: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Onset and end of every QRS complex.

    Parameters
    ----------
    transform : numpy.ndarray, shape (samples,)
        Quadratic-spline transform at scale 2^2 of a signal at 250 Hz.
    r : numpy.ndarray of int, shape (beats,)
        R peaks.

    Returns
    -------
    onset, end : numpy.ndarray of float, shape (beats,)
        Positions in samples. No complex reaches beyond the middle between two R peaks.

    Notes
    -----
    Outward from the R peak, the complex continues until no modulus maximum exceeds 8 % (before) or
    16 % (after) of the beat's largest for 20 ms; Q, R, S and R' need not be told apart. Its bound
    is where the outermost of these slopes has fallen to 5 % (onset) or 10 % (end) of its maximum,
    or to a local minimum [1]_.

    References
    ----------
    .. [1] Martínez et al. (2004), IEEE TBME 51(4), 570-581, section III-B.
    """
    steepest = np.abs(windows(transform, r, _STEEPEST_WITHIN, _STEEPEST_WITHIN)).max(axis=1)
    before = windows(transform, np.maximum(r - 1, 0), _BEFORE, 0)[:, ::-1]
    onset_steps = _steps_outward(before, _SIGNIFICANT_BEFORE * steepest, _ONSET_FRACTION)
    after = windows(transform, r, 0, _AFTER)
    end_steps = _steps_outward(after, _SIGNIFICANT_AFTER * steepest, _END_FRACTION)
    half = np.diff(r) / 2
    onset_steps = np.minimum(onset_steps + 0.5, np.concatenate([[np.inf], half])[: len(r)])
    end_steps = np.minimum(end_steps + 0.5, np.concatenate([half, [np.inf]])[: len(r)])
    return r - onset_steps, r + end_steps


def _steps_outward(slope: np.ndarray, significant: np.ndarray, fraction: float) -> np.ndarray:
    slope = np.abs(slope, out=slope)
    steep = slope > significant[:, None]
    steep[:, 0] = True
    so_far = np.cumsum(steep, axis=1, dtype=np.int8)
    quiet = np.zeros_like(steep)
    quiet[:, _QUIET:] = so_far[:, _QUIET:] == so_far[:, :-_QUIET]
    complex_end = first_true(quiet, slope.shape[1] - 1)
    tops = local_peaks(slope) & steep & (np.arange(slope.shape[1]) <= complex_end[:, None])
    outermost = slope.shape[1] - 1 - tops[:, ::-1].argmax(axis=1)
    outermost = np.where(tops.any(axis=1), outermost, 0)
    return end_of_slope(slope, outermost, fraction)


def without_qrs(signal: np.ndarray, onset: np.ndarray, end: np.ndarray) -> np.ndarray:
    """The signal with every QRS complex replaced by a straight line."""
    first, beyond = _joined(
        np.clip(np.floor(onset).astype(int) + 1, 0, len(signal)),
        np.clip(np.ceil(end).astype(int), 0, len(signal)),
    )
    if len(first) and beyond[0] - first[0] == len(signal):
        return signal
    left = np.where(first > 0, first - 1, beyond)  # constant beyond the first and last kept sample
    right = np.where(beyond < len(signal), beyond, left)
    slope = (signal[right] - signal[left]) / np.where(right > left, right - left, 1)
    lengths = beyond - first
    complex_of = np.repeat(np.arange(len(first)), lengths)
    index = np.arange(lengths.sum()) + (beyond - np.cumsum(lengths))[complex_of]
    bare = signal.copy()
    bare[index] = (slope * (right > left))[complex_of] * (index - left[complex_of])
    bare[index] += signal[left][complex_of]
    return bare


def _joined(begin: np.ndarray, end: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Begins and ends of stretches in order of time: touching ones joined, empty ones dropped."""
    begin, end = begin[begin < end], end[begin < end]
    apart = begin[1:] > end[:-1]
    return begin[np.append(True, apart)[: len(begin)]], end[np.append(apart, True)[: len(end)]]
