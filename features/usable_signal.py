"""Samples of an ECG that are missing or stuck at one value."""

import numpy as np

SHORTEST_STUCK_S = 0.2


def stuck_samples(signal: np.ndarray, fs: float) -> np.ndarray:
    """Mask of the samples in runs of one value of at least 0.2 s: flat, saturated, lead off."""
    if len(signal) < 2:
        return np.zeros(len(signal), dtype=bool)
    changes = np.flatnonzero(np.diff(signal) != 0) + 1
    starts = np.concatenate([[0], changes])
    lengths = np.diff(np.concatenate([starts, [len(signal)]]))
    return np.repeat(lengths >= SHORTEST_STUCK_S * fs, lengths)


def bridged(signal: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The signal as floats with straight lines across its gaps, and the mask of the gaps."""
    missing = ~np.isfinite(signal)
    filled = signal.astype(float)
    if missing.all():
        return np.zeros(len(signal)), missing
    if missing.any():
        index = np.arange(len(signal))
        filled[missing] = np.interp(index[missing], index[~missing], filled[~missing])
    return filled, missing
