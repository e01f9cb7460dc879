"""Samples of an ECG that are missing or stuck at one value."""

import numpy as np

SHORTEST_STUCK_S = 0.2


def stuck_samples(signal: np.ndarray, fs: float) -> np.ndarray:
    """Mask of the samples in runs of one value of at least 0.2 s: flat, saturated, lead off."""
    shortest = max(int(np.ceil(SHORTEST_STUCK_S * fs)), 2)
    stuck = np.zeros(len(signal), dtype=bool)
    if len(signal) < shortest:
        return stuck
    equal, steps = signal[1:] == signal[:-1], 1  # this and the next `steps` samples are equal
    while steps < shortest - 1 and equal.any():
        more = min(steps, shortest - 1 - steps)
        equal = equal[: len(equal) - more] & equal[more:]
        steps += more
    begins = np.flatnonzero(equal)
    if len(begins):
        change = np.zeros(len(signal) + 1, dtype=np.int64)
        change[begins] += 1
        change[begins + shortest] -= 1
        stuck = np.cumsum(change[:-1]) > 0
    return stuck


def bridged(signal: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The signal as floats with straight lines across its gaps, and the mask of the gaps.

    A signal of floats without gaps is returned as it is, not copied.
    """
    missing = ~np.isfinite(signal)
    if not missing.any():
        return signal.astype(float, copy=False), missing
    if missing.all():
        return np.zeros(len(signal)), missing
    filled = signal.astype(float)
    index = np.arange(len(signal))
    filled[missing] = np.interp(index[missing], index[~missing], filled[~missing])
    return filled, missing
